import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { buildPage } from '../../demo/dashboard/build-page.js';
import { readPage, type PageFile } from '../../demo/dashboard/server/page-files.js';
import { startDashboardServer, type DashboardServer } from '../../demo/dashboard/server/start-dashboard-server.js';
import { chromiumFlags } from '../../tools/chromium-flags.mjs';

/** The built page, on a server of its own, and a browser to look at it with. */
export interface OpenDashboard {
  readonly browser: Browser;
  readonly server: DashboardServer;
  readonly files: ReadonlyMap<string, PageFile>;
  close(): Promise<void>;
}

export async function openDashboard(): Promise<OpenDashboard> {
  const [files, executablePath] = await Promise.all([buildPage().then(readPage), findBrowser()]);
  const server = await startDashboardServer({ files, port: 0 });
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags, '--lang=en-US'] });
  return {
    browser,
    server,
    files,
    close: async () => {
      await browser.close();
      await server.close();
    },
  };
}

async function findBrowser(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/find-browser.mjs']);
  return stdout.trim();
}
