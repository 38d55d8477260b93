import type { SchedulerLike } from 'rxjs';
import type { HeaderSource } from './client-headers.js';
import type { HttpContext } from './http-context.js';
import type { HeadersInput } from './merge-headers.js';
import type { BodyDecoder, HttpInterceptor, HttpTransport } from './http-response.js';
import type { TransportInit } from './request-parts.js';
import type { ResiliencePolicy } from './resilience-policy.js';
import type { QueryParams } from './resolve-url.js';

export interface HttpClientOptions {
  /** The URL against which request URLs are resolved, as the WHATWG URL standard says: `users` under `…/v1/` needs the last slash. */
  baseUrl?: string | URL;
  /** Headers of every request; a function is called for each attempt, and of an Observable the first value is taken. */
  headers?: HeaderSource;
  /** The longest silence on the wire in milliseconds: until the response head, then between chunks. Default: 30_000. */
  timeout?: number;
  /** Around the transport, the first one outermost; they run for each attempt. Default: none. */
  interceptors?: readonly HttpInterceptor[];
  /** Around headers, interceptors, transport and decoding; `protect` makes one. Default: none. */
  policy?: ResiliencePolicy;
  /** How bytes travel. Default: `fetchTransport()`. */
  transport?: HttpTransport;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

export interface RequestOptions<T> {
  /** Query parameters, added to those in the URL; `undefined` and `null` are left out, arrays repeated. */
  params?: QueryParams;
  /** Headers of this request; they win over the client's. */
  headers?: HeadersInput;
  /** What becomes of the response. Default: `json<T>()`. */
  as?: BodyDecoder<T>;
  /** Which statuses are answers; others error with `HttpStatusError`. Default: 200 to 299. */
  acceptStatus?: (status: number) => boolean;
  /** Replaces the client's `timeout`, in milliseconds. */
  timeout?: number;
  /** Replaces the client's policy; `null`: none. */
  policy?: ResiliencePolicy | null;
  /** Sent as `Idempotency-Key`, the same on every attempt; `true`: one is made for each subscription. It makes POST and PATCH retryable. */
  idempotencyKey?: string | true;
  /** Its abort cancels the request, policy and all, and errors the stream with `signal.reason`. */
  signal?: AbortSignal;
  /** Values for interceptors. */
  context?: HttpContext;
  /** Handed on to the transport. */
  init?: TransportInit;
}
