import { requestLine } from '../../errors/library-error.js';
import { ResponseParseError } from '../../errors/response-parse-error.js';
import type { HttpRequest } from '../http-request.js';
import type { BodyDecoder } from '../http-response.js';
import { joinText } from '../read-bytes.js';
import { wholeBody } from './whole-body.js';

/**
 * Reads the body as JSON: emits its value once, when all of it is there. An empty body (204 and 205 have none) is `undefined`;
 * one that isn't JSON a `ResponseParseError`. The type is what you say it is: nothing checks it.
 */
export function json<T = unknown>(): BodyDecoder<T> {
  return wholeBody((chunks, { request }) => parse(joinText(chunks), request) as T);
}

function parse(text: string, request: HttpRequest): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new ResponseParseError(`${requestLine(request)}: the body is not JSON.`, { text, cause, request });
  }
}
