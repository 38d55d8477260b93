/**
 * A buffer of this size at most is kept when it has been emptied: room for a chunk of a socket and what waited for it, doubled. A bigger
 * one was made for something rare.
 */
const KEPT_BYTES = 262_144;

/** Bytes that wait for the rest of their line. It grows by doubling, so that any number of small pieces costs linear time. */
export class ByteBuffer {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** What has been appended; valid until the next `append`. */
  get content(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  append(piece: Uint8Array): void {
    const length = this.#length + piece.byteLength;
    if (length > this.#bytes.byteLength) this.#grow(Math.max(length, 2 * this.#bytes.byteLength, 256));
    this.#bytes.set(piece, this.#length);
    this.#length = length;
  }

  clear(): void {
    this.#length = 0;
    if (this.#bytes.byteLength > KEPT_BYTES) this.#bytes = new Uint8Array(0);
  }

  #grow(size: number): void {
    const grown = new Uint8Array(size);
    grown.set(this.content);
    this.#bytes = grown;
  }
}
