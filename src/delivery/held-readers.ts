import type { Reader } from './current-reader.js';

/** The readers that one consumer holds. */
export class HeldReaders {
  #readers: Reader[] = [];
  #releases: (() => void)[] = [];

  /** Takes hold of a reader, unless it has it already. */
  hold(reader: Reader): void {
    if (this.#readers.includes(reader)) return;
    this.#readers.push(reader);
    this.#releases.push(reader.hold());
  }

  /** Lets all of them go. What comes of that at once may be held again. */
  release(): void {
    if (this.#readers.length === 0) return;
    const releases = this.#releases;
    this.#readers = [];
    this.#releases = [];
    for (const release of releases) release();
  }
}
