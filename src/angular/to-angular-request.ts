import { HttpContext, HttpHeaders, HttpRequest as AngularRequest } from '@angular/common/http';
import { refusal } from '../http/check-sendable.js';
import type { HttpRequest } from '../http/http-request.js';
import { isStream, type SentBody } from '../http/request-body.js';
import { plainBody } from '../http/streamed-body.js';

/** The same request for Angular, which is asked for bytes. Throws a `RequestError` for a body that it can't send. */
export function toAngularRequest(request: HttpRequest, context: HttpContext | undefined): AngularRequest<unknown> {
  const { credentials, ...init } = request.init;
  return new AngularRequest<unknown>(request.method, request.url, toAngularBody(request), {
    ...init,
    headers: new HttpHeaders(request.headers),
    context: copyOf(context),
    responseType: 'arraybuffer',
    ...(credentials === 'include' ? { withCredentials: true } : credentials && { credentials }),
  });
}

/** Angular takes bytes that are a view of others for an object, and writes JSON. */
function toAngularBody(request: HttpRequest): Exclude<SentBody, ArrayBufferView | ReadableStream | AsyncIterable<Uint8Array>> | null {
  const body = isStream(request.body) ? plainBody(request.body) : request.body;
  if (isStream(body) || (body === undefined && request.body !== undefined)) throw refusal(request, "Angular's HttpClient sends no streams");
  if (body === undefined) return null;
  return ArrayBuffer.isView(body) ? new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice().buffer : body;
}

/** Interceptors may write into it. */
function copyOf(context: HttpContext | undefined): HttpContext {
  const copy = new HttpContext();
  for (const token of context?.keys() ?? []) copy.set(token, context!.get(token));
  return copy;
}
