import type { SentBody } from './request-body.js';

/** That of text, by fetch's standard. */
export const TEXT_TYPE = 'text/plain;charset=UTF-8';

/**
 * The content type that goes with a body where none is set, by fetch's standard. A form has none yet: it carries the boundary, which
 * whoever encodes the form chooses.
 */
export function bodyType(body: SentBody | undefined): string | undefined {
  if (typeof body === 'string') return TEXT_TYPE;
  if (body instanceof URLSearchParams) return 'application/x-www-form-urlencoded;charset=UTF-8';
  return typeof Blob !== 'undefined' && body instanceof Blob && body.type !== '' ? body.type : undefined;
}
