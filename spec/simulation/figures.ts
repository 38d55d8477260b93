import type { Call, Course, Setting } from './fleet.js';

export interface Figures {
  readonly calls: number;
  readonly attempts: number;
  /** The share of calls that were served. */
  readonly served: number;
  readonly attemptsPerCall: number;
  /** The most attempts in one second after the outage. */
  readonly peak: number;
  /** Of the calls served before the outage, in milliseconds. */
  readonly p99: number;
  /** Milliseconds from the end of the outage; `Infinity`: not within the run. */
  readonly recovery: number;
}

const SECOND = 1_000;
/** Calls of so many seconds are judged together, and so many of them have to be served. */
const JUDGED = 5;
const WELL = 0.95;

export function figuresOf({ calls, attempts }: Course, setting: Setting): Figures {
  const served = calls.filter(({ isServed }) => isServed);
  const before = served.filter(({ endedAt }) => endedAt < setting.failsAt);
  return {
    calls: calls.length,
    attempts: attempts.length,
    served: served.length / calls.length,
    attemptsPerCall: attempts.length / calls.length,
    peak: peakOf(attempts.filter((at) => at >= setting.recoversAt)),
    p99: percentile(
      before.map(({ begunAt, endedAt }) => endedAt - begunAt),
      0.99,
    ),
    recovery: recoveryOf(calls, setting),
  };
}

function peakOf(times: readonly number[]): number {
  return Math.max(0, ...counts(times));
}

/** The first second from which on all that begin within any five seconds are served, but for a twentieth at most. */
function recoveryOf(calls: readonly Call[], { recoversAt, endsAt }: Setting): number {
  const all = counts(calls.map(({ begunAt }) => begunAt));
  const served = counts(calls.filter(({ isServed }) => isServed).map(({ begunAt }) => begunAt));
  const last = Math.floor(endsAt / SECOND) - JUDGED;
  let from = last + 1;
  while (from > recoversAt / SECOND && sum(served, from - 1) >= WELL * sum(all, from - 1)) from--;
  return from > last ? Infinity : from * SECOND - recoversAt;
}

/** How many fall into each second. */
export function counts(times: readonly number[]): number[] {
  const counted: number[] = [];
  for (const time of times) {
    const second = Math.floor(time / SECOND);
    counted[second] = (counted[second] ?? 0) + 1;
  }
  return Array.from(counted, (count) => count ?? 0);
}

function sum(counted: readonly number[], from: number): number {
  return counted.slice(from, from + JUDGED).reduce((total, count) => total + count, 0);
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
}
