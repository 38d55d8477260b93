import type { HttpRequest } from '../http/http-request.js';
import type { AdaptiveLimit } from '../policies/adaptive-limit.js';
import { Bulkhead } from '../policies/bulkhead.js';
import type { CircuitBreakerOptions } from '../policies/circuit-breaker-options.js';
import { CircuitBreaker } from '../policies/circuit-breaker.js';
import { Registry } from '../policies/registry.js';
import { SlidingWindow, type SlidingWindowOptions } from '../policies/sliding-window.js';
import { TokenBucket, type TokenBucketOptions } from '../policies/token-bucket.js';
import type { PoliciesByKey, ProtectOptions } from './protect-options.js';

/** Finds the policy that a request belongs to. */
export interface PolicyFor<P> {
  (request: HttpRequest | undefined): P;
  /** The policy of all requests, or where each finds its own. */
  readonly owner: P | PoliciesByKey<P>;
}

/** The breaker of a request: the one that was given, that of its key, or one made here. */
export function breakerFor(options: ProtectOptions): PolicyFor<CircuitBreaker> | undefined {
  const { breaker } = options;
  if (breaker === undefined) return undefined;
  if (breaker instanceof Registry) return fromRegistry(breaker, options);
  const shared = breaker instanceof CircuitBreaker ? breaker : createBreaker(breaker, options);
  return always(shared);
}

function createBreaker(breaker: CircuitBreakerOptions, { scheduler, random }: ProtectOptions): CircuitBreaker {
  return new CircuitBreaker({ ...breaker, scheduler: breaker.scheduler ?? scheduler, random: breaker.random ?? random });
}

/** The bulkhead of a request: the one that was given, that of its key, or one made here. */
export function bulkheadFor(options: ProtectOptions): PolicyFor<Bulkhead | AdaptiveLimit> | undefined {
  const { bulkhead, scheduler } = options;
  if (bulkhead === undefined) return undefined;
  if (bulkhead instanceof Registry) return fromRegistry<Bulkhead | AdaptiveLimit>(bulkhead, options);
  const shared = 'acquire' in bulkhead ? bulkhead : new Bulkhead({ ...bulkhead, scheduler: bulkhead.scheduler ?? scheduler });
  return always<Bulkhead | AdaptiveLimit>(shared);
}

/** The limiter of a request: the one that was given, that of its key, or one made here. */
export function limiterFor(options: ProtectOptions): PolicyFor<TokenBucket | SlidingWindow> | undefined {
  const { limiter } = options;
  if (limiter === undefined) return undefined;
  if (limiter instanceof Registry) return fromRegistry<TokenBucket | SlidingWindow>(limiter, options);
  const shared = createLimiter(limiter, options);
  shared.checkCost(); // throws where an attempt is more than it can ever hold
  return always(shared);
}

type LimiterOptions = TokenBucket | SlidingWindow | TokenBucketOptions | SlidingWindowOptions;

function createLimiter(limiter: LimiterOptions, { scheduler }: ProtectOptions): TokenBucket | SlidingWindow {
  if (limiter instanceof TokenBucket || limiter instanceof SlidingWindow) return limiter;
  if ('limit' in limiter) return new SlidingWindow({ ...limiter, scheduler: limiter.scheduler ?? scheduler });
  return new TokenBucket({ ...limiter, scheduler: limiter.scheduler ?? scheduler });
}

function always<P>(policy: P): PolicyFor<P> {
  return Object.assign(() => policy, { owner: policy });
}

function fromRegistry<P>(registry: PoliciesByKey<P>, { key = originOf }: ProtectOptions): PolicyFor<P> {
  const find = (request: HttpRequest | undefined): P => registry.get(request === undefined ? '' : key(request));
  return Object.assign(find, { owner: registry });
}

function originOf({ url }: HttpRequest): string {
  return new URL(url).origin;
}
