import { answerStatus } from './answer-status.js';
import { isNoAnswer } from './no-answer.js';
import { mayBeSentAgain, requestOf } from './request-info.js';

const RETRYABLE_STATUS = [408, 425, 429, 500, 502, 503, 504];

/**
 * Tells whether trying again may help and is allowed: network errors, timeouts and the statuses 408, 425, 429, 500, 502, 503
 * and 504 – where the error knows its request, only if that may be sent again. Refusals by a breaker, limiter or bulkhead and
 * aborts are not retryable; any other error that isn't this library's is.
 *
 * `TimeoutError`, with which `AbortSignal.timeout()` aborts, is a timeout: the next attempt needs a signal of its own.
 *
 * An error that carries no request says nothing about a method: around a bare `fetch` of a POST, give your own `shouldRetry`.
 */
export function isRetryable(error: unknown): boolean {
  const request = requestOf(error);
  return (request === undefined || mayBeSentAgain(request)) && mayPass(error);
}

/** Tells whether trying again may help, whatever the request. */
export function mayPass(error: unknown): boolean {
  const status = answerStatus(error);
  return status ? RETRYABLE_STATUS.includes(status) : isNoAnswer(error);
}
