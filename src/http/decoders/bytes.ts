import type { BodyDecoder } from '../http-response.js';
import { joinBytes } from '../read-bytes.js';

/** Reads the body as bytes: emits them once, when all are there. */
export function bytes(): BodyDecoder<Uint8Array> {
  return ({ body }) => body.pipe(joinBytes());
}
