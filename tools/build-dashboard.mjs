// Builds the dashboard's page with Vite, where a source is newer than what is there. As a script: `node tools/build-dashboard.mjs`.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { cache, filesBelow, root } from './project.mjs';

const sources = ['demo/dashboard', 'src'];
const manifest = 'package-lock.json';

/** @returns {Promise<string>} the folder of the page */
export async function buildDashboard() {
  const folder = join(cache, 'dashboard');
  if (isStale(join(folder, 'index.html'))) await build({ configFile: join(root, 'demo/dashboard/vite.config.ts') });
  return folder;
}

function isStale(page) {
  const builtAt = changedAt(page);
  return [...sources.flatMap(filesBelow), manifest].some((path) => changedAt(join(root, path)) > builtAt);
}

function changedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await buildDashboard());
