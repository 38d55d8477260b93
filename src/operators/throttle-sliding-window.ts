import type { MonoTypeOperatorFunction } from 'rxjs';
import type { SlidingWindow } from '../policies/sliding-window.js';
import { waitForTurn } from './wait-for-turn.js';

/**
 * Delays the subscription to the source until the window has room for it; drops nothing, and doesn't touch the values.
 *
 * ```
 * source            -a|
 *   throttleSlidingWindow(window)    (1 start in any 5 frames)
 * first subscriber  -a|
 * second            ------a|
 * ```
 *
 * First come, first served. Errors with `RateLimitError` when the queue is full or the predicted wait is over `maxWait`.
 * Unsubscribing while it waits gives the place back, as if it had never queued. State is shared by all who use the same window.
 *
 * @param options `cost`: starts that one subscription counts for, above 0 and at most the window's limit. Default: 1.
 * @example
 * const window = new SlidingWindow({ limit: 100, window: 60_000 });
 * const polite$ = http.get('/orders').pipe(throttleSlidingWindow(window));
 */
export function throttleSlidingWindow<T>(window: SlidingWindow, options: { cost?: number } = {}): MonoTypeOperatorFunction<T> {
  return waitForTurn(window, options.cost);
}
