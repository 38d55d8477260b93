import type { Observable } from 'rxjs';
import { redactText } from '../errors/redact.js';
import { RequestError } from '../errors/request-error.js';
import { describeRequest, PRINTED_URL, type RequestInfo } from '../errors/request-info.js';
import type { AnswerHead } from './answer-heads.js';
import { basicAuthorization, withoutUserInfo } from './basic-authorization.js';
import { checkMethod } from './check-method.js';
import { overlay, withDefault, withoutHeaders, type HeaderList } from './header-list.js';
import type { HttpContext } from './http-context.js';
import { ImmutableHeaders } from './immutable-headers.js';
import { toHeaderList, type HeadersInput } from './merge-headers.js';
import { prepareBody, type PreparedBody, type RequestBody, type SentBody } from './request-body.js';
import type { RequestScope } from './request-scope.js';
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
  readonly scope: RequestScope;
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly fields: HeaderList;
  readonly body: PreparedBody;
  /** Instead of the scope's. */
  readonly context?: HttpContext | undefined;
  /** Frozen. */
  readonly init: Readonly<TransportInit>;
}

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
    return (this.#headers ??= new ImmutableHeaders(this.#parts.fields));
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
    return redactText(this.url);
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

function changedParts(parts: HttpRequestParts, changes: HttpRequestChanges): HttpRequestParts {
  const { attempt = parts.attempt, method = parts.method, context = parts.context, init } = changes;
  const body = changes.body === undefined ? parts.body : prepareBody(changes.body);
  const changed = {
    ...parts,
    attempt,
    method: checkMethod(method),
    context,
    init: init === undefined ? parts.init : Object.freeze({ ...init }),
    body,
    fields: changedFields(parts.fields, changes, body),
  };
  if (changes.url === undefined) return changed;
  const url = resolveUrl(changes.url, parts.url);
  const fields = withDefault(changed.fields, 'authorization', basicAuthorization(url));
  return { ...changed, fields, url: withoutUserInfo(url).href };
}

function changedFields(current: HeaderList, { headers, setHeaders, body }: HttpRequestChanges, { contentType }: PreparedBody): HeaderList {
  let fields = headers === undefined ? current : toHeaderList(headers);
  if (body !== undefined) {
    if (headers === undefined) fields = withoutHeaders(fields, ['content-type']);
    fields = withDefault(fields, 'content-type', contentType);
  }
  return setHeaders === undefined ? fields : overlay(fields, toHeaderList(setHeaders));
}
