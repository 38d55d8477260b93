import { answerStatus } from './answer-status.js';
import { isLibraryError } from './library-error.js';

/**
 * Tells an error that came without an answer of the server, where nobody gave up or refused: a network error, a timeout, or any that
 * isn't this library's, aborts excepted.
 */
export function isNoAnswer(error: unknown): boolean {
  if (isLibraryError(error)) return error.name === 'NetworkError' || error.name === 'RequestTimeoutError';
  return (error as { name?: unknown } | null | undefined)?.name !== 'AbortError';
}

/** Angular puts the reason why there was no answer into an error of status 0: one of this library's, an abort or a timeout says more. */
export function reasonOf(error: unknown): unknown {
  if (answerStatus(error) !== 0) return error;
  const { error: reason } = error as { error?: { readonly name?: unknown } | null };
  return isLibraryError(reason) || reason?.name === 'AbortError' || reason?.name === 'TimeoutError' ? reason : error;
}
