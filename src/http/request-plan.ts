import { attachRequest } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import type { AnswerHeads } from './answer-heads.js';
import { basicAuthorization, withoutUserInfo } from './basic-authorization.js';
import { checkBodyFits, checkMethod } from './check-method.js';
import { headerIn, NO_HEADERS, overlay, type HeaderList } from './header-list.js';
import type { RequestOptions } from './http-client-options.js';
import { HttpRequest } from './http-request.js';
import { createIdempotencyKey } from './idempotency-key.js';
import { toHeaderList } from './merge-headers.js';
import { isStream, NO_BODY, prepareBody, type PreparedBody, type RequestBody } from './request-body.js';
import type { HttpRequestParts, TransportInit } from './request-parts.js';
import { RequestScope } from './request-scope.js';
import { addParams, resolveUrl } from './resolve-url.js';

/** What the caller asked for. */
export interface RequestOrder {
  readonly method: string;
  readonly url: string | URL;
  readonly body?: RequestBody;
  readonly options: RequestOptions<unknown>;
  /** Remembers, over all subscriptions, that a one-shot stream has been sent. */
  isStreamSent: boolean;
}

/** One attempt of a request, before the client's headers. */
export interface PlannedAttempt {
  readonly request: HttpRequest;
  /** The content type that goes with the body; any that is set, by the client or the request, wins. */
  readonly defaults: HeaderList;
}

/** One subscription's request: what all its attempts have in common. Throws a `RequestError` that tells what can't be built. */
export class RequestPlan {
  /** The request before the client's headers; its `attempt` is 1. */
  readonly request: HttpRequest;
  /** The idempotency key was made for this subscription: another one makes another. */
  readonly hasOneTimeKey: boolean;
  /** From the user-info of the URL. */
  readonly authorization: string | undefined;
  /** What `answers$` of all its requests tells. */
  readonly answers: AnswerHeads;
  readonly #order: RequestOrder;
  readonly #parts: HttpRequestParts;
  readonly #hasFactory: boolean;

  constructor(order: RequestOrder, id: string, baseUrl: string | undefined) {
    const { headers, params, idempotencyKey, context, init } = order.options;
    const given = resolveUrl(order.url, baseUrl);
    addParams(given, params);
    const method = checkMethod(order.method);
    const own = toHeaderList(headers);
    const hasKey = idempotencyKey === undefined || headerIn(own, 'idempotency-key') !== undefined;
    const fields = hasKey ? own : overlay(keyFields(idempotencyKey), own);
    this.#hasFactory = typeof order.body === 'function';
    const body = this.#hasFactory ? NO_BODY : prepareBody(order.body);
    checkBodyFits(method, body.content);
    const scope = new RequestScope(id, context);
    this.hasOneTimeKey = idempotencyKey === true && !hasKey;
    this.authorization = basicAuthorization(given);
    this.answers = scope.answers;
    this.#order = order;
    this.#parts = { scope, attempt: 1, method, url: withoutUserInfo(given).href, fields, body, init: freeze(init) };
    this.request = new HttpRequest(this.#parts);
  }

  /** Makes an attempt with its body; a factory is called, a stream handed out once. */
  attempt(attempt: number): PlannedAttempt {
    try {
      const body = this.#hasFactory ? callFactory(this.#order.body) : once(this.#parts.body, this.#order);
      checkBodyFits(this.#parts.method, body.content);
      const isFirst = attempt === 1 && body === this.#parts.body;
      return {
        request: isFirst ? this.request : new HttpRequest({ ...this.#parts, attempt, body }),
        defaults: body.contentType === undefined ? NO_HEADERS : ['content-type', body.contentType],
      };
    } catch (error) {
      attachRequest(error, () => this.request);
      throw error;
    }
  }
}

function keyFields(key: string | true): HeaderList {
  return toHeaderList({ 'Idempotency-Key': key === true ? createIdempotencyKey() : key });
}

const NOTHING: Readonly<TransportInit> = Object.freeze({});

function freeze(init: TransportInit | undefined): Readonly<TransportInit> {
  return init === undefined ? NOTHING : Object.freeze({ ...init });
}

function callFactory(factory: RequestBody): PreparedBody {
  const body = (factory as () => RequestBody)();
  if (typeof body === 'function') throw new RequestError('A body factory must return a body, not another factory.');
  return { ...prepareBody(body), isRepeatable: true };
}

function once(body: PreparedBody, order: RequestOrder): PreparedBody {
  if (!isStream(body.content)) return body;
  if (order.isStreamSent) {
    throw new RequestError('The body is a stream, which can be sent only once, and it has been sent. Give a factory, () => stream.');
  }
  order.isStreamSent = true;
  return body;
}
