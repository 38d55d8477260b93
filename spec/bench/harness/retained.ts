import { roundsOf } from './settings.js';
import { spreadOf, type Spread } from './spread.js';

/**
 * The bytes that each of `count` things keeps on the heap, as long as what `make` gives is held; `release` is how they are let go. It
 * needs `--expose-gc`.
 */
export function retainedBytes<T>(count: number, make: (count: number) => T, release: (made: T) => void = () => undefined): Spread {
  const once = (): number => {
    const before = heapInUse();
    const made = make(count);
    const after = heapInUse();
    release(made);
    return (after - before) / count;
  };
  once();
  return spreadOf(Array.from({ length: roundsOf(5) }, once));
}

/** A second collection takes what the first one's finalisers let go. */
function heapInUse(): number {
  globalThis.gc!();
  globalThis.gc!();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
