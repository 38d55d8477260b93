import { TEXT_TYPE } from './body-type.js';
import { checkSendable, refusal } from './check-sendable.js';
import { toPairs, withDefault } from './header-list.js';
import type { HttpRequest } from './http-request.js';
import { isStream, type SentBody } from './request-body.js';
import { plainBody } from './streamed-body.js';

/** What `fetch` is called with. */
export interface FetchCall {
  readonly url: string;
  readonly init: RequestInit & { headers: Headers; duplex?: 'half' };
}

/**
 * Turns a request into the arguments of `fetch`; throws a `RequestError` for what no fetch can send.
 *
 * @param sentStreams the streams that were sent before; a second time they would be empty
 * @param sendsStreams where it doesn't, a stream of a known body goes as that body; so does one that is sent a second time
 */
export function fetchCall(request: HttpRequest, signal: AbortSignal, sentStreams: WeakSet<object>, sendsStreams: boolean): FetchCall {
  const { url } = request;
  if (!/^(https?|blob|data):/.test(url)) throw refusal(request, `fetch doesn't speak ${new URL(url).protocol}`);
  const body = sendable(request.body, sentStreams, sendsStreams);
  checkSendable(request, body, sentStreams);
  // That of text is told here, as Bun's fetch forgets it.
  const fields = withDefault(request.fields, 'content-type', typeof body === 'string' ? TEXT_TYPE : undefined);
  const stream = isStream(body) ? ({ duplex: 'half' } as const) : {};
  return {
    url,
    init: {
      ...request.init,
      method: request.method,
      headers: new Headers(toPairs(fields)),
      body: untilAborted(body, signal) as BodyInit,
      signal,
      ...stream,
    },
  };
}

function sendable(body: SentBody | undefined, sentStreams: WeakSet<object>, sendsStreams: boolean): SentBody | undefined {
  if (!isStream(body) || (sendsStreams && !sentStreams.has(body))) return body;
  return plainBody(body) ?? body;
}

/** Node's fetch reads a stream on, to its end, when nobody wants the answer any more. */
function untilAborted(body: SentBody | undefined, signal: AbortSignal): SentBody | undefined {
  return typeof ReadableStream !== 'undefined' && body instanceof ReadableStream
    ? body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(), { signal })
    : body;
}

/**
 * Whether this fetch can send a stream to any server: not cross-fetch, and no browser's, which can't, or only over HTTP/2 and after
 * asking the server (CORS).
 */
export function sendsStreams(fetch: typeof globalThis.fetch): boolean {
  return !isCrossFetch(fetch) && !('document' in globalThis) && !('WorkerGlobalScope' in globalThis);
}

/** It says so itself. */
function isCrossFetch(fetch: typeof globalThis.fetch): boolean {
  return 'ponyfill' in fetch;
}

/** Whether this fetch is cross-fetch's, which sends neither web streams nor forms. */
export function needsPlainBody(fetch: typeof globalThis.fetch, body: FetchCall['init']['body']): boolean {
  return (
    isCrossFetch(fetch) && typeof body === 'object' && body !== null && !ArrayBuffer.isView(body) && !(body instanceof URLSearchParams)
  );
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
