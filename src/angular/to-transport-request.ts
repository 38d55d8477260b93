import type { HttpRequest as AngularRequest } from '@angular/common/http';
import { RequestError } from '../errors/request-error.js';
import { HttpRequest } from '../http/http-request.js';
import { toHeaderList } from '../http/merge-headers.js';
import { isStream, prepareBody } from '../http/request-body.js';
import type { TransportInit } from '../http/request-parts.js';
import { RequestScope } from '../http/request-scope.js';
import { resolveUrl } from '../http/resolve-url.js';
import { toHeaders } from './to-headers.js';

const INIT = ['credentials', 'mode', 'cache', 'redirect', 'referrer', 'integrity', 'keepalive'] as const;

/** A request of Angular's for a transport, with the headers that Angular's backends add. Throws a `RequestError` for what can't be. */
export function toTransportRequest(request: AngularRequest<unknown>, page: string): HttpRequest {
  const { method, body } = request;
  if (method === 'JSONP') throw new RequestError('A transport can’t send JSONP: add withJsonpSupport() to provideHttpClient().');
  return new HttpRequest({
    scope: new RequestScope('1', undefined),
    attempt: 1,
    method,
    url: resolveUrl(request.urlWithParams, page).href,
    fields: toHeaderList(headersOf(request)),
    body: prepareBody(isStream(body) ? body : request.serializeBody()),
    init: initOf(request),
  });
}

function headersOf(request: AngularRequest<unknown>): Headers {
  const headers = toHeaders(request.headers);
  if (!headers.has('accept')) headers.set('accept', 'application/json, text/plain, */*');
  const type = headers.has('content-type') ? null : request.detectContentTypeHeader();
  if (type !== null) headers.set('content-type', type);
  return headers;
}

/** Older versions of Angular know only `withCredentials`. */
function initOf(request: AngularRequest<unknown>): TransportInit {
  const given = INIT.filter((name) => request[name] !== undefined).map((name) => [name, request[name]] as const);
  return { ...Object.fromEntries(given), ...(request.withCredentials && { credentials: 'include' }) };
}
