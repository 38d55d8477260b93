import { inject, type Signal } from '@angular/core';
import type { CircuitBreakerState } from '../policies/circuit-state.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import { findPolicy } from './find-policy.js';
import { BREAKWATER } from './provide-breakwater.js';
import { injectStateSignal } from './state-signal.js';

/**
 * A breaker of the policies that `provideBreakwater` was given, to isolate, bypass or reset it. Throws an error that names those there are.
 * To be called in an injection context.
 *
 * @param key the name of a route, the breaker's own, or its key in a registry, which is the origin unless `key` says otherwise; an origin
 * that hasn't been called yet gets its breaker now
 */
export function injectBreaker(key: string): CircuitBreaker {
  return findPolicy('breaker', key, inject(BREAKWATER));
}

/**
 * The state of a breaker as a signal, until the injector around it is destroyed: with a change to half-open at its time. To be called in
 * an injection context.
 *
 * @param key as for `injectBreaker`, or any breaker
 * @example
 * const status = () => injectBreakerState('https://api.example.com')().status;
 */
export function injectBreakerState(key: string | CircuitBreaker): Signal<CircuitBreakerState> {
  return injectStateSignal((typeof key === 'string' ? injectBreaker(key) : key).state$);
}
