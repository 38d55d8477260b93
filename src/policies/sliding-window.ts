import { asyncScheduler, type Observable, type SchedulerLike, type Unsubscribable } from 'rxjs';
import type { StateObservable } from '../delivery/state-subject.js';
import type { RateLimitInfo } from '../errors/parse-rate-limit.js';
import { createClock } from '../time/clock.js';
import { requireFiniteDuration, requireOption } from '../validation/require-option.js';
import type { RefusalOptions } from './create-refusal.js';
import { GrantQueue } from './grant-queue.js';
import type { LimiterTurn } from './limiter-turn.js';
import type { LimiterMetrics, LimiterState, RateLimiter } from './rate-limiter.js';
import { WindowLog, type WindowLimit } from './window-log.js';

export interface SlidingWindowOptions extends RefusalOptions {
  /** Names it in errors. Default: `'sliding-window'`. */
  name?: string;
  /** The most starts within any half-open interval of length `window`. */
  limit: number;
  /** The length of the window in milliseconds. */
  window: number;
  /** The most calls that wait. Default: `Infinity`. */
  maxQueue?: number;
  /** The longest predicted wait in milliseconds; 0 never waits. Default: `Infinity`. */
  maxWait?: number;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * A sliding window with an exact log: in no half-open interval of length `window` do more than `limit` calls start, across the
 * borders of any fixed window too. Calls that find it full wait in a queue, first come, first served. State is shared by all
 * who use the same object; without a queue it owns no timer. Memory grows with `limit`, at most.
 *
 * @example
 * const window = new SlidingWindow({ limit: 100, window: 60_000 });
 * const limited$ = of('call').pipe(throttleSlidingWindow(window));
 */
export class SlidingWindow implements RateLimiter {
  readonly name: string;
  readonly #log: WindowLog;
  readonly #queue: GrantQueue;
  #limit: WindowLimit;

  constructor(options: SlidingWindowOptions) {
    const { name = 'sliding-window', limit, window, scheduler = asyncScheduler } = options;
    this.#limit = checkLimit({ limit, window });
    this.name = name;
    this.#log = new WindowLog(this.#limit);
    this.#queue = new GrantQueue(this.#log, createClock(scheduler), { ...options, name, scheduler });
  }

  get state$(): StateObservable<LimiterState> {
    return this.#queue.state$;
  }

  get metrics(): LimiterMetrics {
    return this.#queue.metrics;
  }

  get idle(): boolean {
    return this.#queue.isIdle;
  }

  tryTake(cost = 1): boolean {
    return this.#queue.tryTake(cost);
  }

  take(cost = 1, onTurn?: () => boolean): Observable<void> {
    return this.#queue.take(cost, onTurn);
  }

  enter(turn: LimiterTurn, cost = 1): Unsubscribable | undefined {
    return this.#queue.enter(cost, turn);
  }

  checkCost(cost = 1): void {
    this.#queue.checkCost(cost);
  }

  pause(duration: number): void {
    this.#queue.pause(duration);
  }

  heed(limits: readonly RateLimitInfo[]): void {
    this.#queue.heed(limits);
  }

  resume(): void {
    this.#queue.resume();
  }

  /**
   * Changes limits; log and queue stay. A longer window knows the starts that the old one still held. Who waits for more than
   * the new limit gets a `RangeError`; `maxQueue` and `maxWait` hold for those who come from now on.
   */
  update(options: Partial<Pick<SlidingWindowOptions, 'limit' | 'window' | 'maxQueue' | 'maxWait'>>): void {
    const { limit = this.#limit.limit, window = this.#limit.window } = options;
    const changed = checkLimit({ limit, window });
    this.#queue.update(options, () => {
      this.#limit = changed;
      this.#log.update(changed);
    });
  }
}

function checkLimit(limit: WindowLimit): WindowLimit {
  requireOption(Number.isInteger(limit.limit) && limit.limit >= 1, 'limit', 'a whole number from 1', limit.limit);
  requireFiniteDuration('window', limit.window);
  return limit;
}
