import { asyncScheduler, Observable, type OperatorFunction, type SchedulerLike } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import { FallbackSwitch } from './fallback-switch.js';

export interface FallbackWhileOpenOptions {
  /** The timer for a refusal's `retryAfter`. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * Switches to an alternative while the circuit is open or isolated, and back to the source when it no longer is.
 *
 * ```
 * state$        c--o----h-c---    (closed, open, half-open, closed)
 * source        --a#              (its failure opens the circuit)
 * alternative      -x-y-
 * source                --b-c-
 *   fallbackWhileOpen(breaker, alternative)
 * result        --a-x-y---b-c-
 * ```
 *
 * The failure that opens the circuit isn't passed on: the switch happens instead. Put `circuitBreaker(breaker)` inside: then the
 * subscription that half-open switches back to is the probe. If that is refused (no probe's place is free, or `rampUp`) it goes
 * back to the alternative, which it leaves again when the breaker would admit it: that is asked at every change of status, at every
 * outcome, and after the `retryAfter` of the refusal. A refusal is known by the breaker's name: give each breaker one.
 *
 * Errors with any other error of the source, and with an error of the alternative. Completes when the source completes; an
 * alternative that completes leaves the result waiting for the circuit. For an answer instead of one failed request use
 * `catchError`. Each switch subscribes anew: a source that begins at the front does so again, with the values it has emitted
 * before. Both are never subscribed to at once. Unsubscribing leaves whichever it is. Only the breaker is shared.
 *
 * @example
 * const breaker = new CircuitBreaker({ name: 'prices' });
 * const live$ = timer(0, 5_000).pipe(switchMap(() => http.get('/prices').pipe(circuitBreaker(breaker))));
 * const prices$ = live$.pipe(fallbackWhileOpen(breaker, of('yesterday’s prices')));
 */
export function fallbackWhileOpen<T, R>(
  breaker: CircuitBreaker,
  alternative: Observable<R>,
  options: FallbackWhileOpenOptions = {},
): OperatorFunction<T, T | R> {
  const { scheduler = asyncScheduler } = options;
  return (source) => new Observable((subscriber) => new FallbackSwitch(breaker, { source, alternative }, subscriber, scheduler).start());
}
