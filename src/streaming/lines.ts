import type { BodyDecoder } from '../http/http-response.js';
import { createLineParser, type LineParserOptions } from './line-parser.js';
import { parseBody } from './parse-body.js';

/**
 * Reads the body as lines of UTF-8 text, each emitted as soon as its bytes are there.
 *
 * ```
 * body      --(one⏎tw)--(o⏎)--(three)--|
 *   lines()
 * result    --(one)-----(two)----------(three|)
 * ```
 *
 * A line ends with LF or CRLF, and what stands behind the last line end is a line unless it is empty; see `createLineParser`. Errors
 * with what the body errors with, without an unfinished line, and with a `ResponseParseError` for a line longer than `maxLineLength`.
 * Unsubscribing stops in the middle of a chunk and aborts the transfer.
 *
 * @example
 * const log$ = http.get('/log', { as: lines({ maxLineLength: 65_536 }) });
 */
export function lines(options: LineParserOptions = {}): BodyDecoder<string> {
  createLineParser(ignore, options);
  return (response) => parseBody(response, (subscriber) => createLineParser((line) => subscriber.next(line), options));
}

/** Bad options are refused when the decoder is made, by a parser that nobody feeds. */
function ignore(): void {}
