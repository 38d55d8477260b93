import { isLibraryError } from './library-error.js';

/** What clients hang on an error: this one and Angular the fields of the answer, ky, got and axios the whole of it. */
export interface ToldAnswer {
  readonly status?: unknown;
  readonly headers?: ToldHeaders | null;
  readonly retryAfter?: unknown;
  readonly response?: { readonly status?: unknown; readonly statusCode?: unknown; readonly headers?: ToldHeaders | null } | null;
}

type ToldHeaders = Readonly<Record<string, unknown>> & { get?(name: string): unknown };

/**
 * The status of the answer that an error tells of: that of `HttpStatusError`, whatever it is, or the numeric `status` of a
 * foreign error (Angular's `HttpErrorResponse`) or of its `response` (ky, got, axios) if it is one of HTTP. Zero, with which
 * Angular and XHR say that there was no answer, is kept.
 */
export function answerStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { response, status = response?.status ?? response?.statusCode } = error as ToldAnswer;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  if (isLibraryError(error)) return error.name === 'HttpStatusError' ? status : undefined;
  return status === 0 || (status >= 100 && status <= 599) ? status : undefined;
}
