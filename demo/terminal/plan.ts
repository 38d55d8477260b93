/** The numbers of one run, all reckoned from its options. */
export interface Plan {
  /** Requests per second. */
  readonly rate: number;
  /** How long the server's script takes, in milliseconds. */
  readonly period: number;
  /** Whether the script starts again when it is over. */
  readonly isEndless: boolean;
  /** How long the breaker stays open, in milliseconds. */
  readonly openDuration: number;
  /** The most tokens that the limiter holds, and how many flow in per second. */
  readonly capacity: number;
  readonly refillPerSecond: number;
  /** The most attempts that wait for a token. */
  readonly maxQueue: number;
}

const ENDLESS_PERIOD = 40_000;

/** Makes the script fit the time, and the limiter the load: half as much again as it needs. */
export function planRun({ seconds, rate }: { readonly seconds: number; readonly rate: number }): Plan {
  const isEndless = seconds === Infinity;
  const period = isEndless ? ENDLESS_PERIOD : seconds * 1000;
  return {
    rate,
    period,
    isEndless,
    openDuration: Math.round(period * 0.06),
    capacity: Math.max(5, Math.ceil(rate / 2)),
    refillPerSecond: rate * 1.5,
    maxQueue: Math.max(5, Math.ceil(rate)),
  };
}
