import { inject, type Signal } from '@angular/core';
import type { LimiterState, RateLimiter } from '../policies/rate-limiter.js';
import { findPolicy } from './find-policy.js';
import { BREAKWATER } from './provide-breakwater.js';
import { injectStateSignal } from './state-signal.js';

/**
 * A limiter of the policies that `provideBreakwater` was given, to pause or resume it. Throws an error that names those there are. To be
 * called in an injection context.
 *
 * @param key the name of a route, the limiter's own, or its key in a registry, which is the origin unless `key` says otherwise; an origin
 * that hasn't been called yet gets its limiter now
 */
export function injectLimiter(key: string): RateLimiter {
  return findPolicy('limiter', key, inject(BREAKWATER));
}

/**
 * The state of a limiter as a signal, until the injector around it is destroyed: it changes on every grant, queue change, refusal and
 * pause, not while tokens flow in. To be called in an injection context.
 *
 * @param key as for `injectLimiter`, or any limiter
 */
export function injectLimiterState(key: string | RateLimiter): Signal<LimiterState> {
  return injectStateSignal((typeof key === 'string' ? injectLimiter(key) : key).state$);
}
