import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const TOOL = join('tools', 'build-dashboard.mjs');

/** Builds the page where it is older than its sources, in a process of its own, and tells the folder that it is in. */
export async function buildPage(): Promise<string> {
  const child = spawn(process.execPath, [TOOL], { stdio: ['ignore', 'pipe', 'inherit'] });
  let folder = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (folder += text));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The page could not be built: ${TOOL} ended with ${code}.`);
  return folder.trim();
}
