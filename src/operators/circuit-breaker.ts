import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import { GuardedCall } from './guard-call.js';

/**
 * Refuses with `CircuitOpenError`, without subscribing to the source, while the circuit is open; otherwise subscribes and
 * tells the breaker how the call ended.
 *
 * ```
 * source   --#      (the failure that opens the circuit)
 *   circuitBreaker(breaker)
 * first    --#
 * second       #    (CircuitOpenError; the source isn't subscribed to)
 * ```
 *
 * A call counts as a failure when it errors and the breaker's `isFailure` says so; as a success when it completes, when the
 * server has answered anything else, or when it is unsubscribed after a value; as neither when it is unsubscribed before any
 * value or errors otherwise. A half-open probe has succeeded at its first value, so that an endless stream can close a circuit.
 * Unsubscribing gives the permit back in the same frame. State is shared by all who use the same breaker: make one per service.
 *
 * @example
 * const breaker = new CircuitBreaker({ name: 'orders' });
 * const guarded$ = http.get('/orders').pipe(circuitBreaker(breaker));
 */
export function circuitBreaker<T>(breaker: CircuitBreaker): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      const permit = breaker.tryAcquire();
      if (permit) source.subscribe(new GuardedCall(subscriber, permit));
      else subscriber.error(breaker.refusal());
    });
}
