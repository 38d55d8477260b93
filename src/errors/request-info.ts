import { hideUserInfo } from './user-info.js';

/** Where a request says itself what may be printed of its URL. */
export const PRINTED_URL = Symbol('printed URL');

/** What an error knows of the request that it belongs to. */
export interface RequestInfo {
  /** The same for all attempts of one call. */
  readonly id: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Pick<Headers, 'get'>;
  /** False when the body is a stream that can be read only once. */
  readonly isBodyRepeatable: boolean;
  /** The URL without secrets, from one who knows them by name. */
  readonly [PRINTED_URL]?: string;
}

const SAFE = /^(GET|HEAD|OPTIONS|TRACE)$/i;
const IDEMPOTENT = /^(GET|HEAD|OPTIONS|TRACE|PUT|DELETE)$/i;

/** Tells whether a request only reads (RFC 9110, 9.2.1), so that it may run twice at once, and its body can be sent again. */
export function isSafe({ method, isBodyRepeatable }: RequestInfo): boolean {
  return SAFE.test(method) && isBodyRepeatable;
}

/**
 * Tells whether sending this request a second time is safe: its method is idempotent (RFC 9110, 9.2.2) or it carries an
 * `Idempotency-Key`, and its body can be sent again.
 */
export function mayBeSentAgain(request: RequestInfo): boolean {
  const hasKey = /\S/.test(request.headers.get('idempotency-key') ?? '');
  return (IDEMPOTENT.test(request.method) || hasKey) && request.isBodyRepeatable;
}

/**
 * What may be printed of a request. Where it doesn't say itself what is secret in its URL, all parameters are: refusals and
 * timeouts need no more, and so they don't bring along what knows secrets by their names.
 */
export function describeRequest(request: RequestInfo): Pick<RequestInfo, 'id' | 'attempt' | 'method' | 'url'> {
  const { id, attempt, method, url } = request;
  return { id, attempt, method, url: request[PRINTED_URL] ?? hideUserInfo(url).replace(/=[^&;#]*/g, '=***') };
}
