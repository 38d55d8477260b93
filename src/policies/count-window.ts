import type { OutcomeWindow } from './outcome-window.js';

const FAILURE = 1;
const SLOW = 2;
const FIRST_SIZE = 8;

/** The last `size` outcomes, exactly: one byte for each, as many as there have been; constant time per outcome. */
export class CountWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  lastAt = -Infinity;
  #size: number;
  #ring: Uint8Array;
  /** Where the next outcome goes; on a full ring the oldest is there. */
  #next = 0;

  constructor(size: number) {
    this.#size = size;
    this.#ring = new Uint8Array(Math.min(size, FIRST_SIZE));
  }

  record(isFailure: boolean, isSlow: boolean, now: number): void {
    this.lastAt = now;
    this.#add((isFailure ? FAILURE : 0) | (isSlow ? SLOW : 0));
  }

  /** Time takes nothing out of it. */
  expire(): void {}

  clear(): void {
    this.calls = this.failures = this.slow = this.#next = 0;
    this.lastAt = -Infinity;
  }

  /** Keeps the newest outcomes that the new size has room for. */
  resize(size: number): void {
    const kept = this.#newest(Math.min(this.calls, size));
    this.#size = size;
    this.#ring = new Uint8Array(Math.min(size, Math.max(kept.length, FIRST_SIZE)));
    this.calls = this.failures = this.slow = this.#next = 0;
    for (const outcome of kept) this.#add(outcome);
  }

  #add(outcome: number): void {
    if (this.calls === this.#size) this.#count(this.#ring[this.#next]!, -1);
    else if (this.calls === this.#ring.length) this.#grow();
    this.#ring[this.#next] = outcome;
    this.#count(outcome, 1);
    this.#next = (this.#next + 1) % this.#size;
  }

  #count(outcome: number, by: 1 | -1): void {
    this.calls += by;
    if (outcome & FAILURE) this.failures += by;
    if (outcome & SLOW) this.slow += by;
  }

  #grow(): void {
    const grown = new Uint8Array(Math.min(this.#size, this.#ring.length * 2));
    grown.set(this.#ring);
    this.#ring = grown;
  }

  /** The oldest first. */
  #newest(count: number): Uint8Array {
    const from = this.#next - count;
    return Uint8Array.from({ length: count }, (_, at) => this.#ring[(from + at + this.#size) % this.#size]!);
  }
}
