import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { isRetryable } from '../errors/is-retryable.js';
import { JITTERS, type Jitter } from '../policies/backoff.js';
import type { RetryBudget } from '../policies/retry-budget.js';
import { random as platformRandom } from '../time/random.js';
import {
  requireCount,
  requireDuration,
  requireFunction,
  requireOneOf,
  requireOption,
  requirePositive,
} from '../validation/require-option.js';

/** What `onRetry` is told before a wait. */
export interface RetryEvent {
  readonly error: unknown;
  /** Counts from 0. */
  readonly retry: number;
  /** Milliseconds that are going to be waited. */
  readonly delay: number;
  /** What the server asked for, in milliseconds. */
  readonly hint?: number;
  /** Milliseconds since the first attempt, or since the last reset. */
  readonly elapsed: number;
}

export interface RetryBackoffOptions {
  /** Delay before the first retry, in milliseconds. Default: 100. */
  initialInterval?: number;
  /** The longest delay, in milliseconds; a server's hint may be longer. Default: 30_000. */
  maxInterval?: number;
  /** The delay grows by this factor. Default: 2. */
  multiplier?: number;
  /** Retries, without the first attempt. Default: 3. */
  maxRetries?: number;
  /** How chance is mixed in. Default: `'full'`. */
  jitter?: Jitter;
  /** No retry starts later than this many milliseconds after the first attempt. Default: `Infinity`. */
  maxElapsedTime?: number;
  /** Which errors are retried. Default: `isRetryable`. */
  shouldRetry?: (error: unknown, retry: number) => boolean;
  /** Replaces the exponential formula; its result is capped and jittered the same way. `'decorrelated'` delays don't ask for it. */
  backoffDelay?: (iteration: number, initialInterval: number) => number;
  /**
   * Starts counting again after a success: `true` at the first value, a number once the source has stayed up that many
   * milliseconds from its first value. With `true`, a source that emits and drops at once is retried for ever without a
   * growing delay. Default: `false`.
   */
  resetOnSuccess?: boolean | number;
  /** Whether the server's `Retry-After` is waited for. Default: `'respect'`. */
  retryAfter?: 'respect' | 'ignore';
  /** A hint above this many milliseconds ends the retrying. Default: 300_000. */
  maxRetryAfter?: number;
  /** Shared by all who retry, hedge or reconnect to one service: without an extra attempt in it the last error passes. Default: none. */
  budget?: RetryBudget;
  /** Called before each wait. If it throws, the stream errors with that. */
  onRetry?: (event: RetryEvent) => void;
  /** Numbers from 0 to below 1. Default: `Math.random`. */
  random?: () => number;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** All options, each with its value. */
export type RetrySettings = Required<Omit<RetryBackoffOptions, WithoutDefault>> & Pick<RetryBackoffOptions, WithoutDefault>;

type WithoutDefault = 'backoffDelay' | 'onRetry' | 'budget';

/** Fills in the defaults, and refuses what can't work. */
export function retrySettings(options: RetryBackoffOptions): RetrySettings {
  const {
    initialInterval = 100,
    maxInterval = 30_000,
    multiplier = 2,
    maxRetries = 3,
    jitter = 'full',
    maxElapsedTime = Infinity,
    shouldRetry = isRetryable,
    resetOnSuccess = false,
    retryAfter = 'respect',
    maxRetryAfter = 300_000,
    random = platformRandom,
    scheduler = asyncScheduler,
    backoffDelay,
    onRetry,
    budget,
  } = options;
  requireDuration('initialInterval', initialInterval);
  requireDuration('maxInterval', maxInterval);
  requirePositive('multiplier', multiplier);
  requireCount('maxRetries', maxRetries);
  requireDuration('maxElapsedTime', maxElapsedTime);
  requireDuration('maxRetryAfter', maxRetryAfter);
  requireOneOf('retryAfter', retryAfter, ['respect', 'ignore']);
  requireFunction('shouldRetry', shouldRetry);
  requireFunction('random', random);
  if (backoffDelay !== undefined) requireFunction('backoffDelay', backoffDelay);
  if (onRetry !== undefined) requireFunction('onRetry', onRetry);
  if (budget !== undefined) requireOption(typeof budget === 'object' && 'tryWithdraw' in budget, 'budget', 'a RetryBudget', budget);
  if (typeof jitter !== 'function') requireOneOf('jitter', jitter, JITTERS);
  if (typeof resetOnSuccess === 'number') requireDuration('resetOnSuccess', resetOnSuccess);
  else requireOption(typeof resetOnSuccess === 'boolean', 'resetOnSuccess', 'true, false or a number of milliseconds', resetOnSuccess);
  return {
    initialInterval,
    maxInterval,
    multiplier,
    maxRetries,
    jitter,
    maxElapsedTime,
    shouldRetry,
    resetOnSuccess,
    retryAfter,
    maxRetryAfter,
    random,
    scheduler,
    backoffDelay,
    onRetry,
    budget,
  };
}
