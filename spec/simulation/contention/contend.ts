import { retryBackoff, type RetryBackoffOptions } from 'breakwater';
import { Chance } from '../chance.js';
import { createVirtualTime } from '../../../src/testing/virtual-time.js';
import { VersionedRecord } from './record.js';

export interface Effort {
  /** Writes that the record has seen, refused ones too. */
  readonly writes: number;
  /** Milliseconds until the last client was done. */
  readonly duration: number;
}

/** Lets so many clients begin at once, each of which has to write once. */
export function contend(clients: number, backoff: RetryBackoffOptions, seed: number): Effort {
  const scheduler = createVirtualTime();
  const record = new VersionedRecord(scheduler, new Chance(seed));
  const { random } = new Chance(seed + 1);
  const change$ = record.change.pipe(retryBackoff({ ...backoff, maxRetries: Infinity, shouldRetry: () => true, random, scheduler }));
  let done = 0;
  let duration = 0;
  for (let client = 0; client < clients; client++) {
    change$.subscribe({
      complete: () => {
        done++;
        duration = scheduler.now();
      },
    });
  }
  scheduler.flush();
  if (done !== clients) throw new Error(`${clients - done} of ${clients} clients have not written.`);
  return { writes: record.writes, duration };
}

/** The mean over so many runs. */
export function meanEffort(clients: number, backoff: RetryBackoffOptions, runs: number): Effort {
  const efforts = Array.from({ length: runs }, (_, run) => contend(clients, backoff, 1 + 2 * run));
  const mean = (value: (effort: Effort) => number): number => efforts.reduce((sum, effort) => sum + value(effort), 0) / runs;
  return { writes: mean(({ writes }) => writes), duration: mean(({ duration }) => duration) };
}
