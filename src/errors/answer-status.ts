import { isLibraryError } from './library-error.js';

/**
 * The status of the answer that an error tells of: that of `HttpStatusError`, whatever it is, or the numeric `status` of a
 * foreign error (Angular's `HttpErrorResponse`) if it is one of HTTP. Zero, with which Angular and XHR say that there was no
 * answer, is kept.
 */
export function answerStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  if (isLibraryError(error)) return error.name === 'HttpStatusError' ? status : undefined;
  return status === 0 || (status >= 100 && status <= 599) ? status : undefined;
}
