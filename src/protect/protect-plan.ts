import type { SchedulerLike } from 'rxjs';
import { retrySettings, type RetryBackoffOptions, type RetrySettings } from '../operators/retry-backoff-options.js';
import type { AdaptiveLimit } from '../policies/adaptive-limit.js';
import type { Bulkhead } from '../policies/bulkhead.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { SlidingWindow } from '../policies/sliding-window.js';
import type { TokenBucket } from '../policies/token-bucket.js';
import { checkCombination } from './check-combination.js';
import { hedgeIfSafe, type HedgeCall } from './hedge-if-safe.js';
import { breakerFor, bulkheadFor, limiterFor, type PolicyFor } from './keyed.js';
import { protectTimes, type ProtectOptions } from './protect-options.js';

/** What all calls of one `protect` have in common; what is left out is absent. */
export interface ProtectPlan {
  readonly totalTimeout: number;
  readonly attemptTimeout: number;
  readonly scheduler: SchedulerLike;
  readonly retry: RetrySettings | undefined;
  /** The caller's own, which replaces the question whether the request may be sent again. */
  readonly shouldRetry: RetryBackoffOptions['shouldRetry'];
  readonly hedge: HedgeCall | undefined;
  readonly findBulkhead: PolicyFor<Bulkhead | AdaptiveLimit> | undefined;
  readonly findLimiter: PolicyFor<TokenBucket | SlidingWindow> | undefined;
  readonly findBreaker: PolicyFor<CircuitBreaker> | undefined;
}

/** Makes what plain options ask for; throws where they can't work. */
export function protectPlan(options: ProtectOptions): ProtectPlan {
  const times = protectTimes(options);
  checkCombination(options, times);
  const { retry, hedge, scheduler, random } = options;
  const { totalTimeout, attemptTimeout } = times;
  // no spread, which costs each policy a hidden class of its own on Node 20
  return {
    totalTimeout,
    attemptTimeout,
    scheduler: times.scheduler,
    findBreaker: breakerFor(options),
    findLimiter: limiterFor(options),
    findBulkhead: bulkheadFor(options),
    hedge: hedge && hedgeIfSafe(hedge, options),
    retry: retry && retrySettings({ ...retry, scheduler: retry.scheduler ?? scheduler, random: retry.random ?? random }),
    shouldRetry: retry?.shouldRetry,
  };
}

/** Whether it asks for nothing at all. */
export function isEmptyPlan({ totalTimeout, attemptTimeout, ...parts }: ProtectPlan): boolean {
  const { retry, hedge, findBulkhead, findLimiter, findBreaker } = parts;
  return totalTimeout === Infinity && attemptTimeout === Infinity && !(retry || hedge || findBulkhead || findLimiter || findBreaker);
}
