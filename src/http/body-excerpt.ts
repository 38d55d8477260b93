import { redactBody } from '../errors/redact-body.js';

/** The beginning of a body that passes by, and how many bytes it had. */
export class BodyExcerpt {
  bytes = 0;
  readonly #decoder = new TextDecoder();
  #text = '';

  /** @param maxLength characters to keep; 0 only counts */
  constructor(private readonly maxLength: number) {}

  add(chunk: Uint8Array): void {
    this.bytes += chunk.byteLength;
    const room = this.maxLength - this.#text.length;
    if (room > 0) this.#text += this.#decoder.decode(chunk.subarray(0, room * 4), { stream: true }).slice(0, room);
  }

  /** Without what is named like a secret. */
  get text(): string {
    return redactBody(this.#text);
  }
}
