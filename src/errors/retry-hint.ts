import { answerHeader, answerStatus } from './answer-status.js';
import { isLibraryError } from './library-error.js';

/**
 * The wait in milliseconds that an error asks for: `retryAfter` of one of this library's, or of one that tells an answer's status; of
 * another client's error, the seconds of its `Retry-After`. A date there is no hint: to read it takes a clock.
 */
export function retryHint(error: unknown): number | undefined {
  const isOurs = isLibraryError(error);
  if (!isOurs && answerStatus(error) === undefined) return undefined;
  const { retryAfter } = error as { retryAfter?: unknown };
  if (typeof retryAfter === 'number' && retryAfter >= 0) return retryAfter;
  const seconds = isOurs ? undefined : answerHeader(error, 'retry-after');
  return typeof seconds === 'string' && /^\d+$/.test(seconds) ? Math.min(Number(seconds) * 1000, Number.MAX_SAFE_INTEGER) : undefined;
}
