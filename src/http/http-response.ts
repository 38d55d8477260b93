import type { Observable } from 'rxjs';
import type { HttpRequest } from './http-request.js';

/** The head of an answer, and its body as a stream. */
export interface HttpResponse {
  readonly request: HttpRequest;
  /** Where the answer came from, after redirects. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly redirected: boolean;
  /**
   * The bytes as they come, pulled chunk by chunk. Can be subscribed to once; unsubscribing aborts the transfer. Whoever takes a
   * response owns its body, and has to read or leave it (`discard()`), or the connection stays busy.
   */
  readonly body: Observable<Uint8Array>;
}

/** Sends a request: emits the response when its head is there, and completes. Unsubscribing before that aborts. */
export type HttpTransport = (request: HttpRequest) => Observable<HttpResponse>;

/** Stands between the client and the transport; may change the request, the response, or answer itself. */
export type HttpInterceptor = (request: HttpRequest, next: HttpTransport) => Observable<HttpResponse>;

/** Makes of a response what the caller gets. */
export type BodyDecoder<T> = (response: HttpResponse) => Observable<T>;
