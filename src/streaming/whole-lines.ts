import { ByteBuffer } from './byte-buffer.js';

/** `lf`: a line feed ends a line. `any`: so does a carriage return; the two together end one line. */
export type LineEnds = 'lf' | 'any';

/** A line that is longer than it may be. */
export interface LongLine {
  /** Bytes of the stream before it. */
  readonly offset: number;
  /** How it begins. */
  readonly text: string;
}

const LF = 10;
const CR = 13;
const EXCERPT_BYTES = 800;

/**
 * Turns chunks of bytes into text that ends with a line end: a stretch of whole lines is decoded in one go, and what comes behind the
 * last line end waits for the next chunk. UTF-8; what isn't becomes U+FFFD, and a byte order mark at the start is dropped.
 */
export class WholeLines {
  /** Set when a line is too long: the text of the lines before it has been given out, and there will be no more. */
  longLine: LongLine | undefined;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #streamDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  readonly #rest = new ByteBuffer();
  /** Bytes before the rest. */
  #offset = 0;
  #isAtStart = true;
  #isAscii = true;
  #skipsLineFeed = false;

  constructor(
    private readonly ends: LineEnds,
    private readonly maxLength: number,
  ) {}

  /** The whole lines that this chunk completes, as one text; `''` where it completes none. */
  push(chunk: Uint8Array): string {
    if (this.longLine || chunk.byteLength === 0) return '';
    const piece = this.#skipsLineFeed ? this.#withoutLineFeed(chunk) : chunk;
    const length = this.#lastEnd(piece) + 1;
    if (length === piece.byteLength) return this.#complete(piece);
    const text = length === 0 ? '' : this.#complete(piece.subarray(0, length));
    if (!this.longLine) this.#keep(length === 0 ? piece : piece.subarray(length));
    return text;
  }

  /** What stands behind the last line end. */
  end(): string {
    if (this.longLine) return '';
    const rest = this.#rest.content;
    if (rest.byteLength > this.maxLength) this.#refuse(rest, 0);
    this.#isAscii = true; // the rest may end in the middle of a character: that is for the decoder that takes it for the end
    const text = this.longLine ? '' : this.#decode(rest);
    this.#rest.clear();
    return text;
  }

  #withoutLineFeed(chunk: Uint8Array): Uint8Array {
    if (chunk[0] !== LF) return chunk;
    this.#offset++;
    return chunk.subarray(1);
  }

  /** Carriage returns are looked for behind the last line feed only: those before it are inside the stretch. */
  #lastEnd(piece: Uint8Array): number {
    const feed = piece.lastIndexOf(LF);
    this.#skipsLineFeed = false;
    if (this.ends === 'lf' || feed === piece.byteLength - 1 || !piece.includes(CR, feed + 1)) return feed;
    const last = piece.lastIndexOf(CR);
    this.#skipsLineFeed = last === piece.byteLength - 1;
    return last;
  }

  #keep(piece: Uint8Array): void {
    this.#rest.append(piece);
    if (this.#rest.length > this.maxLength) this.#refuse(this.#rest.content, this.ends === 'lf' && piece.at(-1) === CR ? 1 : 0);
  }

  #complete(end: Uint8Array): string {
    let stretch = end;
    if (this.#rest.length > 0) {
      this.#rest.append(end);
      stretch = this.#rest.content;
    }
    const text = stretch.byteLength <= this.maxLength ? this.#decode(stretch) : this.#decodeChecked(stretch);
    this.#offset += stretch.byteLength;
    this.#rest.clear();
    return text;
  }

  /** A stretch that is longer than a line may be: up to the first line that is. */
  #decodeChecked(stretch: Uint8Array): string {
    let start = 0;
    for (let at = 0; at < stretch.byteLength; at++) {
      if (stretch[at] === LF || (this.ends === 'any' && stretch[at] === CR)) start = at + 1;
      else if (at - start >= this.maxLength && !(this.ends === 'lf' && stretch[at] === CR && stretch[at + 1] === LF)) {
        const text = this.#decode(stretch.subarray(0, start));
        this.#offset += start;
        this.#refuse(stretch.subarray(start), 0);
        return text;
      }
    }
    return this.#decode(stretch);
  }

  /** @param spared bytes at the end that may turn out to belong to the line end */
  #refuse(line: Uint8Array, spared: number): void {
    if (line.byteLength - spared <= this.maxLength) return;
    this.longLine = { offset: this.#offset, text: this.#decode(line.subarray(0, Math.min(EXCERPT_BYTES, this.maxLength))) };
    this.#rest.clear();
  }

  /** Node decodes ASCII many times faster in one go, and what is beyond it nearly twice as fast as a stream; whole lines are good for both. */
  #decode(bytes: Uint8Array): string {
    const text = this.#isAscii ? this.#decoder.decode(bytes) : this.#streamDecoder.decode(bytes, { stream: true });
    this.#isAscii = text.length === bytes.byteLength;
    const hasMark = this.#isAtStart && text.startsWith('\uFEFF');
    if (bytes.byteLength > 0) this.#isAtStart = false;
    return hasMark ? text.slice(1) : text;
  }
}
