import { moveUserInfo } from './basic-authorization.js';
import { checkSendable, refusal } from './check-sendable.js';
import type { HttpRequest } from './http-request.js';
import { isStream, type SentBody } from './request-body.js';

/** What `fetch` is called with. */
export interface FetchCall {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers; duplex?: 'half' };
}

/**
 * Turns a request into the arguments of `fetch`; throws a `RequestError` for what no fetch can send.
 *
 * @param sentStreams the streams that were sent before; a second time they would be empty
 */
export function fetchCall(request: HttpRequest, signal: AbortSignal, sentStreams: WeakSet<object>): FetchCall {
  const url = new URL(request.url);
  if (!/^(https?|blob|data):$/.test(url.protocol)) throw refusal(request, `fetch doesn't speak ${url.protocol}`);
  checkSendable(request, sentStreams);
  const headers = new Headers(request.headers);
  const { body } = request;
  const stream = isStream(body) ? ({ duplex: 'half' } as const) : {};
  return {
    url: moveUserInfo(url, headers),
    init: { ...request.init, method: request.method, headers, body: body as BodyInit, signal, ...stream },
  };
}

/** Whether this fetch is cross-fetch's (it says so itself), which sends neither web streams nor forms. */
export function needsPlainBody(fetch: typeof globalThis.fetch, body: SentBody | undefined): boolean {
  return 'ponyfill' in fetch && typeof body === 'object' && !ArrayBuffer.isView(body) && !(body instanceof URLSearchParams);
}

/** Reads a form or blob into bytes, with its content type; a stream can't be sent by cross-fetch. */
export async function withPlainBody({ url, init }: FetchCall, request: HttpRequest): Promise<FetchCall> {
  if (isStream(init.body)) throw refusal(request, "this platform's fetch (cross-fetch) can't send a stream; give bytes or text");
  if (typeof Response === 'undefined') throw refusal(request, "this platform can't send forms or blobs; give bytes or text");
  const encoded = new Response(init.body);
  const headers = new Headers(init.headers);
  const contentType = encoded.headers.get('content-type');
  if (contentType !== null && !headers.has('content-type')) headers.set('content-type', contentType);
  return { url, init: { ...init, headers, body: new Uint8Array(await encoded.arrayBuffer()) } };
}
