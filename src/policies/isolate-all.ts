import { Subscription } from 'rxjs';
import type { CircuitBreaker } from './circuit-breaker.js';

/**
 * Isolates several breakers by one handle: each refuses every call until the handle, and whoever else isolates it, is
 * unsubscribed. A breaker that comes later isn't among them: add it with `handle.add(breaker.isolate())`.
 *
 * @example
 * const breakers = new Registry((name) => new CircuitBreaker({ name }));
 * const maintenance = isolateAll(breakers.entries$.value.values());
 * maintenance.unsubscribe();
 */
export function isolateAll(breakers: Iterable<CircuitBreaker>): Subscription {
  const handle = new Subscription();
  for (const breaker of breakers) handle.add(breaker.isolate());
  return handle;
}
