import { ResponseParseError } from '../errors/response-parse-error.js';
import { requireCount, requireFunction } from '../validation/require-option.js';
import { MOST_BYTES, type ByteParser } from './byte-parser.js';
import { EventBlock, type ServerSentEvent } from './event-block.js';
import { WholeLines, type LongLine } from './whole-lines.js';

export interface ServerSentEventParserOptions {
  /** The longest line, and the most data of one event, in bytes; `Infinity` is no limit. Default: 16_777_216. */
  maxEventSize?: number;
  /** The `lastEventId` of events before any `id` field, where a stream goes on that was cut. Default: `''`. */
  lastEventId?: string;
  /** Called with the text of each comment line, without its colon and one space behind it. */
  onComment?: (text: string) => void;
}

/** A parser of server-sent events, and what it knows that is no event. */
export interface ServerSentEventParser extends ByteParser {
  /** The id of the last block that was ended by an empty line, with which a stream can be gone on with. */
  readonly lastEventId: string;
  /** The last `retry` field: the milliseconds that the server wants to pass before the next connection. */
  readonly retry: number | undefined;
}

/**
 * Makes a parser of server-sent events by the rules of the HTML standard (9.2.6), on UTF-8 bytes in any chunks. It calls back inside the
 * `push` that completes an event; `hasId` tells whether the event had an `id` field of its own. Lines end with LF, CRLF or CR; a block
 * without `data` is no event, but its `id` counts; a last block without its empty line is dropped by `end()`.
 *
 * `push` throws a `ResponseParseError`, which tells the line and where in the bytes, when a line or an event's data is longer than
 * `maxEventSize`, after all events before it; then the parser is at its end, and throws the same again. It also passes on what a
 * callback throws: the next call goes on behind that. What is pushed inside a callback comes behind what is being given out.
 *
 * @example
 * const parser = createServerSentEventParser(({ type, data }) => console.log(type, data));
 * parser.push(new TextEncoder().encode('event: tick\ndata: 1\n\n'));
 */
export function createServerSentEventParser(
  onEvent: (event: ServerSentEvent, hasId: boolean) => void,
  options: ServerSentEventParserOptions = {},
): ServerSentEventParser {
  const { maxEventSize = MOST_BYTES, lastEventId = '', onComment } = options;
  requireFunction('onEvent', onEvent);
  requireCount('maxEventSize', maxEventSize, 1);
  if (onComment !== undefined) requireFunction('onComment', onComment);
  return new EventParser(new EventBlock(onEvent, onComment, maxEventSize, lastEventId), maxEventSize);
}

const LF = 10;

class EventParser implements ServerSentEventParser {
  readonly #cutter: WholeLines;
  /** Texts that wait while another is read. */
  readonly #waiting: string[] = [];
  #text = '';
  #at = 0;
  #line = 0;
  #isBusy = false;
  #isStopped = false;
  #failure: ResponseParseError | undefined;

  constructor(
    private readonly block: EventBlock,
    private readonly maxEventSize: number,
  ) {
    this.#cutter = new WholeLines('any', maxEventSize);
  }

  get lastEventId(): string {
    return this.block.lastEventId;
  }

  get retry(): number | undefined {
    return this.block.retry;
  }

  push(chunk: Uint8Array): void {
    if (this.#isStopped) return;
    const text = this.#failure ? '' : this.#cutter.push(chunk);
    if (text !== '') this.#waiting.push(text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);
    this.#giveOut();
  }

  /** A block without its empty line is no event: what is left is dropped. */
  end(): void {
    if (this.#isStopped) return;
    this.#cutter.end();
    this.#giveOut();
  }

  stop(): void {
    this.#isStopped = true;
    this.#cutter.clear();
    this.#forget();
  }

  #giveOut(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    try {
      while (this.#hasText()) this.#read(this.#text);
    } finally {
      this.#isBusy = false;
    }
    if (this.#isStopped) return;
    if (this.#cutter.longLine) this.#failure ??= this.#tooLong(this.#line + 1, this.#cutter.longLine);
    if (this.#failure) throw this.#failure;
  }

  #hasText(): boolean {
    if (this.#at < this.#text.length) return true;
    this.#text = this.#waiting.shift() ?? '';
    this.#at = 0;
    return this.#text !== '';
  }

  /** The place is noted before anybody is called back, who may throw, or stop it. */
  #read(text: string): void {
    for (let start = this.#at; start < text.length; start = this.#at) {
      this.#line++;
      if (text.charCodeAt(start) === LF) {
        this.#at = start + 1;
        this.block.end();
      } else {
        const end = text.indexOf('\n', start);
        this.#at = end + 1;
        if (!this.block.read(text, start, end)) this.#failWith(this.#tooMuch(text.slice(start, end)));
      }
    }
  }

  #failWith(failure: ResponseParseError): void {
    this.#failure = failure;
    this.#forget();
  }

  /** Whoever is reading is at the end of the text, too. */
  #forget(): void {
    this.#waiting.length = 0;
    this.#text = '';
    this.#at = Infinity;
  }

  #tooLong(line: number, { offset, text }: LongLine): ResponseParseError {
    return new ResponseParseError(`Line ${line} is longer than ${this.maxEventSize} bytes; it begins at byte ${offset}.`, { text, line });
  }

  #tooMuch(text: string): ResponseParseError {
    const line = this.#line;
    return new ResponseParseError(`The event whose data goes on in line ${line} has more than ${this.maxEventSize} bytes.`, { text, line });
  }
}
