import type { MonoTypeOperatorFunction } from 'rxjs';
import type { Bulkhead } from '../policies/bulkhead.js';
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
 * Higher `priority` first, first come, first served within one. Errors with `BulkheadFullError` when the queue is full or `maxWait`
 * has passed. Unsubscribing gives the place back in the same frame, in the queue as well as while the source runs. State is shared
 * by all who use the same bulkhead.
 *
 * @param options `priority`: higher goes first. Default: 0.
 * @example
 * const seats = new Bulkhead({ maxConcurrent: 8 });
 * const seated$ = http.get('/orders').pipe(bulkhead(seats));
 */
export function bulkhead<T>(bulkhead: Bulkhead, options: { priority?: number } = {}): MonoTypeOperatorFunction<T> {
  const place$ = bulkhead.acquire(options.priority);
  return (source) => waitForPermit(place$, source, (place) => place.release());
}
