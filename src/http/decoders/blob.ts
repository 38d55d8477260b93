import type { BodyDecoder } from '../http-response.js';
import { joinBytes } from '../read-bytes.js';
import { wholeBody } from './whole-body.js';

/** Reads the body as a `Blob` of the response's content type: emits it once, when all of it is there. */
export function blob(): BodyDecoder<Blob> {
  return wholeBody((chunks, { headers }) => new Blob([joinBytes(chunks)], { type: headers.get('content-type') ?? '' }));
}
