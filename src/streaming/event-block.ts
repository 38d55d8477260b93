/** An event as the HTML standard has it. */
export interface ServerSentEvent {
  /** The `event` field; `'message'` where there is none. */
  readonly type: string;
  /** The `data` fields, joined with line feeds. */
  readonly data: string;
  /** The last `id` field so far, of this event or one before it; `''` where there was none. */
  readonly lastEventId: string;
  /** The `retry` field of this event's own block, in milliseconds. */
  readonly retry?: number;
}

const COLON = 58;
const SPACE = 32;

/** The lines of one event, as they come: HTML standard, 9.2.6, "Interpreting an event stream". */
export class EventBlock {
  /** The last `retry` field. */
  retry: number | undefined;
  #type = '';
  #data: string | undefined;
  /** Its bytes as UTF-8, once they have to be counted. */
  #dataBytes: number | undefined;
  #id: string;
  #hasId = false;
  #ownRetry: number | undefined;

  /** @param lastEventId that of the last block that has ended */
  constructor(
    private readonly onEvent: (event: ServerSentEvent, hasId: boolean) => void,
    private readonly onComment: ((text: string) => void) | undefined,
    private readonly maxDataBytes: number,
    public lastEventId: string,
  ) {
    this.#id = lastEventId;
  }

  /**
   * Takes the line in `text` from `start` to `end`, which isn't empty; false when the event's data has become too long. The frequent
   * fields are told by where they stand, without a string for the line.
   */
  read(text: string, start: number, end: number): boolean {
    if (isData(text, start)) return this.#addData(valueAt(text, start + 5, end));
    if (isId(text, start)) return this.#setId(valueAt(text, start + 3, end));
    if (isEvent(text, start)) return this.#setType(valueAt(text, start + 6, end));
    const line = text.slice(start, end);
    const colon = line.indexOf(':');
    if (colon < 0) return this.#take(line, '');
    const value = valueAt(line, colon + 1, line.length);
    if (colon > 0) return this.#take(line.slice(0, colon), value);
    this.onComment?.(value);
    return true;
  }

  /** Takes the empty line behind the block. */
  end(): void {
    const type = this.#type;
    const data = this.#data;
    const retry = this.#ownRetry;
    const hasId = this.#hasId;
    const lastEventId = this.#id;
    this.lastEventId = lastEventId;
    this.#clear();
    if (data === undefined) return;
    const event = { type: type === '' ? 'message' : type, data, lastEventId };
    this.onEvent(retry === undefined ? event : { ...event, retry }, hasId);
  }

  #take(field: string, value: string): boolean {
    if (field === 'data') return this.#addData(value);
    if (field === 'event') return this.#setType(value);
    if (field === 'id') return this.#setId(value);
    if (field === 'retry' && /^[0-9]+$/.test(value)) this.#setRetry(Math.min(Number(value), Number.MAX_SAFE_INTEGER));
    return true;
  }

  #setType(type: string): true {
    this.#type = type;
    return true;
  }

  #setId(id: string): true {
    if (id.includes('\0')) return true;
    this.#id = id;
    this.#hasId = true;
    return true;
  }

  #setRetry(retry: number): void {
    this.retry = retry;
    this.#ownRetry = retry;
  }

  /** A character is three bytes at most (a pair of surrogates four), so that short data need not be counted. */
  #addData(value: string): boolean {
    this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`;
    if (this.#data.length * 3 <= this.maxDataBytes) return true;
    this.#dataBytes = this.#dataBytes === undefined ? utf8Length(this.#data) : this.#dataBytes + 1 + utf8Length(value);
    return this.#dataBytes <= this.maxDataBytes;
  }

  #clear(): void {
    this.#type = '';
    this.#data = undefined;
    this.#dataBytes = undefined;
    this.#hasId = false;
    this.#ownRetry = undefined;
  }
}

/** `data:`, compared where it stands: without a call, let alone a string, as this is done for every line. */
function isData(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) === 100 &&
    text.charCodeAt(at + 1) === 97 &&
    text.charCodeAt(at + 2) === 116 &&
    text.charCodeAt(at + 3) === 97 &&
    text.charCodeAt(at + 4) === COLON
  );
}

/** `event:` */
function isEvent(text: string, at: number): boolean {
  return (
    text.charCodeAt(at) === 101 &&
    text.charCodeAt(at + 1) === 118 &&
    text.charCodeAt(at + 2) === 101 &&
    text.charCodeAt(at + 3) === 110 &&
    text.charCodeAt(at + 4) === 116 &&
    text.charCodeAt(at + 5) === COLON
  );
}

/** `id:` */
function isId(text: string, at: number): boolean {
  return text.charCodeAt(at) === 105 && text.charCodeAt(at + 1) === 100 && text.charCodeAt(at + 2) === COLON;
}

/** Without one space at its beginning. */
function valueAt(text: string, start: number, end: number): string {
  return text.slice(text.charCodeAt(start) === SPACE ? start + 1 : start, end);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).byteLength;
}
