import type { Allowance, Plan } from './allowance.js';

const MS_PER_SECOND = 1000;
/** After this long the starting point moves up, so that products stay exact. */
const LONG = 2 ** 31;

/** How a `TokenLevel` fills. */
export interface TokenRate {
  readonly capacity: number;
  readonly refillPerSecond: number;
}

/**
 * The level of a token bucket, reckoned from one starting point (level and time) rather than from call to call: thousands of
 * small additions would lose a token to rounding.
 */
export class TokenLevel implements Allowance {
  #rate: TokenRate;
  #base: number;
  #since: number;

  constructor(rate: TokenRate, initialTokens: number, now: number) {
    this.#rate = rate;
    this.#base = initialTokens;
    this.#since = now;
  }

  get most(): number {
    return this.#rate.capacity;
  }

  available(now: number): number {
    const level = this.#levelAt(now);
    if (level >= this.#rate.capacity) this.#startFrom(this.#rate.capacity, now);
    else if (now - this.#since > LONG) this.#startFrom(level, now);
    return Math.min(level, this.#rate.capacity);
  }

  take(cost: number, now: number): void {
    this.available(now);
    this.#base -= cost;
  }

  /** While others wait the bucket can't be full, so what is needed for all of them adds up. */
  plan(from: number): Plan {
    let booked = 0;
    return {
      startOf: (cost) => this.#timeOf(booked + cost, from),
      book: (cost) => {
        booked += cost;
      },
    };
  }

  update(rate: TokenRate, now: number): void {
    this.#startFrom(this.available(now), now);
    this.#rate = rate;
  }

  #levelAt(now: number): number {
    return this.#base + ((now - this.#since) * this.#rate.refillPerSecond) / MS_PER_SECOND;
  }

  #startFrom(level: number, now: number): void {
    this.#base = level;
    this.#since = now;
  }

  #timeOf(needed: number, from: number): number {
    const missing = needed - Math.min(this.#levelAt(from), this.#rate.capacity);
    if (missing <= 0) return Math.ceil(from);
    const perMs = Math.min(this.#rate.refillPerSecond / MS_PER_SECOND, this.#rate.capacity);
    return this.#exactly(needed, Math.ceil(from + missing / perMs), from);
  }

  /** Corrects by the millisecond that a division may be off: the level and the wait must agree. */
  #exactly(needed: number, about: number, from: number): number {
    if (needed > this.#rate.capacity) return about;
    if (about - 1 >= from && this.#levelAt(about - 1) >= needed) return about - 1;
    return this.#levelAt(about) < needed ? about + 1 : about;
  }
}
