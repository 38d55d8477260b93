import { from, isObservable, of, switchMap, take, throwIfEmpty, type Observable } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import type { HttpRequest } from './http-request.js';
import { applyHeaders, type HeadersInput } from './merge-headers.js';

/** Headers for all requests of a client: fixed, or made for each attempt. Of an Observable the first value is taken. */
export type HeaderSource = HeadersInput | ((request: HttpRequest) => HeadersInput | Promise<HeadersInput> | Observable<HeadersInput>);

/**
 * The headers of a client for one attempt: emits them once. Later sources win over earlier ones. A function gets the request with
 * its own headers and those that came before; what it throws or errors with ends the attempt.
 *
 * @param merged the headers with the least say, which the client's are set over
 */
export function clientHeaders(sources: readonly HeaderSource[], request: HttpRequest, merged: Headers): Observable<Headers> {
  for (const [index, source] of sources.entries()) {
    const given = typeof source === 'function' ? source(request.clone({ headers: over(merged, request) })) : source;
    if (isObservable(given) || isPromise(given)) {
      return from(given).pipe(
        take(1),
        throwIfEmpty(() => new RequestError('The header stream completed without a value.', { request })),
        switchMap((headers) => clientHeaders(sources.slice(index + 1), request, applyHeaders(merged, headers))),
      );
    }
    applyHeaders(merged, given);
  }
  return of(merged);
}

/** By its shape: under zone.js an async function's promise is no instance of the global class. */
function isPromise(value: HeadersInput | Promise<HeadersInput>): value is Promise<HeadersInput> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

/** A request's own headers win over those of its client. */
export function over(merged: Headers, request: HttpRequest): Headers {
  return applyHeaders(new Headers(merged), request.headers);
}
