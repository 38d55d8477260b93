import { isLibraryError } from './library-error.js';

const REFUSALS = ['CircuitOpenError', 'RateLimitError', 'BulkheadFullError'];

/** Tells an error of a breaker, limiter or bulkhead that let nothing be sent. */
export function isRefusal(error: unknown): boolean {
  return isLibraryError(error) && REFUSALS.includes(error.name);
}
