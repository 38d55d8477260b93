import type { Observable } from 'rxjs';
import { redactText } from '../errors/redact.js';
import { RequestError } from '../errors/request-error.js';
import { describeRequest, PRINTED_URL, type RequestInfo } from '../errors/request-info.js';
import type { AnswerHead, AnswerHeads } from './answer-heads.js';
import { moveUserInfo } from './basic-authorization.js';
import { checkMethod } from './check-method.js';
import type { HttpContext } from './http-context.js';
import { immutableHeaders } from './immutable-headers.js';
import { applyHeaders, type HeadersInput } from './merge-headers.js';
import { prepareBody, type PreparedBody, type RequestBody, type SentBody } from './request-body.js';
import { resolveUrl } from './resolve-url.js';

/** The parts of `RequestInit` that a request hands on to the transport. */
export type TransportInit = Pick<RequestInit, 'credentials' | 'mode' | 'cache' | 'redirect' | 'referrer' | 'integrity' | 'keepalive'>;

/** What `clone` may change. */
export interface HttpRequestChanges {
  /** 1 for the first. */
  attempt?: number;
  method?: string;
  /** Resolved against the request's URL; its user-info becomes `Authorization: Basic` unless one is set. */
  url?: string | URL;
  /** Replaces all headers. */
  headers?: HeadersInput;
  /** Sets these headers and keeps the others. */
  setHeaders?: HeadersInput;
  /** Replaces the body, and with it `Content-Type`, unless that is set here too; `null` takes it away. */
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
  readonly answers: AnswerHeads;
}

/**
 * One attempt of a request, as interceptors and transports see it. Immutable: `clone` makes a changed copy. Printing it shows
 * neither headers nor body.
 */
export class HttpRequest implements RequestInfo {
  readonly #parts: HttpRequestParts;

  constructor(parts: HttpRequestParts) {
    this.#parts = { ...parts, headers: immutableHeaders(parts.headers), init: Object.freeze({ ...parts.init }) };
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

  get init(): Readonly<TransportInit> {
    return this.#parts.init;
  }

  /**
   * The heads of the answers to all attempts of this call, as they come and before their bodies are read, whatever their status:
   * for policies. It is the same for all copies and tells no head that came before the subscription; it doesn't end by itself.
   */
  get answers$(): Observable<AnswerHead> {
    return this.#parts.answers.heads$;
  }

  get [PRINTED_URL](): string {
    return redactText(this.url);
  }

  /** A copy with changes. Throws a `RequestError` for a URL, header or body that can't be. */
  clone(changes: HttpRequestChanges = {}): HttpRequest {
    const { attempt = this.attempt, method = this.method, context = this.context, init = this.init } = changes;
    try {
      const body = changes.body === undefined ? this.#parts.body : prepareBody(changes.body);
      const headers = changedHeaders(this.headers, changes, body);
      const url = changes.url === undefined ? this.url : moveUserInfo(resolveUrl(changes.url, this.url), headers);
      return new HttpRequest({ ...this.#parts, attempt, method: checkMethod(method), url, headers, body, context, init });
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

function changedHeaders(current: Headers, { headers, setHeaders, body }: HttpRequestChanges, { contentType }: PreparedBody): Headers {
  const changed = headers === undefined ? new Headers(current) : applyHeaders(new Headers(), headers);
  if (body !== undefined) {
    if (headers === undefined) changed.delete('content-type');
    if (contentType !== undefined && !changed.has('content-type')) changed.set('content-type', contentType);
  }
  return setHeaders === undefined ? changed : applyHeaders(changed, setHeaders);
}
