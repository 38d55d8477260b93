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
}

const SAFE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
const IDEMPOTENT = [...SAFE, 'PUT', 'DELETE'];

/** Tells whether a request only reads (RFC 9110, 9.2.1), so that it may run twice at once, and its body can be sent again. */
export function isSafe({ method, isBodyRepeatable }: RequestInfo): boolean {
  return SAFE.includes(method.toUpperCase()) && isBodyRepeatable;
}

/**
 * Tells whether sending this request a second time is safe: its method is idempotent (RFC 9110, 9.2.2) or it carries an
 * `Idempotency-Key`, and its body can be sent again.
 */
export function mayBeSentAgain(request: RequestInfo): boolean {
  const hasKey = (request.headers.get('idempotency-key') ?? '').trim() !== '';
  const isIdempotent = IDEMPOTENT.includes(request.method.toUpperCase()) || hasKey;
  return isIdempotent && request.isBodyRepeatable;
}

/** The request that an error knows, by its shape: what other clients hang on theirs isn't one. */
export function requestOf(error: unknown): RequestInfo | undefined {
  const request = (error as { request?: Partial<RequestInfo> } | null | undefined)?.request;
  return typeof request?.isBodyRepeatable === 'boolean' ? (request as RequestInfo) : undefined;
}
