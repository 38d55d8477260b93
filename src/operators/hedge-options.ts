import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { RetryBudget } from '../policies/retry-budget.js';
import { requireDuration, requireOption } from '../validation/require-option.js';

/** A delay that follows the durations of earlier calls. */
export interface MeasuredDelay {
  /** The percentile of the durations until the first value, 95 (or, as a share, 0.95): one call in twenty is hedged. */
  percentile: number;
  /** The shortest delay in milliseconds. Default: 0. */
  min?: number;
  /** The longest delay in milliseconds, and the one until ten calls have been measured. Default: none; until then nothing is hedged. */
  max?: number;
}

export interface HedgeOptions {
  /** Milliseconds after which a call without a value gets a second attempt, and then each further one. */
  delay: number | MeasuredDelay;
  /** Extra attempts of one call. Default: 1. */
  maxHedges?: number;
  /** Shared with those who retry or reconnect: without an extra attempt in it the call isn't hedged. Default: none. */
  budget?: RetryBudget;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** Checked options. */
export interface HedgeSettings {
  readonly delay: number | Required<MeasuredDelay>;
  readonly maxHedges: number;
  readonly budget: RetryBudget | undefined;
  readonly scheduler: SchedulerLike;
}

/** Fills in the defaults, and refuses what can't work. */
export function hedgeSettings(options: HedgeOptions): HedgeSettings {
  const { delay, maxHedges = 1, budget, scheduler = asyncScheduler } = options;
  requireOption(Number.isInteger(maxHedges) && maxHedges >= 1, 'maxHedges', 'a whole number from 1', maxHedges);
  if (budget !== undefined) requireOption(typeof budget === 'object' && 'tryWithdraw' in budget, 'budget', 'a RetryBudget', budget);
  if (typeof delay === 'object' && delay !== null) return { delay: measuredDelay(delay), maxHedges, budget, scheduler };
  requireDuration('delay', delay);
  return { delay, maxHedges, budget, scheduler };
}

function measuredDelay({ percentile, min = 0, max = Infinity }: MeasuredDelay): Required<MeasuredDelay> {
  const isPercentile = typeof percentile === 'number' && percentile > 0 && percentile < 100;
  requireOption(isPercentile, 'delay.percentile', 'a number above 0 and below 100', percentile);
  requireDuration('delay.min', min);
  requireDuration('delay.max', max);
  requireOption(min <= max, 'delay.min', `at most delay.max (${max})`, min);
  return { percentile: percentile <= 1 ? percentile : percentile / 100, min, max };
}
