import { asyncScheduler, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { requirePositiveDuration } from '../validation/require-option.js';
import { limitDuration } from './limit-duration.js';

export interface RequestTimeoutOptions {
  /** Milliseconds until completion. Default: `Infinity`. */
  total?: number;
  /** Milliseconds until the first value or the end. Default: `Infinity`. */
  first?: number;
  /** Milliseconds between one value and the next, or the end. Default: `Infinity`. */
  idle?: number;
  /** Its timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * Errors with `RequestTimeoutError`, and leaves the source, when it takes too long.
 *
 * ```
 * source   --a-----b--|
 *   requestTimeout({ idle: 4 })
 * result   --a---#
 * ```
 *
 * `total` runs until completion, `first` until the first value, `idle` from each value to the next; the error's `phase` says
 * which it was. Time for which a consumer holds the reader of a response (`iterate`, `drainMap`) doesn't count. Unsubscribing stops
 * the timers. It holds no state between subscriptions; every subscription has timers of its
 * own.
 *
 * @param options a number is `total`
 * @example
 * const quick$ = http.get('/orders').pipe(requestTimeout({ first: 2_000, total: 10_000 }));
 */
export function requestTimeout<T>(options: number | RequestTimeoutOptions): MonoTypeOperatorFunction<T> {
  const {
    total = Infinity,
    first = Infinity,
    idle = Infinity,
    scheduler = asyncScheduler,
  } = typeof options === 'number' ? { total: options } : options;
  requirePositiveDuration('total', total);
  requirePositiveDuration('first', first);
  requirePositiveDuration('idle', idle);
  if (total === Infinity && first === Infinity && idle === Infinity) return (source) => source;
  return (source) => limitDuration(source, { first, idle, total }, scheduler);
}
