import { Observable } from 'rxjs';
import { SerialSubject } from '../delivery/serial-subject.js';
import { requireFunction, requireOption, requirePositiveDuration } from '../validation/require-option.js';
import { abortBy } from './abort-by.js';
import { clientSettings, type ClientSettings } from './client-settings.js';
import { json } from './decoders/json.js';
import { response } from './decoders/response.js';
import type { HttpClientEvent } from './http-client-event.js';
import type { HttpClientOptions, RequestOptions } from './http-client-options.js';
import type { BodyDecoder, HttpResponse } from './http-response.js';
import type { RequestBody } from './request-body.js';
import { RequestRun, type RequestRoute } from './request-run.js';

/**
 * Makes requests as cold Observables: nothing is sent before the subscription, each subscription sends anew, and unsubscribing
 * aborts. Without `as` the body is read as JSON.
 */
export interface HttpClient {
  get<T = unknown>(url: string | URL, options?: RequestOptions<T>): Observable<T>;
  post<T = unknown>(url: string | URL, body?: RequestBody, options?: RequestOptions<T>): Observable<T>;
  put<T = unknown>(url: string | URL, body?: RequestBody, options?: RequestOptions<T>): Observable<T>;
  patch<T = unknown>(url: string | URL, body?: RequestBody, options?: RequestOptions<T>): Observable<T>;
  delete<T = unknown>(url: string | URL, options?: RequestOptions<T> & { body?: RequestBody }): Observable<T>;
  head(url: string | URL, options?: RequestOptions<never>): Observable<HttpResponse>;
  options(url: string | URL, options?: RequestOptions<never>): Observable<HttpResponse>;
  /** Any method. Without `as` the response is handed out with its body unread: the caller owns it. */
  request<T>(method: string, url: string | URL, options: RequestOptions<T> & { as: BodyDecoder<T>; body?: RequestBody }): Observable<T>;
  request(
    method: string,
    url: string | URL,
    options?: Omit<RequestOptions<never>, 'as'> & { body?: RequestBody },
  ): Observable<HttpResponse>;
  /** A client of its own over this one's options: headers merge, interceptors append, the rest is replaced. */
  extend(options: HttpClientOptions): HttpClient;
  /** The life of every request, without secrets; costs nothing while nobody listens. */
  readonly events$: Observable<HttpClientEvent>;
}

/**
 * Makes an observable HTTP client. Options out of range throw a `RangeError` here; everything that goes wrong with a request is
 * an error of its stream: `RequestError`, `NetworkError`, `RequestTimeoutError`, `HttpStatusError`, `ResponseParseError`, and
 * what the policy refuses with.
 *
 * @example
 * const http = createHttpClient({ baseUrl: 'https://api.example.com/v1/', policy: protect({ retry: {}, breaker: {} }) });
 * const orders$ = http.get<string[]>('orders', { params: { page: 2 } });
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  let requests = 0;
  return new Client(clientSettings(options), () => String(++requests));
}

class Client implements HttpClient {
  readonly events$: Observable<HttpClientEvent>;
  readonly #events = new SerialSubject<HttpClientEvent>();
  readonly #json = json();
  readonly #response = response();

  constructor(
    private readonly settings: ClientSettings,
    private readonly createId: () => string,
  ) {
    this.events$ = this.#events.asObservable();
  }

  get<T>(url: string | URL, options: RequestOptions<T> = {}): Observable<T> {
    return this.#call('GET', url, undefined, options, this.#json as BodyDecoder<T>);
  }

  post<T>(url: string | URL, body?: RequestBody, options: RequestOptions<T> = {}): Observable<T> {
    return this.#call('POST', url, body, options, this.#json as BodyDecoder<T>);
  }

  put<T>(url: string | URL, body?: RequestBody, options: RequestOptions<T> = {}): Observable<T> {
    return this.#call('PUT', url, body, options, this.#json as BodyDecoder<T>);
  }

  patch<T>(url: string | URL, body?: RequestBody, options: RequestOptions<T> = {}): Observable<T> {
    return this.#call('PATCH', url, body, options, this.#json as BodyDecoder<T>);
  }

  delete<T>(url: string | URL, options: RequestOptions<T> & { body?: RequestBody } = {}): Observable<T> {
    return this.#call('DELETE', url, options.body, options, this.#json as BodyDecoder<T>);
  }

  head(url: string | URL, options: RequestOptions<never> = {}): Observable<HttpResponse> {
    return this.request('HEAD', url, options);
  }

  options(url: string | URL, options: RequestOptions<never> = {}): Observable<HttpResponse> {
    return this.request('OPTIONS', url, options);
  }

  request<T = HttpResponse>(method: string, url: string | URL, options: RequestOptions<T> & { body?: RequestBody } = {}): Observable<T> {
    return this.#call(method, url, options.body, options, this.#response as BodyDecoder<T>);
  }

  extend(options: HttpClientOptions): HttpClient {
    return new Client(clientSettings(options, this.settings), this.createId);
  }

  #call<T>(method: string, url: string | URL, body: RequestBody, options: RequestOptions<T>, decoder: BodyDecoder<T>): Observable<T> {
    const { settings } = this;
    const { timeout = settings.timeout, policy = settings.policy, as: decode = decoder, signal, acceptStatus, idempotencyKey } = options;
    requirePositiveDuration('timeout', timeout);
    requireFunction('as', decode);
    if (acceptStatus !== undefined) requireFunction('acceptStatus', acceptStatus);
    const isKey =
      idempotencyKey === undefined || idempotencyKey === true || (typeof idempotencyKey === 'string' && idempotencyKey.trim() !== '');
    requireOption(isKey, 'idempotencyKey', 'true or a text that is not blank', idempotencyKey);
    if (policy) requireFunction('policy', policy);
    const route: RequestRoute<T> = {
      order: { method, url, body, options, isStreamSent: false },
      settings,
      timeout,
      policy,
      decode,
      acceptStatus,
      signal,
      events: this.#events,
    };
    const call = new Observable<T>((subscriber) => new RequestRun(route, subscriber).start(this.createId()));
    return abortBy(call, signal, settings.signals);
  }
}
