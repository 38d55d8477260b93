import { RequestError } from '../errors/request-error.js';

/** The method in capitals; throws a `RequestError` for what is no token (RFC 9110, 5.6.2). */
export function checkMethod(method: string): string {
  if (/^[!#$%&'*+.^`|~\w-]+$/.test(method)) return method.toUpperCase();
  throw new RequestError(`The method ${JSON.stringify(method)} is not an HTTP method.`);
}

/** Throws a `RequestError` where the method has no body: fetch and many servers refuse one. */
export function checkBodyFits(method: string, content: unknown): void {
  if (content !== undefined && /^(GET|HEAD)$/.test(method)) throw new RequestError(`A ${method} request can't carry a body.`);
}
