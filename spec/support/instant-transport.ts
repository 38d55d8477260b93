import { of, type Observable } from 'rxjs';
import type { HttpRequest } from '../../src/http/http-request.js';
import type { HttpResponse, HttpTransport } from '../../src/http/http-response.js';

/** What an instant transport answers; a body is text. */
export interface InstantAnswer {
  readonly status?: number;
  readonly headers?: HeadersInit;
  readonly body?: string | Observable<Uint8Array>;
}

/** A transport that answers synchronously, and keeps the requests that it was asked. */
export function instantTransport(answer: (request: HttpRequest) => InstantAnswer = () => ({})): HttpTransport & {
  readonly requests: HttpRequest[];
} {
  const requests: HttpRequest[] = [];
  const send: HttpTransport = (request) => {
    requests.push(request);
    return of(toResponse(request, answer(request)));
  };
  return Object.assign(send, { requests });
}

function toResponse(request: HttpRequest, { status = 200, headers, body = '' }: InstantAnswer): HttpResponse {
  const chunks = typeof body === 'string' ? of(new TextEncoder().encode(body)) : body;
  return { request, url: request.url, status, statusText: '', headers: new Headers(headers), redirected: false, body: chunks };
}
