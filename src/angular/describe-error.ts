import { HttpErrorResponse } from '@angular/common/http';
import { isLibraryError, setRequest } from '../errors/library-error.js';
import type { RequestInfo } from '../errors/request-info.js';

/** Tells an error of Angular's, or one of this library's that doesn't know it, which request it belongs to. */
export function nameRequest(error: unknown, request: RequestInfo): void {
  const isOurs = isLibraryError(error) && error.request === undefined;
  if (isOurs || isAnswer(error)) setRequest(error, request);
}

/** Tells an error of Angular's how long the server wants not to be asked. Neither is printed with it. */
export function giveHint(error: unknown, hint: number | undefined): void {
  if (hint !== undefined && isAnswer(error)) Object.defineProperty(error, 'retryAfter', { value: hint, configurable: true });
}

/** Frozen ones are somebody's constants. */
function isAnswer(error: unknown): error is HttpErrorResponse {
  return error instanceof HttpErrorResponse && Object.isExtensible(error);
}
