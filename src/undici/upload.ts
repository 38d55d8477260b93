/** A stream that is sent once, which can be let go of while it is being sent. */
export class Upload implements AsyncIterable<Uint8Array> {
  readonly #chunks: AsyncIterator<Uint8Array>;

  constructor(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#chunks = 'getReader' in stream ? webIterator(stream) : stream[Symbol.asyncIterator]();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#chunks;
  }

  cancel(): void {
    this.#chunks.return?.().then(ignore, ignore);
  }
}

/** Unlike the stream's own iterator it can be returned while a chunk is waited for. */
function webIterator(stream: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<Uint8Array>>,
    return: () => reader.cancel().then(() => ({ done: true, value: undefined })),
  };
}

/** A stream that fails while it is let go of has nobody to tell. */
function ignore(): void {}
