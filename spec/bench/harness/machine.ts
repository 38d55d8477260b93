import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, loadavg, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import type { Run } from './summary.js';

const PACKAGES = [
  'rxjs',
  'backoff-rxjs',
  'cockatiel',
  'opossum',
  'effect',
  'p-retry',
  'p-throttle',
  'got',
  'ky',
  'axios',
  'axios-retry',
  'undici',
  'cross-fetch',
  'eventsource-parser',
];

/** What the figures were measured on and with. */
export function machineOf({ node, command }: Run): string {
  const [cpu] = cpus();
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(', ');
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const machine = `${cpus().length} × ${cpu?.model.trim() ?? 'unknown'}, ${gigabytes} GB, ${process.platform} ${process.arch}, Node ${node}`;
  const load = loadavg()[0]!.toFixed(1);
  return `\`${command}\`, ${new Date().toISOString().slice(0, 10)}, on ${machine}, with a load of ${load} at the end.\nCompared with ${versions}.`;
}

/** Where a package's exports hide its package.json, it is found beside the script that they lead to. */
function versionOf(name: string): string {
  let folder = dirname(createRequire(import.meta.url).resolve(name));
  while (!folder.endsWith(join('node_modules', name))) folder = dirname(folder);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}
