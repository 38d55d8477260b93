import type { CircuitOpenError } from '../errors/circuit-open-error.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';

/** Where a refusal doesn't say when to come back: long enough for the breaker's states and outcomes to tell first. */
const WITHOUT_HINT = 10_000;

/**
 * After how many milliseconds a breaker that has refused with this error may be asked again, 1 at least; `undefined` for any
 * other error. A breaker is known by its name, and its error by its shape: the class would bring the whole of `errors` along.
 */
export function refusedBy(breaker: CircuitBreaker, error: unknown): number | undefined {
  if (!(error instanceof Error) || !isRefusal(error) || error.breaker !== breaker.name) return undefined;
  return Math.max(error.retryAfter ?? WITHOUT_HINT, 1);
}

function isRefusal(error: Error): error is CircuitOpenError {
  return error.name === 'CircuitOpenError';
}
