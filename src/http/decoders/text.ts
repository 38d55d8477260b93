import type { BodyDecoder } from '../http-response.js';
import { joinText } from '../read-bytes.js';
import { wholeBody } from './whole-body.js';

/** Reads the body as UTF-8 text: emits it once, when all of it is there; an empty body is `''`. */
export function text(): BodyDecoder<string> {
  return wholeBody(joinText);
}
