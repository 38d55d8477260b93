import { PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** What a calibrating block allocates for each call: an array of doubles, of which V8 needs 16 bytes for each of two headers. */
const KNOWN_LENGTH = 123;
const KNOWN_BYTES = KNOWN_LENGTH * 8 + 16 + 16;

/**
 * The bytes that one call allocates on the heap, whether they live on or not: what the heap has grown by over a block during which no
 * collection ran. The new space has to be large enough for that (`--min-semi-space-size`, `--max-semi-space-size`, `--expose-gc`).
 */
export async function allocatedPerCall(run: (calls: number) => unknown, calls: number): Promise<number> {
  globalThis.gc!();
  await nextTurn();
  const collections = watchCollections();
  const before = process.memoryUsage().heapUsed;
  await run(calls);
  const after = process.memoryUsage().heapUsed;
  if ((await collections.count()) > 0) throw new Error('A collection ran while allocations were counted: make the block smaller.');
  return (after - before) / calls;
}

/** Makes sure that the method measures what is known. */
export async function checkMethod(calls: number): Promise<number> {
  const kept: number[][] = [];
  const allocate = (count: number): void => {
    kept.length = 0;
    for (let call = 0; call < count; call++) kept[0] = new Array<number>(KNOWN_LENGTH).fill(call + 0.5);
  };
  allocate(calls);
  const bytes = await allocatedPerCall(allocate, calls);
  if (Math.abs(bytes / KNOWN_BYTES - 1) > 0.05) throw new Error(`${KNOWN_BYTES} bytes were counted as ${bytes.toFixed(0)}.`);
  return bytes;
}

function watchCollections(): { count: () => Promise<number> } {
  let seen = 0;
  const observer = new PerformanceObserver((list) => (seen += list.getEntries().length));
  observer.observe({ entryTypes: ['gc'] });
  return {
    async count() {
      await nextTurn();
      seen += observer.takeRecords().length;
      observer.disconnect();
      return seen;
    },
  };
}
