import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What a heap of a few megabytes breathes between two collections. */
export const NOISE_BYTES = 1_000_000;

/** Bytes of the heap that are in use, when what nobody refers to any more has been collected. */
export async function heapAfterCollection(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return process.memoryUsage().heapUsed;
}

export function mb(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(2)} MB`;
}
