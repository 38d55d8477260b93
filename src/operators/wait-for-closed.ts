import { asyncScheduler, Observable, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import { requireCount, requireDuration } from '../validation/require-option.js';
import { ClosedQueue } from './closed-queue.js';
import { WaitingCall } from './waiting-call.js';

export interface WaitForClosedOptions {
  /** The longest wait, in milliseconds; 0 never waits. Default: `Infinity`. */
  max?: number;
  /** The most that wait at this breaker for one more to join them. Default: `Infinity`. */
  maxQueue?: number;
  /** Timers for `max`, and for the queue where nobody has waited at this breaker before. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** One queue for all who wait at a breaker, whichever operator call they come from. */
const queues = new WeakMap<CircuitBreaker, ClosedQueue>();

/**
 * Delays the subscription to the source until the breaker would admit it: calls queue instead of being refused.
 *
 * ```
 * state$   o----h-c----    (open, half-open, closed)
 *   waitForClosed(breaker)
 * first    -------a|       (the probe; its answer closes the circuit)
 * second   ---------a|
 * third    -----------a|
 * ```
 *
 * First come, first served, newcomers behind those who wait. While the circuit is half-open one at a time goes, so that who waits
 * can serve as the probe. When it has closed, or is bypassed, they aren't released all at once: one goes, and each one that answers
 * (first value or completion) lets two more go; one that errors, is left, or says nothing for 10 seconds gives its place to the
 * next. A new opening stops that. Where the breaker says no although it is closed (`rampUp`), the next one goes after the next
 * outcome or the `retryAfter` of its refusal. While isolated or open for ever they wait.
 *
 * It takes no permit: put `circuitBreaker(breaker)` inside, which sees how the calls end. If that refuses a call whose turn has
 * come, because another took the probe's place, the call goes back to where it stood and waits on. It is known by the breaker's
 * name: give each breaker one.
 *
 * Errors with `CircuitOpenError` after having waited for `max`, or at once where `maxQueue` wait already or `max` is 0.
 * Unsubscribing gives the place back in the same frame. The queue is shared by all who use the same breaker; it watches it, and
 * owns a timer, only while somebody waits.
 *
 * @example
 * const breaker = new CircuitBreaker({ name: 'orders' });
 * const patient$ = http.get('/orders').pipe(circuitBreaker(breaker), waitForClosed(breaker, { max: 60_000 }));
 */
export function waitForClosed<T>(breaker: CircuitBreaker, options: WaitForClosedOptions = {}): MonoTypeOperatorFunction<T> {
  const { max = Infinity, maxQueue = Infinity, scheduler = asyncScheduler } = options;
  requireDuration('max', max);
  requireCount('maxQueue', maxQueue);
  const limits = { max, maxQueue, scheduler };
  return (source) =>
    new Observable((subscriber) => new WaitingCall(source, subscriber, breaker, queueOf(breaker, scheduler), limits).start());
}

function queueOf(breaker: CircuitBreaker, scheduler: SchedulerLike): ClosedQueue {
  const queue = queues.get(breaker) ?? new ClosedQueue(breaker, scheduler);
  queues.set(breaker, queue);
  return queue;
}
