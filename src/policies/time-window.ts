import type { OutcomeWindow } from './outcome-window.js';

/** Up to here every millisecond has an entry of its own; beyond, outcomes that are this part of the window apart share one. */
const FINE_ENTRIES = 4096;
const FIELDS = 4;
const FIRST_ENTRIES = 8;

/**
 * The outcomes of the last `duration` milliseconds, each in the window until it is exactly that old. Constant memory and, over
 * time, constant work per outcome: those of one millisecond share an entry. It is exact while outcomes came in at most 4,096
 * different milliseconds of the window; beyond that one may leave it early, by at most 1/4,096 of its length, and never late. So
 * there are never more than 8,193 entries of 32 bytes.
 */
export class TimeWindow implements OutcomeWindow {
  calls = 0;
  failures = 0;
  slow = 0;
  lastAt = -Infinity;
  #duration: number;
  /** A ring of entries: their time, calls, failures and slow calls. */
  #ring = new Float64Array(FIRST_ENTRIES * FIELDS);
  #oldest = 0;
  #entries = 0;

  constructor(duration: number) {
    this.#duration = duration;
  }

  record(isFailure: boolean, isSlow: boolean, now: number): void {
    this.expire(now);
    const at = this.#entryFor(now);
    this.lastAt = now;
    this.#ring[at + 1]!++;
    this.calls++;
    if (isFailure) {
      this.#ring[at + 2]!++;
      this.failures++;
    }
    if (isSlow) {
      this.#ring[at + 3]!++;
      this.slow++;
    }
  }

  expire(now: number): void {
    while (this.#entries > 0 && now - this.#ring[this.#oldest]! >= this.#duration) this.#dropOldest();
  }

  clear(): void {
    this.calls = this.failures = this.slow = this.#entries = this.#oldest = 0;
    this.lastAt = -Infinity;
  }

  /** A longer window knows what the old one still held. */
  resize(duration: number): void {
    this.#duration = duration;
  }

  /** Where the newest entry begins: the one of this moment, or one made for it. */
  #entryFor(now: number): number {
    const newest = this.#place(this.#entries - 1);
    const width = this.#entries < FINE_ENTRIES ? 0 : this.#duration / FINE_ENTRIES;
    if (this.#entries > 0 && now - this.#ring[newest]! <= width) return newest;
    if (this.#entries * FIELDS === this.#ring.length) this.#grow();
    const place = this.#place(this.#entries++);
    this.#ring.set([now, 0, 0, 0], place);
    return place;
  }

  #place(entry: number): number {
    return (this.#oldest + entry * FIELDS + this.#ring.length) % this.#ring.length;
  }

  #dropOldest(): void {
    this.calls -= this.#ring[this.#oldest + 1]!;
    this.failures -= this.#ring[this.#oldest + 2]!;
    this.slow -= this.#ring[this.#oldest + 3]!;
    this.#oldest = this.#place(1);
    this.#entries--;
  }

  #grow(): void {
    const grown = new Float64Array(this.#ring.length * 2);
    grown.set(this.#ring.subarray(this.#oldest));
    grown.set(this.#ring.subarray(0, this.#oldest), this.#ring.length - this.#oldest);
    this.#ring = grown;
    this.#oldest = 0;
  }
}
