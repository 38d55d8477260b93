import { asyncScheduler, type Observable, type SchedulerLike, type Unsubscribable } from 'rxjs';
import type { StateObservable } from '../delivery/state-subject.js';
import type { RateLimitInfo } from '../errors/parse-rate-limit.js';
import { createClock, type Clock } from '../time/clock.js';
import { requireOption, requirePositive } from '../validation/require-option.js';
import type { RefusalOptions } from './create-refusal.js';
import { GrantQueue } from './grant-queue.js';
import type { LimiterTurn } from './limiter-turn.js';
import type { LimiterMetrics, LimiterState, RateLimiter } from './rate-limiter.js';
import { TokenLevel, type TokenRate } from './token-level.js';

export interface TokenBucketOptions extends RefusalOptions {
  /** Names it in errors. Default: `'token-bucket'`. */
  name?: string;
  /** The most tokens it holds, and so the largest burst. */
  capacity: number;
  /** Tokens that flow in per second, continuously. */
  refillPerSecond: number;
  /** Tokens at the start. Default: `capacity`. */
  initialTokens?: number;
  /** The most calls that wait. Default: `Infinity`. */
  maxQueue?: number;
  /** The longest predicted wait in milliseconds; 0 never waits. Default: `Infinity`. */
  maxWait?: number;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * A token bucket: it holds `capacity` tokens, refills continuously, and lets a call go for `cost` of them; calls that find too
 * few wait in a queue, first come, first served. Grants fall on whole milliseconds, rounded up; what flows over a full bucket
 * until then is lost, so leave room for a millisecond's tokens above the largest cost. State is shared by all who use
 * the same object; without a queue it owns no timer.
 *
 * @example
 * const bucket = new TokenBucket({ capacity: 10, refillPerSecond: 5 });
 * const limited$ = of('call').pipe(throttleTokenBucket(bucket));
 */
export class TokenBucket implements RateLimiter {
  readonly name: string;
  readonly #clock: Clock;
  readonly #level: TokenLevel;
  readonly #queue: GrantQueue;
  #rate: TokenRate;

  constructor(options: TokenBucketOptions) {
    const { name = 'token-bucket', capacity, refillPerSecond, initialTokens = capacity, scheduler = asyncScheduler } = options;
    this.#rate = checkRate({ capacity, refillPerSecond });
    requireOption(initialTokens >= 0 && initialTokens <= capacity, 'initialTokens', 'a number from 0 to capacity', initialTokens);
    this.name = name;
    this.#clock = createClock(scheduler);
    this.#level = new TokenLevel(this.#rate, initialTokens, this.#clock());
    this.#queue = new GrantQueue(this.#level, this.#clock, { ...options, name, scheduler });
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
   * Changes limits; tokens and queue stay. Who waits for more than the new capacity gets a `RangeError`; `maxQueue` and `maxWait`
   * hold for those who come from now on.
   */
  update(options: Partial<Pick<TokenBucketOptions, 'capacity' | 'refillPerSecond' | 'maxQueue' | 'maxWait'>>): void {
    const { capacity = this.#rate.capacity, refillPerSecond = this.#rate.refillPerSecond } = options;
    const rate = checkRate({ capacity, refillPerSecond });
    this.#queue.update(options, () => {
      this.#rate = rate;
      this.#level.update(rate, this.#clock());
    });
  }
}

function checkRate(rate: TokenRate): TokenRate {
  requirePositive('capacity', rate.capacity);
  requirePositive('refillPerSecond', rate.refillPerSecond);
  return rate;
}
