import type { Observable, SchedulerLike } from 'rxjs';
import {
  AdaptiveLimit,
  Bulkhead,
  CircuitBreaker,
  protect,
  Registry,
  RetryBudget,
  SlidingWindow,
  TokenBucket,
  type ProtectOptions,
  type ResiliencePolicy,
} from '../../../src/index.js';

/** All that the calls of a soak are guarded by. */
export interface Guards {
  readonly policies: readonly ResiliencePolicy[];
  readonly breakers: readonly CircuitBreaker[];
  readonly limiters: readonly (TokenBucket | SlidingWindow)[];
  readonly bulkheads: readonly (Bulkhead | AdaptiveLimit)[];
  readonly registries: readonly (Registry<CircuitBreaker> | Registry<TokenBucket> | Registry<Bulkhead>)[];
  readonly budget: RetryBudget;
}

export const CAPACITY = 20;
export const PLACES = 8;
/** Keys that a registry may keep: fewer than there are. */
export const KEPT_KEYS = 8;

/** Three policies in which everything is on: with a token bucket and a bulkhead, with a sliding window and an adaptive limit, and by key. */
export function createGuards(scheduler: SchedulerLike, random: () => number): Guards {
  const budget = new RetryBudget({ ratio: 0.3, scheduler });
  const [bucket, window] = [createBucket(scheduler), new SlidingWindow({ limit: CAPACITY, window: 60, maxWait: 25, scheduler })];
  const [bulkhead, adaptive] = [createBulkhead(scheduler), new AdaptiveLimit({ initial: PLACES, max: 64, maxWait: 10, scheduler })];
  const breakers = [createBreaker(scheduler, random), createBreaker(scheduler, random)];
  const registries = {
    breaker: new Registry(() => createBreaker(scheduler, random), { maxSize: KEPT_KEYS, scheduler }),
    limiter: new Registry(() => createBucket(scheduler), { maxSize: KEPT_KEYS, scheduler }),
    bulkhead: new Registry(() => createBulkhead(scheduler), { maxSize: KEPT_KEYS, scheduler }),
  };
  const everything = (own: ProtectOptions): ResiliencePolicy => protect({ ...times(budget), scheduler, random, ...own });
  return {
    policies: [
      everything({ bulkhead, limiter: bucket, breaker: breakers[0]! }),
      everything({ bulkhead: adaptive, limiter: window, breaker: breakers[1]! }),
      everything(registries),
    ],
    breakers,
    limiters: [bucket, window],
    bulkheads: [bulkhead, adaptive],
    registries: Object.values(registries),
    budget,
  };
}

/** All states that somebody may hear. */
export function statesOf({ breakers, limiters, bulkheads, registries, budget }: Guards): Observable<unknown>[] {
  const metrics = breakers.map(({ metrics$ }) => metrics$);
  const lists = registries.flatMap(({ entries$, states$ }) => [entries$, states$]);
  return [...[...breakers, ...limiters, ...bulkheads, budget].map(({ state$ }) => state$), ...metrics, ...lists];
}

function times(budget: RetryBudget): ProtectOptions {
  return {
    totalTimeout: 400,
    retry: { initialInterval: 4, maxInterval: 40, maxRetries: 3, maxRetryAfter: 100, budget },
    hedge: { delay: { percentile: 90, min: 5, max: 50 }, budget },
    attemptTimeout: 80,
  };
}

function createBreaker(scheduler: SchedulerLike, random: () => number): CircuitBreaker {
  return new CircuitBreaker({
    failureRate: 0.6,
    slowCallRate: 0.9,
    slowCallDuration: 60,
    window: { duration: 500 },
    openDuration: 100,
    halfOpenCalls: 2,
    successThreshold: 2,
    probeTimeout: 200,
    rampUp: { duration: 100, steps: 4 },
    scheduler,
    random,
  });
}

function createBucket(scheduler: SchedulerLike): TokenBucket {
  return new TokenBucket({ capacity: CAPACITY, refillPerSecond: 300, maxQueue: 50, maxWait: 25, scheduler });
}

function createBulkhead(scheduler: SchedulerLike): Bulkhead {
  return new Bulkhead({ maxConcurrent: PLACES, maxQueue: 50, maxWait: 10, scheduler });
}
