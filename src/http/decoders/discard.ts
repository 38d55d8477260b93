import { endWith, ignoreElements } from 'rxjs';
import type { BodyDecoder } from '../http-response.js';

/** Reads the body to its end and drops it, so that the connection can be used again: emits `undefined` once. */
export function discard(): BodyDecoder<undefined> {
  return ({ body }) => body.pipe(ignoreElements(), endWith(undefined));
}
