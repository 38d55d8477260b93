import { ResponseParseError } from '../errors/response-parse-error.js';
import { requireCount, requireFunction } from '../validation/require-option.js';
import { MOST_BYTES, type ByteParser } from './byte-parser.js';
import { WholeLines } from './whole-lines.js';

export interface LineParserOptions {
  /** The longest line in bytes, without its line end; `Infinity` is no limit. Default: 16_777_216. */
  maxLineLength?: number;
}

/**
 * Makes a parser that cuts UTF-8 bytes into lines, however they come in chunks, and calls back with each line and its number, from 1,
 * inside the `push` that completes it. A line ends with LF or CRLF; a lone CR belongs to its line. A last line without an end is given
 * out by `end()`, an empty one is none. A byte order mark at the start is dropped, and what isn't UTF-8 becomes U+FFFD.
 *
 * `push` and `end` throw a `ResponseParseError`, which tells the line and where in the bytes it begins, at a line longer than
 * `maxLineLength`, after all lines before it; then the parser is at its end, and throws the same again. They also pass on what the
 * callback throws: its line counts as given out, and the next call goes on with the line behind it. What is pushed inside the callback
 * comes behind what is being given out.
 *
 * @example
 * const parser = createLineParser((line, number) => console.log(number, line));
 * parser.push(new TextEncoder().encode('one\ntw'));
 * parser.end(); // the second line is `tw`
 */
export function createLineParser(onLine: (line: string, number: number) => void, options: LineParserOptions = {}): ByteParser {
  const { maxLineLength = MOST_BYTES } = options;
  requireFunction('onLine', onLine);
  requireCount('maxLineLength', maxLineLength, 1);
  return new LineParser(onLine, maxLineLength);
}

const CR = 13;

class LineParser implements ByteParser {
  readonly #cutter: WholeLines;
  /** Texts that wait while another is given out. */
  readonly #waiting: string[] = [];
  #text = '';
  #at = 0;
  /** The number of the line that was given out last. */
  #number = 0;
  #isBusy = false;
  #isStopped = false;

  constructor(
    private readonly onLine: (line: string, number: number) => void,
    private readonly maxLineLength: number,
  ) {
    this.#cutter = new WholeLines('lf', maxLineLength);
  }

  push(chunk: Uint8Array): void {
    if (this.#isStopped) return;
    const text = this.#cutter.push(chunk);
    if (text !== '') this.#waiting.push(text);
    this.#giveOut();
  }

  end(): void {
    if (this.#isStopped) return;
    const last = this.#cutter.end();
    if (last !== '') this.#waiting.push(last);
    this.#giveOut();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cutter.clear();
    this.#waiting.length = 0;
    this.#text = '';
    this.#at = Infinity;
  }

  #giveOut(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#hasText()) this.#read(this.#text);
    } finally {
      this.#isBusy = false;
    }
    if (this.#cutter.longLine && !this.#isStopped) this.#refuse(this.#cutter.longLine);
  }

  #hasText(): boolean {
    if (this.#at < this.#text.length) return true;
    this.#text = this.#waiting.shift() ?? '';
    this.#at = 0;
    return this.#text !== '';
  }

  /** The place is noted before a line is given out: whoever gets it may throw, or stop it. */
  #read(text: string): void {
    for (let start = this.#at; start < text.length; start = this.#at) {
      const feed = text.indexOf('\n', start);
      this.#at = feed < 0 ? text.length : feed + 1;
      this.onLine(text.slice(start, lineEnd(text, start, feed)), ++this.#number);
    }
  }

  #refuse({ offset, text }: { offset: number; text: string }): never {
    const line = this.#number + 1;
    throw new ResponseParseError(`Line ${line} is longer than ${this.maxLineLength} bytes; it begins at byte ${offset}.`, { text, line });
  }
}

/** Where the line before this line feed ends; only the very last one has none. */
function lineEnd(text: string, start: number, feed: number): number {
  if (feed < 0) return text.length;
  return feed > start && text.charCodeAt(feed - 1) === CR ? feed - 1 : feed;
}
