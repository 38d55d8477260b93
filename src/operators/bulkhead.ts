import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { AdaptiveLimit } from '../policies/adaptive-limit.js';
import type { Bulkhead } from '../policies/bulkhead.js';
import type { BulkheadPermit } from '../policies/concurrency-queue.js';
import { waitForPermit } from './wait-for-permit.js';

/**
 * Delays the subscription to the source until the bulkhead has a place for it, and keeps the place until the source has ended or is
 * left.
 *
 * ```
 * source            --a|
 *   bulkhead(seats)    (maxConcurrent 1)
 * first subscriber  --a|
 * second            -----a|
 * ```
 *
 * An `AdaptiveLimit` learns from the call: latency from its start to its first value or its end, and losses; what it waits for, and
 * being left before a value, teach nothing.
 *
 * Higher `priority` first, first come, first served within one. Errors with `BulkheadFullError` when the queue is full or `maxWait`
 * has passed. Unsubscribing gives the place back in the same frame, in the queue as well as while the source runs. State is shared
 * by all who use the same bulkhead.
 *
 * @param options `priority`: higher goes first. Default: 0.
 * @example
 * const seats = new Bulkhead({ maxConcurrent: 8 });
 * const seated$ = http.get('/orders').pipe(bulkhead(seats));
 */
export function bulkhead<T>(bulkhead: Bulkhead | AdaptiveLimit, options: { priority?: number } = {}): MonoTypeOperatorFunction<T> {
  const place$: Observable<BulkheadPermit> = bulkhead.acquire(options.priority);
  return (source) =>
    waitForPermit(
      place$,
      (place) => place.watch?.(source) ?? source,
      (place) => place.release(),
    );
}
