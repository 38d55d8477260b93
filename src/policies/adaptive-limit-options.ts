import type { SchedulerLike } from 'rxjs';
import { requireCount, requireOption } from '../validation/require-option.js';
import type { RefusalOptions } from './create-refusal.js';
import { clampLimit, type LimitBounds } from './limit-round.js';

export interface AdaptiveLimitOptions extends RefusalOptions {
  /** Names it in errors. Default: `'adaptive-limit'`. */
  name?: string;
  /** What the limit follows: `'gradient'` latency and losses, `'aimd'` losses alone. Default: `'gradient'`. */
  algorithm?: 'gradient' | 'aimd';
  /** The most calls that run at once until something has been learned. Default: 20, or what is nearest to it from `min` to `max`. */
  initial?: number;
  /** The limit never goes below. Default: 1. */
  min?: number;
  /** The limit never goes above. Default: 1_000. */
  max?: number;
  /** The most calls that wait. Default: `Infinity`. */
  maxQueue?: number;
  /** The longest wait in milliseconds, after which a call is refused; 0 never waits. Default: `Infinity`. */
  maxWait?: number;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** The options of an adaptive limit that may change. */
export type AdaptiveLimitLimits = Pick<AdaptiveLimitOptions, 'min' | 'max' | 'maxQueue' | 'maxWait'>;

const DEFAULTS: LimitBounds = { min: 1, max: 1000 };
const DEFAULT_INITIAL = 20;

export function limitBounds({ min, max }: AdaptiveLimitLimits, current = DEFAULTS): LimitBounds {
  const bounds = { min: min ?? current.min, max: max ?? current.max };
  requireOption(Number.isInteger(bounds.min) && bounds.min >= 1, 'min', 'a whole number from 1', bounds.min);
  requireCount('max', bounds.max, bounds.min);
  return bounds;
}

export function initialLimit({ initial }: AdaptiveLimitOptions, bounds: LimitBounds): number {
  const limit = initial ?? clampLimit(DEFAULT_INITIAL, bounds);
  const isWithin = Number.isInteger(limit) && limit === clampLimit(limit, bounds);
  requireOption(isWithin, 'initial', `a whole number from min (${bounds.min}) to max (${bounds.max})`, limit);
  return limit;
}
