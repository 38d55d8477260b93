import { HttpErrorResponse } from '@angular/common/http';
import { isLibraryError, setRequest } from '../errors/library-error.js';
import { requestOf } from '../errors/request-info.js';
import { PolicyRequest } from './policy-request.js';

/** Tells an error of Angular's, or one of this library's that doesn't know it, which request it belongs to. Isn't printed with it. */
export function nameRequest(error: unknown, request: PolicyRequest): void {
  const known = requestOf(error);
  const isUnknown = known === undefined || known instanceof PolicyRequest;
  if (isUnknown && (isLibraryError(error) || isOpenAnswer(error))) setRequest(error, request);
}

/** Tells an error of Angular's how long the server wants not to be asked. Isn't printed with it. */
export function giveHint(error: unknown, hint: number | undefined): void {
  if (hint !== undefined && isOpenAnswer(error)) Object.defineProperty(error, 'retryAfter', { value: hint, configurable: true });
}

/** Frozen ones are somebody's constants. */
function isOpenAnswer(error: unknown): error is HttpErrorResponse {
  return error instanceof HttpErrorResponse && Object.isExtensible(error);
}
