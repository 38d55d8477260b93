import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { retrySettings, type RetryBackoffOptions } from './retry-backoff-options.js';
import { retriable, RetryLoop } from './retry-loop.js';

/**
 * Subscribes again after an error that may pass, with growing, jittered delays.
 *
 * ```
 * source, first   --#
 * source, second        --#
 * source, third                   --a|
 *   retryBackoff({ initialInterval: 4, jitter: 'none' })
 * result          ------------------a|
 * ```
 *
 * The delay before retry r (from 0) is `min(initialInterval × multiplier^r, maxInterval)`, mixed with chance as `jitter` says.
 * A server's `Retry-After` is never undercut. Errors with the last error, the same object, when `shouldRetry` refuses, the
 * retries or `maxElapsedTime` are used up, or the hint is above `maxRetryAfter`; with whatever a callback throws.
 * Unsubscribing cancels the wait. A delay of 0 retries at once. It holds no state between subscriptions.
 *
 * Alone it can't know whether a request may be repeated unless the error says so (`HttpStatusError` and `NetworkError` of this
 * library do); inside `protect` it asks the request.
 *
 * @param options a number is `initialInterval`
 * @example
 * const steady$ = defer(() => fetch('/status')).pipe(retryBackoff({ maxRetries: 5, initialInterval: 200 }));
 */
export function retryBackoff<T>(options: number | RetryBackoffOptions = {}): MonoTypeOperatorFunction<T> {
  const settings = retrySettings(typeof options === 'number' ? { initialInterval: options } : options);
  return (source) => {
    const call = retriable(source, settings);
    return new Observable((subscriber) => new RetryLoop(call, subscriber, settings).run());
  };
}
