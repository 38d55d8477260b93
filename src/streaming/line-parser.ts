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
  /** Lists of lines that wait while another is given out. */
  readonly #waiting: string[][] = [];
  #lines: readonly string[] = [];
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
    if (text !== '') this.#waiting.push(splitLines(text));
    this.#giveOut();
  }

  end(): void {
    if (this.#isStopped) return;
    const last = this.#cutter.end();
    if (last !== '') this.#waiting.push([last]);
    this.#giveOut();
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.length = 0;
    this.#lines = [];
  }

  #giveOut(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#hasLine()) this.onLine(this.#lines[this.#at++]!, ++this.#number);
    } finally {
      this.#isBusy = false;
    }
    if (this.#cutter.longLine && !this.#isStopped) this.#refuse(this.#cutter.longLine);
  }

  #hasLine(): boolean {
    while (this.#at >= this.#lines.length) {
      const next = this.#waiting.shift();
      this.#lines = next ?? [];
      this.#at = 0;
      if (next === undefined) return false;
    }
    return true;
  }

  #refuse({ offset, text }: { offset: number; text: string }): never {
    const line = this.#number + 1;
    throw new ResponseParseError(`Line ${line} is longer than ${this.maxLineLength} bytes; it begins at byte ${offset}.`, { text, line });
  }
}

/** Of a text that ends with a line end. */
function splitLines(text: string): string[] {
  const lines = text.split('\n');
  lines.pop();
  return text.includes('\r\n') ? lines.map(withoutReturn) : lines;
}

function withoutReturn(line: string): string {
  return line.charCodeAt(line.length - 1) === CR ? line.slice(0, -1) : line;
}
