// Runs specs that leave their counts in a file.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from './project.mjs';

/** A run that leaves no counts has failed, and so has one that ends badly without a failed spec. @returns {Promise<{ passed: number, failed: number }>} */
export async function countSpecs(name, run) {
  const countsFile = join(cache, `counts-${name}.json`);
  mkdirSync(cache, { recursive: true });
  rmSync(countsFile, { force: true });
  const { code } = await run(countsFile);
  const counts = readCounts(countsFile);
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

function readCounts(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 1 };
  }
}
