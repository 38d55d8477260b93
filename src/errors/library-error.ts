import { redactCause } from './redact-cause.js';
import { redactText } from './redact.js';
import { describeRequest, type RequestInfo } from './request-info.js';

/** Marks this library's errors, also those of a second copy of it in the same program. */
const MARK = Symbol.for('breakwater.error');

/** The names of this library's errors. */
export type LibraryErrorName =
  | 'RequestError'
  | 'NetworkError'
  | 'RequestTimeoutError'
  | 'HttpStatusError'
  | 'ResponseParseError'
  | 'CircuitOpenError'
  | 'RateLimitError'
  | 'BulkheadFullError';

/** What every error of this library may be given. */
export interface LibraryErrorOptions {
  /** The original error. Secrets in it are hidden. */
  readonly cause?: unknown;
  /** The request that it belongs to. Kept out of what is printed. */
  readonly request?: RequestInfo;
}

/** What an error that has no original may be given. */
export type RequestOption = Pick<LibraryErrorOptions, 'request'>;

/** An error of this library, known by its name. */
export interface LibraryError extends Error {
  readonly name: LibraryErrorName;
  readonly request?: RequestInfo;
}

/** Gives a class of errors its name, on the prototype, so that stacks begin with it and nothing prints it twice. */
export function defineLibraryError(type: { readonly prototype: Error }, name: LibraryErrorName): void {
  Object.defineProperty(type.prototype, 'name', { value: name, configurable: true, writable: true });
  Object.defineProperty(type.prototype, MARK, { value: true });
}

export function isLibraryError(error: unknown): error is LibraryError {
  return typeof error === 'object' && error !== null && MARK in error;
}

/**
 * Hangs `request` and `cause` on an error without making them enumerable. The request is an accessor: whoever prints an error,
 * hidden fields and all, must not print its headers.
 */
export function attach(error: Error, { cause, request }: LibraryErrorOptions): void {
  if (cause !== undefined) {
    Object.defineProperty(error, 'cause', { value: redactCause(cause), enumerable: false, configurable: true, writable: true });
  }
  setRequest(error, request);
}

/** Hangs `request` alone on an error, for those that have no original: they need nothing that hides secrets in one. */
export function setRequest(error: Error, request: RequestInfo | undefined): void {
  if (request !== undefined) Object.defineProperty(error, 'request', { get: () => request, enumerable: false, configurable: true });
}

/** Tells an error of this library that doesn't know it yet which request it belongs to; leaves any other as it is. */
export function attachRequest(error: unknown, createRequest: () => RequestInfo): void {
  if (isLibraryError(error) && error.request === undefined) setRequest(error, createRequest());
}

/** The plain form of an error for `toJSON`: name, message, its own fields and which request it was. */
export function toPlainError(error: LibraryError): Record<string, unknown> {
  const { name, message, request } = error;
  const plain: Record<string, unknown> = { name, message };
  return Object.assign(plain, error, request && { request: describeRequest(request) });
}

/** `GET https://host/path`, without secrets, to begin a message with. */
export function requestLine({ method, url }: Pick<RequestInfo, 'method' | 'url'>): string {
  return `${method} ${redactText(url)}`;
}
