import { answerStatus } from './answer-status.js';
import { isLibraryError } from './library-error.js';

/**
 * Tells an error that came without an answer of the server, where nobody gave up or refused: a network error, a timeout, or any that
 * isn't this library's, aborts excepted.
 */
export function isNoAnswer(error: unknown): boolean {
  const reason = reasonOf(error);
  if (isLibraryError(reason)) return reason.name === 'NetworkError' || reason.name === 'RequestTimeoutError';
  return (reason as { name?: unknown } | null | undefined)?.name !== 'AbortError';
}

/** Angular puts the reason why there was no answer into an error of status 0. */
export function reasonOf(error: unknown): unknown {
  return answerStatus(error) === 0 ? ((error as { error?: unknown }).error ?? error) : error;
}
