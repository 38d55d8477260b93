import { isLibraryError } from './library-error.js';

/**
 * Tells an error that came without an answer of the server, where nobody gave up or refused: a network error, a timeout, or any that
 * isn't this library's, aborts excepted.
 */
export function isNoAnswer(error: unknown): boolean {
  if (isLibraryError(error)) return error.name === 'NetworkError' || error.name === 'RequestTimeoutError';
  return (error as { name?: unknown } | null | undefined)?.name !== 'AbortError';
}
