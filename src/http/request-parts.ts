import { basicAuthorization, withoutUserInfo } from './basic-authorization.js';
import { checkMethod } from './check-method.js';
import { overlay, withDefault, withoutHeaders, type HeaderList } from './header-list.js';
import type { HttpContext } from './http-context.js';
import { toHeaderList, type HeadersInput } from './merge-headers.js';
import { prepareBody, type PreparedBody, type RequestBody } from './request-body.js';
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

/** The same with changes. Throws a `RequestError` for what can't be. */
export function changedParts(parts: HttpRequestParts, changes: HttpRequestChanges): HttpRequestParts {
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
