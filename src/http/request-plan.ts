import { attachRequest } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import { AnswerHeads } from './answer-heads.js';
import { basicAuthorization, withoutUserInfo } from './basic-authorization.js';
import { checkBodyFits, checkMethod } from './check-method.js';
import { HttpContext } from './http-context.js';
import type { RequestOptions } from './http-client-options.js';
import { HttpRequest } from './http-request.js';
import { createIdempotencyKey } from './idempotency-key.js';
import { applyHeaders } from './merge-headers.js';
import { isStream, prepareBody, type PreparedBody, type RequestBody } from './request-body.js';
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

/** One subscription's request: what all its attempts have in common. */
export interface RequestPlan {
  /** The request before the client's headers; its `attempt` is 1. */
  readonly request: HttpRequest;
  /** The idempotency key was made for this subscription: another one makes another. */
  readonly hasOneTimeKey: boolean;
  /** From the user-info of the URL. */
  readonly authorization: string | undefined;
  /** What `answers$` of all its requests tells. */
  readonly answers: AnswerHeads;
  /** Makes an attempt with its body; a factory is called, a stream handed out once. */
  attempt(attempt: number): PlannedAttempt;
}

/** One attempt of a request, before the client's headers. */
export interface PlannedAttempt {
  readonly request: HttpRequest;
  /** The content type that goes with the body; any that is set, by the client or the request, wins. */
  readonly defaults: Headers;
}

/** Builds the request, or throws a `RequestError` that tells what can't be built. */
export function planRequest(order: RequestOrder, id: string, baseUrl: string | undefined): RequestPlan {
  const { options } = order;
  const url = resolveUrl(order.url, baseUrl);
  addParams(url, options.params);
  const method = checkMethod(order.method);
  const headers = applyHeaders(new Headers(), options.headers ?? {});
  const hasOneTimeKey = options.idempotencyKey === true && !headers.has('idempotency-key');
  setIdempotencyKey(headers, options.idempotencyKey);
  const body = typeof order.body === 'function' ? undefined : prepareBody(order.body);
  checkBodyFits(method, body?.content);
  const { context = new HttpContext(), init = {} } = options;
  const answers = new AnswerHeads();
  const parts = { id, method, url: withoutUserInfo(url).href, context, init, answers };

  const create = (attempt: number, prepared: PreparedBody): HttpRequest => new HttpRequest({ ...parts, attempt, headers, body: prepared });
  const request = create(1, body ?? { content: undefined, isRepeatable: true });
  return {
    request,
    hasOneTimeKey,
    authorization: basicAuthorization(url),
    answers,
    attempt(attempt) {
      try {
        const prepared = body === undefined ? callFactory(order.body) : once(body, order);
        checkBodyFits(method, prepared.content);
        const { contentType } = prepared;
        const defaults = new Headers(contentType === undefined ? {} : { 'content-type': contentType });
        return { request: create(attempt, prepared), defaults };
      } catch (error) {
        attachRequest(error, () => request);
        throw error;
      }
    },
  };
}

function setIdempotencyKey(headers: Headers, key: string | true | undefined): void {
  if (key === undefined || headers.has('idempotency-key')) return;
  applyHeaders(headers, { 'Idempotency-Key': key === true ? createIdempotencyKey() : key });
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
