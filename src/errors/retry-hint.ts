import { answerStatus, type ToldAnswer } from './answer-status.js';
import { isLibraryError } from './library-error.js';

/**
 * The wait in milliseconds that an error asks for: `retryAfter` of one of this library's, or of one that tells an answer's status; else
 * the seconds of the answer's `Retry-After`. A date there is no hint: to read it takes a clock.
 */
export function retryHint(error: unknown): number | undefined {
  if (!isLibraryError(error) && answerStatus(error) === undefined) return undefined;
  const { retryAfter, response, headers = response?.headers } = error as ToldAnswer;
  if (typeof retryAfter === 'number' && retryAfter >= 0) return retryAfter;
  const seconds = headers?.get?.('retry-after') ?? headers?.['retry-after'];
  return /^\d+$/.test(String(seconds)) ? Number(seconds) * 1000 : undefined;
}
