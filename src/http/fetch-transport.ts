import { Observable } from 'rxjs';
import { isLibraryError, requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import { RequestError } from '../errors/request-error.js';
import { fetchCall, needsPlainBody, sendsStreams, withPlainBody } from './fetch-init.js';
import type { HttpRequest } from './http-request.js';
import type { HttpResponse, HttpTransport } from './http-response.js';
import { responseBody, type FetchBody } from './response-body.js';
import { withoutFragment } from './without-fragment.js';

export interface FetchTransportOptions {
  /** The fetch to use. Default: the platform's, looked up for each request; where there is none, `cross-fetch`. */
  fetch?: typeof fetch;
}

/**
 * Sends requests with the platform's `fetch`, or with `cross-fetch`, loaded only then, where the platform has none. Emits the
 * response when its head is there; the body is read as it is pulled. Errors with `NetworkError` when no answer comes or the body
 * breaks off, and with `RequestError` for what fetch can't send. Unsubscribing aborts in the same frame; nothing is aborted after
 * a normal end. User-info in a URL becomes `Authorization: Basic` unless one is set.
 *
 * `cross-fetch` is weaker than a platform's fetch: it sends no streams, uses no connection again behind a `HEAD`, and where one closes before all of
 * `Content-Length` has come it tells nobody, so that the client's `timeout` ends such a body.
 *
 * @example
 * const http = createHttpClient({ transport: fetchTransport({ fetch: globalThis.fetch }) });
 */
export function fetchTransport(options: FetchTransportOptions = {}): HttpTransport {
  const sentStreams = new WeakSet();
  return (request) =>
    new Observable((subscriber) => {
      const controller = new AbortController();
      let hasHead = false;
      const abort = (): void => controller.abort();
      subscriber.add(() => {
        if (!hasHead) abort();
      });
      const sent = send(request, controller.signal, sentStreams, options.fetch).then((head) => toResponse(head, request, abort));
      sent.then(
        (response) => {
          hasHead = true;
          subscriber.next(response);
          subscriber.complete();
        },
        (cause: unknown) => {
          hasHead = true;
          subscriber.error(toError(cause, request));
        },
      );
    });
}

async function send(
  request: HttpRequest,
  signal: AbortSignal,
  sentStreams: WeakSet<object>,
  given: typeof fetch | undefined,
): Promise<Response> {
  const send = given ?? globalThis.fetch ?? (await loadFetch());
  const call = fetchCall(request, signal, sentStreams, sendsStreams(send));
  const { url, init } = needsPlainBody(send, call.init.body) ? await withPlainBody(call, request) : call;
  return send(url, init);
}

async function loadFetch(): Promise<typeof fetch> {
  const { default: loaded } = await import('#fetch');
  if (loaded) return loaded;
  throw new RequestError('This platform has no fetch: give one with fetchTransport({ fetch }).');
}

function toResponse(head: Response, request: HttpRequest, abort: () => void): HttpResponse {
  const { status, statusText, redirected } = head;
  const headers = head.headers instanceof Headers ? head.headers : new Headers([...(head.headers as Headers)]);
  const body = responseBody(head.body as FetchBody, request, abort);
  const url = withoutFragment(head.url || request.url); // Bun keeps that of a redirection
  return { request, url, status, statusText, headers, redirected, body };
}

function toError(cause: unknown, request: HttpRequest): Error {
  if (isLibraryError(cause)) return cause;
  if (cause instanceof TypeError && isRefused(request))
    return new RequestError(`${requestLine(request)} can't be sent: fetch refuses its options.`, { cause, request });
  return new NetworkError(`${requestLine(request)}: no answer.`, { cause, request });
}

/** fetch rejects alike for a failed connection and for options that it doesn't know; building the request again tells which. */
function isRefused({ url, init }: HttpRequest): boolean {
  if (typeof Request === 'undefined') return false;
  try {
    new Request(url, init);
    return false;
  } catch {
    return true;
  }
}
