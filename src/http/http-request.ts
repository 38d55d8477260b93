import type { Observable } from 'rxjs';
import { redactUrl } from '../errors/redact.js';
import { RequestError } from '../errors/request-error.js';
import { describeRequest, PRINTED_URL, type RequestInfo } from '../errors/request-info.js';
import type { AnswerHead } from './answer-heads.js';
import { toPairs } from './header-list.js';
import { immutableHeaders } from './immutable-headers.js';
import type { HttpContext } from './http-context.js';
import type { SentBody } from './request-body.js';
import { changedParts, type HttpRequestChanges, type HttpRequestParts, type TransportInit } from './request-parts.js';

/**
 * One attempt of a request, as interceptors and transports see it. Immutable: `clone` makes a changed copy. Printing it shows
 * neither headers nor body.
 */
export class HttpRequest implements RequestInfo {
  readonly #parts: HttpRequestParts;
  #headers: Headers | undefined;

  constructor(parts: HttpRequestParts) {
    this.#parts = parts;
  }

  /** The same for all attempts of one subscription. */
  get id(): string {
    return this.#parts.scope.id;
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
    return (this.#headers ??= immutableHeaders(toPairs(this.#parts.fields)));
  }

  /** The headers as names in small letters and values, in turn, for transports: they are there without `Headers` being made. */
  get fields(): readonly string[] {
    return this.#parts.fields;
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
    return this.#parts.context ?? this.#parts.scope.context;
  }

  get init(): Readonly<TransportInit> {
    return this.#parts.init;
  }

  /**
   * The heads of the answers to all attempts of this call, as they come and before their bodies are read, whatever their status:
   * for policies. It is the same for all copies and tells no head that came before the subscription; it doesn't end by itself.
   */
  get answers$(): Observable<AnswerHead> {
    return this.#parts.scope.answers.heads$;
  }

  get [PRINTED_URL](): string {
    return redactUrl(this.url);
  }

  /** A copy with changes. Throws a `RequestError` for a URL, header or body that can't be. */
  clone(changes: HttpRequestChanges = {}): HttpRequest {
    try {
      return new HttpRequest(changedParts(this.#parts, changes));
    } catch (error) {
      throw error instanceof RequestError ? new RequestError(error.message, { cause: error.cause, request: this }) : error;
    }
  }

  /** A copy with these headers and no others, which are known to be right. */
  withFields(fields: readonly string[]): HttpRequest {
    return fields === this.#parts.fields ? this : new HttpRequest({ ...this.#parts, fields });
  }

  toJSON(): Record<string, unknown> {
    return { ...describeRequest(this) };
  }

  /** What Node's `console.log` prints. */
  [Symbol.for('nodejs.util.inspect.custom')](): Record<string, unknown> {
    return this.toJSON();
  }
}
