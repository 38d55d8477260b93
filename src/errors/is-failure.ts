import { answerStatus } from './answer-status.js';
import { isNoAnswer } from './no-answer.js';

/**
 * Tells whether an error speaks against the health of the service, as a circuit breaker counts by default: network errors,
 * timeouts, 408, 429 and 5xx, and any error that isn't this library's, aborts excepted.
 */
export function isFailure(error: unknown): boolean {
  const status = answerStatus(error);
  if (status) return status === 408 || status === 429 || status >= 500;
  return isNoAnswer(error);
}
