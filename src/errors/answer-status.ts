import { isLibraryError } from './library-error.js';

/**
 * The status of the answer that an error tells of: that of `HttpStatusError`, or a numeric `status` on a foreign error
 * (Angular's `HttpErrorResponse`). Zero, with which Angular and XHR say that there was no answer, is kept.
 */
export function answerStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  if (isLibraryError(error) && error.name !== 'HttpStatusError') return undefined;
  const { status } = error;
  return typeof status === 'number' && Number.isInteger(status) && status >= 0 && status <= 599 ? status : undefined;
}
