import { isLibraryError } from './library-error.js';

/** What other clients hang on an error: Angular and axios a status, ky, got and axios the whole response. */
interface ForeignError {
  readonly status?: unknown;
  readonly headers?: unknown;
  readonly response?: { readonly status?: unknown; readonly statusCode?: unknown; readonly headers?: unknown } | null;
}

/**
 * The status of the answer that an error tells of: that of `HttpStatusError`, whatever it is, or the numeric `status` of a
 * foreign error (Angular's `HttpErrorResponse`) or of its `response` (ky, got, axios) if it is one of HTTP. Zero, with which
 * Angular and XHR say that there was no answer, is kept.
 */
export function answerStatus(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { response, status = response?.status ?? response?.statusCode } = error as ForeignError;
  if (typeof status !== 'number' || !Number.isInteger(status)) return undefined;
  if (isLibraryError(error)) return error.name === 'HttpStatusError' ? status : undefined;
  return status === 0 || (status >= 100 && status <= 599) ? status : undefined;
}

/** A header of the answer that an error tells of, if it shows any. */
export function answerHeader(error: unknown, name: string): unknown {
  const { headers, response } = error as ForeignError;
  const found = (headers ?? response?.headers ?? {}) as { get?(name: string): unknown } & Readonly<Record<string, unknown>>;
  return typeof found.get === 'function' ? found.get(name) : found[name];
}
