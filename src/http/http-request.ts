import { describeRequest } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import type { RequestInfo } from '../errors/request-info.js';
import type { HttpContext } from './http-context.js';
import { ImmutableHeaders } from './immutable-headers.js';
import { applyHeaders } from './merge-headers.js';
import { prepareBody, type PreparedBody, type RequestBody, type SentBody } from './request-body.js';
import { resolveUrl } from './resolve-url.js';

/** The parts of `RequestInit` that a request hands on to the transport. */
export type TransportInit = Pick<RequestInit, 'credentials' | 'mode' | 'cache' | 'redirect' | 'referrer' | 'integrity' | 'keepalive'>;

/** What `clone` may change. */
export interface HttpRequestChanges {
  method?: string;
  /** Resolved against the request's URL. */
  url?: string | URL;
  /** Replaces all headers. */
  headers?: HeadersInit;
  /** Sets these headers and keeps the others. */
  setHeaders?: HeadersInit;
  /** Replaces the body, and with it `Content-Type`, unless that is set here too. */
  body?: Exclude<RequestBody, () => RequestBody>;
  context?: HttpContext;
  init?: TransportInit;
}

/** What a request is made of. */
export interface HttpRequestParts {
  readonly id: string;
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: PreparedBody;
  readonly context: HttpContext;
  readonly init: TransportInit;
}

/**
 * One attempt of a request, as interceptors and transports see it. Immutable: `clone` makes a changed copy. Printing it shows
 * neither headers nor body.
 */
export class HttpRequest implements RequestInfo {
  readonly #parts: HttpRequestParts;

  constructor(parts: HttpRequestParts) {
    this.#parts = { ...parts, headers: new ImmutableHeaders(parts.headers) };
  }

  /** The same for all attempts of one subscription. */
  get id(): string {
    return this.#parts.id;
  }

  /** 1 for the first attempt. */
  get attempt(): number {
    return this.#parts.attempt;
  }

  /** In capitals. */
  get method(): string {
    return this.#parts.method;
  }

  /** Absolute, with all parameters and without user-info. */
  get url(): string {
    return this.#parts.url;
  }

  get headers(): Headers {
    return this.#parts.headers;
  }

  /** As it is going to be sent: JSON is text by now. */
  get body(): SentBody | undefined {
    return this.#parts.body.content;
  }

  /** False when the body is a stream that can be read only once. */
  get isBodyRepeatable(): boolean {
    return this.#parts.body.isRepeatable;
  }

  get context(): HttpContext {
    return this.#parts.context;
  }

  get init(): TransportInit {
    return this.#parts.init;
  }

  /** A copy with changes. Throws a `RequestError` for a URL, header or body that can't be. */
  clone(changes: HttpRequestChanges = {}): HttpRequest {
    const { method = this.method, url, headers, setHeaders, context = this.context, init = this.init } = changes;
    const parts = this.#parts;
    try {
      const body = 'body' in changes ? prepareBody(changes.body) : parts.body;
      const changed = headers === undefined ? new Headers(parts.headers) : applyHeaders(new Headers(), headers);
      if ('body' in changes) setContentType(changed, body, headers);
      if (setHeaders !== undefined) applyHeaders(changed, setHeaders);
      const target = url === undefined ? parts.url : resolveUrl(url, parts.url).href;
      return new HttpRequest({ ...parts, method: method.toUpperCase(), url: target, headers: changed, body, context, init });
    } catch (error) {
      throw error instanceof RequestError ? new RequestError(error.message, { cause: error.cause, request: this }) : error;
    }
  }

  toJSON(): Record<string, unknown> {
    return { ...describeRequest(this) };
  }

  /** What Node's `console.log` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, unknown> {
    return this.toJSON();
  }
}

function setContentType(headers: Headers, { contentType }: PreparedBody, given: HeadersInit | undefined): void {
  if (given === undefined) headers.delete('content-type');
  if (contentType !== undefined && !headers.has('content-type')) headers.set('content-type', contentType);
}
