import type { MonoTypeOperatorFunction } from 'rxjs';
import type { TokenBucket } from '../policies/token-bucket.js';
import { waitForTurn } from './wait-for-turn.js';

/**
 * Delays the subscription to the source until the bucket grants `cost` tokens; drops nothing, and doesn't touch the values.
 *
 * ```
 * source            -a|
 *   throttleTokenBucket(bucket)    (capacity 1, a token every 4 frames)
 * first subscriber  -a|
 * second            -----a|
 * ```
 *
 * First come, first served. Errors with `RateLimitError` when the queue is full or the predicted wait is over `maxWait`.
 * Unsubscribing while it waits gives the place back, as if it had never queued. A retry inside it takes no further token; put
 * `retryBackoff` outside. State is shared by all who use the same bucket.
 *
 * @param options `cost`: tokens that one subscription takes, above 0 and at most the bucket's capacity. Default: 1.
 * @example
 * const bucket = new TokenBucket({ capacity: 10, refillPerSecond: 5 });
 * const polite$ = http.get('/orders').pipe(throttleTokenBucket(bucket));
 */
export function throttleTokenBucket<T>(bucket: TokenBucket, options: { cost?: number } = {}): MonoTypeOperatorFunction<T> {
  return waitForTurn(bucket, options.cost);
}
