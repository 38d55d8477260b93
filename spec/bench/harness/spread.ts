/** Figures of several rounds. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** Between these the true median lies in 95 of 100 runs, by the ranks of the rounds. */
  readonly sure: readonly [from: number, to: number];
}

export function spreadOf(figures: readonly number[]): Spread {
  const sorted = [...figures].sort((a, b) => a - b);
  const { length } = sorted;
  const at = (index: number): number => sorted[Math.min(length - 1, Math.max(0, index))]!;
  const median = (at(Math.floor((length - 1) / 2)) + at(Math.ceil((length - 1) / 2))) / 2;
  const rank = Math.floor((length - 1.96 * Math.sqrt(length)) / 2);
  return { median, least: at(0), most: at(length - 1), sure: [at(rank), at(length - 1 - rank)] };
}

/** How far a reference may be from itself in one run: what is closer to a bound than that is a tie. */
export function noiseOf({ sure: [from, to] }: Spread): number {
  return Math.max(Math.abs(from - 1), Math.abs(to - 1));
}
