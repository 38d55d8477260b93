import { answerStatus } from './answer-status.js';
import { isNoAnswer, reasonOf } from './no-answer.js';

/**
 * Tells whether an error speaks against the health of the service, as a circuit breaker counts by default: network errors,
 * timeouts, 408, 429 and 5xx, and any error that isn't this library's, aborts excepted.
 */
export function isFailure(told: unknown): boolean {
  const error = reasonOf(told);
  const status = answerStatus(error);
  if (status !== undefined) return status === 0 || status === 408 || status === 429 || status >= 500;
  return isNoAnswer(error);
}
