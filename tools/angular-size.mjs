// The weight of a built application.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the interceptor alone may add to an application, in bytes of gzip. */
export const BUDGET = 8_000;

/** @returns {number} the bytes of all its scripts, each compressed by itself, as a server sends them */
export function weigh({ folder }, project) {
  const scripts = join(folder, 'dist', project, 'browser');
  const files = readdirSync(scripts).filter((name) => name.endsWith('.js'));
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(join(scripts, name)), { level: 9 }).length, 0);
}
