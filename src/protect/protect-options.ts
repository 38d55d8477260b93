import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { StateObservable } from '../delivery/state-subject.js';
import type { HttpRequest } from '../http/http-request.js';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import type { HedgeOptions } from '../operators/hedge-options.js';
import type { RetryBackoffOptions } from '../operators/retry-backoff-options.js';
import type { AdaptiveLimit } from '../policies/adaptive-limit.js';
import type { Bulkhead, BulkheadOptions } from '../policies/bulkhead.js';
import type { CircuitBreakerOptions } from '../policies/circuit-breaker-options.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { Registry } from '../policies/registry.js';
import type { SlidingWindow, SlidingWindowOptions } from '../policies/sliding-window.js';
import type { TokenBucket, TokenBucketOptions } from '../policies/token-bucket.js';
import { requireFunction, requirePositiveDuration } from '../validation/require-option.js';

export interface ProtectOptions {
  /** Milliseconds for the whole call, waits and retries included. Default: `Infinity`. */
  totalTimeout?: number;
  /** Retries, outermost but for the total timeout. A stream that has already emitted is not retried. Default: none. */
  retry?: RetryBackoffOptions;
  /** Second attempts for slow calls, of requests that only read. Default: none. */
  hedge?: HedgeOptions;
  /** A bulkhead or an adaptive limit, one per key, or the options for a bulkhead that is made now and shared by all calls. Default: none. */
  bulkhead?: Bulkhead | AdaptiveLimit | Registry<Bulkhead> | Registry<AdaptiveLimit> | Registry<Bulkhead | AdaptiveLimit> | BulkheadOptions;
  /** A limiter, one per key, or the options for one that is made now and shared by all calls. Default: none. */
  limiter?:
    | TokenBucket
    | SlidingWindow
    | Registry<TokenBucket>
    | Registry<SlidingWindow>
    | Registry<TokenBucket | SlidingWindow>
    | TokenBucketOptions
    | SlidingWindowOptions;
  /** A breaker, one per key, or the options for one that is made now and shared by all calls. Default: none. */
  breaker?: CircuitBreaker | Registry<CircuitBreaker> | CircuitBreakerOptions;
  /** Milliseconds for one attempt, from its start to its completion; at most `totalTimeout`. Default: `Infinity`. */
  attemptTimeout?: number;
  /** The key for registries. Default: the request's origin, and `''` where there is no request. */
  key?: (request: HttpRequest) => string;
  /** The clock and timers of everything that is made here. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
  /** Numbers from 0 to below 1, for everything that is made here. Default: `Math.random`. */
  random?: () => number;
}

/** What `protect` makes: a policy, and the state that it has been given or has made. */
export interface ProtectPolicy extends ResiliencePolicy {
  readonly breaker?: CircuitBreaker | PoliciesByKey<CircuitBreaker>;
  readonly limiter?: TokenBucket | SlidingWindow | PoliciesByKey<TokenBucket | SlidingWindow>;
  readonly bulkhead?: Bulkhead | AdaptiveLimit | PoliciesByKey<Bulkhead | AdaptiveLimit>;
}

/** What a `Registry` is for those who only look policies up. */
export interface PoliciesByKey<P> {
  get(key: string): P;
  has(key: string): boolean;
  readonly entries$: StateObservable<ReadonlyMap<string, P>>;
}

/** The numbers of `ProtectOptions`, with their defaults. */
export interface ProtectTimes {
  readonly totalTimeout: number;
  readonly attemptTimeout: number;
  readonly scheduler: SchedulerLike;
}

/** Fills in the defaults, and refuses what is out of range. */
export function protectTimes(options: ProtectOptions): ProtectTimes {
  const { totalTimeout = Infinity, attemptTimeout = Infinity, scheduler = asyncScheduler, key } = options;
  requirePositiveDuration('totalTimeout', totalTimeout);
  requirePositiveDuration('attemptTimeout', attemptTimeout);
  if (key !== undefined) requireFunction('key', key);
  return { totalTimeout, attemptTimeout, scheduler };
}
