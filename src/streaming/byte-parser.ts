/** Takes bytes as they come, and calls back with what they mean. It knows no stream. */
export interface ByteParser {
  /** Reads on, and calls back for everything that is complete now, before it returns. */
  push(chunk: Uint8Array): void;
  /** Tells that there is no more, and calls back for what is complete without its end. */
  end(): void;
  /** Calls back no more, whatever comes, and drops what is held; also from inside a callback. */
  stop(): void;
}

/** The most bytes that are held for one line or one event, where the caller says nothing. */
export const MOST_BYTES = 16_777_216;
