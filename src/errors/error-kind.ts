import { answerStatus } from './answer-status.js';
import { isLibraryError, type LibraryErrorName } from './library-error.js';
import { reasonOf } from './no-answer.js';

/** What kind of failure an error is, to switch on. */
export type ErrorKind =
  | 'request'
  | 'network'
  | 'timeout'
  | 'authentication'
  | 'invalid-request'
  | 'not-found'
  | 'rate-limited'
  | 'server'
  | 'client'
  | 'parse'
  | 'circuit-open'
  | 'bulkhead-full'
  | 'aborted'
  | 'unknown';

const BY_NAME: Record<Exclude<LibraryErrorName, 'HttpStatusError'>, ErrorKind> = {
  RequestError: 'request',
  NetworkError: 'network',
  RequestTimeoutError: 'timeout',
  ResponseParseError: 'parse',
  CircuitOpenError: 'circuit-open',
  RateLimitError: 'rate-limited',
  BulkheadFullError: 'bulkhead-full',
};

/**
 * Sorts any error by what a caller can do about it: 401 and 403 are `authentication`, 400 and 422 `invalid-request`, 404 and
 * 410 `not-found`, 429 and a limiter's refusal `rate-limited`, 5xx `server`, any other 4xx `client`. Foreign errors with a
 * numeric `status`, their own or of their `response`, are understood by it (0 is `network`), those named `AbortError` or
 * `TimeoutError` by their name.
 */
export function errorKind(error: unknown): ErrorKind {
  const reason = reasonOf(error);
  if (isLibraryError(reason) && reason.name !== 'HttpStatusError') return BY_NAME[reason.name] ?? 'unknown';
  const status = answerStatus(error);
  if (!status) return kindOfName(reason) ?? (status === 0 ? 'network' : 'unknown');
  // Angular tells a body that it can't parse with the status of the answer.
  return isSuccess(status) && !isLibraryError(error) ? 'parse' : kindOfStatus(status);
}

function kindOfName(error: unknown): ErrorKind | undefined {
  const name = (error as { name?: unknown } | null | undefined)?.name;
  if (name === 'AbortError') return 'aborted';
  return name === 'TimeoutError' ? 'timeout' : undefined;
}

function isSuccess(status: number): boolean {
  return status >= 200 && status <= 299;
}

/** A status beyond 599 is treated as 5xx (RFC 9110, 15). */
function kindOfStatus(status: number): ErrorKind {
  if (status >= 500) return 'server';
  if (status < 400) return 'unknown';
  if (status === 401 || status === 403) return 'authentication';
  if (status === 400 || status === 422) return 'invalid-request';
  if (status === 404 || status === 410) return 'not-found';
  return status === 429 ? 'rate-limited' : 'client';
}
