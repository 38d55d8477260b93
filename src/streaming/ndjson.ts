import type { Subscriber } from 'rxjs';
import { ResponseParseError } from '../errors/response-parse-error.js';
import type { BodyDecoder } from '../http/http-response.js';
import { requireOneOf } from '../validation/require-option.js';
import { createLineParser, type LineParserOptions } from './line-parser.js';
import { parseBody } from './parse-body.js';

export interface NdjsonOptions extends LineParserOptions {
  /** What a line that isn't JSON does: end the stream with an error, or nothing. Default: `'error'`. */
  onInvalid?: 'error' | 'skip';
}

/**
 * Reads the body as NDJSON (JSON lines): emits each line's value as soon as its bytes are there. Blank lines are none.
 *
 * ```
 * body        --({"a":1}⏎{"a"...)--(...:2}⏎)--|
 *   ndjson()
 * result      --{ a: 1 }-----------{ a: 2 }---|
 * ```
 *
 * A line that isn't JSON errors with a `ResponseParseError` that has its number in `line`, after the values before it; with
 * `onInvalid: 'skip'` it is left out. One longer than `maxLineLength` always errors. A body that breaks off errors with that, and
 * nothing is made of its unfinished line. Unsubscribing stops in the middle of a chunk and aborts the transfer. The type is what you
 * say it is: nothing checks it.
 *
 * @example
 * const orders$ = http.get('/orders.ndjson', { as: ndjson<{ id: number }>() });
 */
export function ndjson<T = unknown>(options: NdjsonOptions = {}): BodyDecoder<T> {
  const { onInvalid = 'error', maxLineLength } = options;
  requireOneOf('onInvalid', onInvalid, ['error', 'skip']);
  const createParser = (subscriber: Pick<Subscriber<T>, 'next'>) =>
    createLineParser((line, number) => parseLine(line, number, subscriber, onInvalid === 'skip'), { maxLineLength });
  createParser({ next: () => undefined });
  return (response) => parseBody(response, createParser);
}

function parseLine(line: string, number: number, subscriber: Pick<Subscriber<unknown>, 'next'>, skipsInvalid: boolean): void {
  let value: unknown;
  if (line === '') return;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    if (skipsInvalid || isBlank(line)) return;
    throw new ResponseParseError(`Line ${number} is not JSON.`, { text: line, line: number, cause });
  }
  subscriber.next(value);
}

/** Of what JSON takes for white space, and nothing else. */
function isBlank(line: string): boolean {
  return /^[ \t\r]*$/.test(line);
}
