import { firstValueFrom } from 'rxjs';
import type { DashboardOptions } from '../options.js';
import { stopRequest } from '../stop.js';
import { buildPage } from './build-page.js';
import { readPage, type PageFile } from './server/page-files.js';
import { startDashboardServer, type DashboardServer } from './server/start-dashboard-server.js';

const USUAL_PORT = 4_400;

/** Builds the page where need be, starts its servers, and tells where it is; until it is stopped. */
export async function runDashboard({ port }: DashboardOptions): Promise<void> {
  const stopped = firstValueFrom(stopRequest(Infinity, process.stdout));
  const files = await readPage(await buildPage());
  try {
    const server = await start(files, port);
    process.stdout.write(`The dashboard is at ${server.url} until Ctrl-C.\n`);
    const reason = await stopped;
    await server.close();
    process.stdout.write(`Ended: ${reason}.\n`);
  } catch (error) {
    if (!isTaken(error)) throw error;
    process.stderr.write(`Port ${port} is taken: give another with --port, or none.\n`);
    process.exit(1);
  }
}

/** Without a wish for a port: the usual one, where a bookmark finds it, or else any. */
async function start(files: ReadonlyMap<string, PageFile>, port: number | undefined): Promise<DashboardServer> {
  try {
    return await startDashboardServer({ files, port: port ?? USUAL_PORT });
  } catch (error) {
    if (port === undefined && isTaken(error)) return startDashboardServer({ files, port: 0 });
    throw error;
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
