import { from, isObservable, of, switchMap, take, throwIfEmpty, type Observable } from 'rxjs';
import { RequestError } from '../errors/request-error.js';
import { overlay, type HeaderList } from './header-list.js';
import type { HttpRequest } from './http-request.js';
import { toHeaderList, type HeadersInput } from './merge-headers.js';

/** Headers for all requests of a client: fixed, or made for each attempt. Of an Observable the first value is taken. */
export type HeaderSource = HeadersInput | ((request: HttpRequest) => HeadersInput | Promise<HeadersInput> | Observable<HeadersInput>);

/**
 * The headers of a client for one attempt, at once or as a stream that emits them once. Later sources win over earlier ones. A
 * function gets the request with its own headers and those that came before; what it throws or errors with ends the attempt.
 *
 * @param merged the headers with the least say, which the client's are set over
 */
export function clientHeaders(
  sources: readonly HeaderSource[],
  request: HttpRequest,
  merged: HeaderList,
): HeaderList | Observable<HeaderList> {
  let fields = merged;
  for (const [index, source] of sources.entries()) {
    const given = typeof source === 'function' ? source(request.withFields(overlay(fields, request.fields))) : source;
    if (isObservable(given) || isPromise(given)) {
      const base = fields;
      return from(given).pipe(
        take(1),
        throwIfEmpty(() => new RequestError('The header stream completed without a value.', { request })),
        switchMap((first) => {
          const rest = clientHeaders(sources.slice(index + 1), request, overlay(base, toHeaderList(first)));
          return isObservable(rest) ? rest : of(rest);
        }),
      );
    }
    fields = overlay(fields, toHeaderList(given));
  }
  return fields;
}

/** By its shape: under zone.js an async function's promise is no instance of the global class. */
function isPromise(value: HeadersInput | Promise<HeadersInput>): value is Promise<HeadersInput> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}
