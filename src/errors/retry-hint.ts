import { answerStatus } from './answer-status.js';
import { isLibraryError } from './library-error.js';

/** The wait in milliseconds that an error asks for in `retryAfter`: one of this library's, or one that tells an answer's status. */
export function retryHint(error: unknown): number | undefined {
  if (!isLibraryError(error) && answerStatus(error) === undefined) return undefined;
  const { retryAfter } = error as { retryAfter?: unknown };
  return typeof retryAfter === 'number' && retryAfter >= 0 ? retryAfter : undefined;
}
