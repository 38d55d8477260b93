import type { BodyDecoder } from '../http/http-response.js';

/**
 * Hands the body's bytes out as they come, chunk by chunk, however the wire has cut them. An empty body emits nothing. Errors with what
 * the body errors with; unsubscribing aborts the transfer.
 *
 * @example
 * const bytes$ = http.get('/image', { as: chunks() });
 */
export function chunks(): BodyDecoder<Uint8Array> {
  return ({ body }) => body;
}
