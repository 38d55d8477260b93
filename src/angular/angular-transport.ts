import {
  HttpClient,
  HttpErrorResponse,
  HttpResponse as AngularResponse,
  type HttpContext,
  type HttpResponseBase,
} from '@angular/common/http';
import { inject } from '@angular/core';
import { catchError, defer, filter, map, of, throwError, type Observable } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse, HttpTransport } from '../http/http-response.js';
import { bytesOf } from './bytes-of.js';
import { toAngularRequest } from './to-angular-request.js';
import { toHeaders } from './to-headers.js';

export interface AngularTransportOptions {
  /** For Angular's interceptors, with every request: `withPolicy(null)` where the client has a policy of its own. Default: an empty one. */
  context?: HttpContext;
}

/**
 * Sends requests through Angular's `HttpClient`, with its interceptors, XSRF protection and, in tests, `HttpTestingController`. To be
 * called in an injection context.
 *
 * Angular hands a body out when all of it is there: streams don't flow through it. Emits the response, whatever its status. Errors with
 * `NetworkError` when no answer comes, with `RequestError` for a body that Angular can't send, and with whatever its interceptors error
 * with. Unsubscribing aborts.
 *
 * @example
 * const orders = new InjectionToken('orders', { factory: () => createHttpClient({ transport: angularTransport() }) });
 */
export function angularTransport({ context }: AngularTransportOptions = {}): HttpTransport {
  const client = inject(HttpClient);
  return (request) =>
    defer(() => client.request(toAngularRequest(request, context))).pipe(
      filter((event) => event instanceof AngularResponse),
      map((answer) => toResponse(request, answer, answer.body)),
      catchError((error: unknown) => answerOf(error, request)),
    );
}

/** What Angular takes for an error is an answer here. */
function answerOf(error: unknown, request: HttpRequest): Observable<HttpResponse> {
  if (!(error instanceof HttpErrorResponse)) return throwError(() => error);
  if (error.status !== 0) return of(toResponse(request, error, error.error));
  return throwError(() => new NetworkError(`${requestLine(request)}: no answer.`, { cause: error, request }));
}

function toResponse(request: HttpRequest, answer: HttpResponseBase, body: unknown): HttpResponse {
  const { url, status, headers, redirected = false } = answer;
  // Angular calls it deprecated as HTTP/2 has none; HTTP/1 does.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const { statusText } = answer;
  return { request, url: url ?? request.url, status, statusText, headers: toHeaders(headers), redirected, body: bytesOf(body) };
}
