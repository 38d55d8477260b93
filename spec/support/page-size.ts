import { gzipSync } from 'node:zlib';
import type { PageFile } from '../../demo/dashboard/server/page-files.js';

/** What the page's whole JavaScript weighs on the wire, in bytes. */
export function scriptBytes(files: ReadonlyMap<string, PageFile>): number {
  const scripts = [...files].filter(([path]) => path.endsWith('.js')).map(([, { bytes }]) => gzipSync(bytes, { level: 9 }).length);
  return scripts.reduce((sum, bytes) => sum + bytes, 0);
}

/** A kilobyte has a thousand bytes. */
export const MOST_SCRIPT_BYTES = 60_000;
