import type { BodyDecoder } from '../http-response.js';
import { joinBytes } from '../read-bytes.js';
import { wholeBody } from './whole-body.js';

/** Reads the body as bytes: emits them once, when all are there. */
export function bytes(): BodyDecoder<Uint8Array> {
  return wholeBody(joinBytes);
}
