import type { NowSample, SecondSample } from '../../model.js';

export type Totals = NowSample['totals'];
type Count = keyof Totals;

const NONE: Totals = { ok: 0, failed: 0, timedOut: 0, refused: 0, limited: 0, cancelled: 0, requests: 0, attempts: 0, retries: 0 };

/** Adds counts up. */
export function total(samples: readonly Totals[]): Totals {
  const sum = { ...NONE } as Record<Count, number>;
  for (const sample of samples) for (const count of Object.keys(NONE) as Count[]) sum[count] += sample[count];
  return sum;
}

/** A second in which nothing happened. */
export function emptySecond(at: number): SecondSample {
  return { at, ...NONE };
}
