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
 * The level of a token bucket, reckoned from one starting point (level and time) rather than from call to call, and in
 * thousandths of a token, of which a whole number flows in per millisecond at most rates: thousands of small additions would
 * lose a token to rounding.
 */
export class TokenLevel implements Allowance {
  #rate: TokenRate;
  #base: number;
  #since: number;

  constructor(rate: TokenRate, initialTokens: number, now: number) {
    this.#rate = rate;
    this.#base = product(initialTokens, 1000);
    this.#since = now;
  }

  get most(): number {
    return this.#rate.capacity;
  }

  available(now: number): number {
    const level = this.#levelAt(now);
    const full = product(this.#rate.capacity, 1000);
    if (level >= full) this.#startFrom(full, now);
    else if (now - this.#since > LONG) this.#moveUp(now);
    return level >= full ? this.#rate.capacity : level / 1000;
  }

  take(cost: number, now: number): void {
    this.available(now);
    this.#base -= product(cost, 1000);
  }

  /** Played on a copy: what flows over while a call waits for its whole millisecond is lost in a plan too. */
  plan(from: number): Plan {
    const copy = new TokenLevel(this.#rate, 0, this.#since);
    copy.#base = this.#base;
    let at = from;
    return {
      startOf: (cost) => copy.#timeOf(cost, at),
      book: (cost, notBefore = -Infinity) => {
        at = Math.max(copy.#timeOf(cost, at), notBefore);
        copy.take(cost, at);
      },
    };
  }

  update(rate: TokenRate, now: number): void {
    this.available(now);
    this.#startFrom(this.#levelAt(now), now);
    this.#rate = rate;
  }

  #levelAt(now: number): number {
    return this.#base + product(now - this.#since, this.#rate.refillPerSecond);
  }

  #startFrom(level: number, now: number): void {
    this.#base = level;
    this.#since = now;
  }

  /** By whole seconds, in which whole thousandths flow in. */
  #moveUp(now: number): void {
    const since = now - ((now - this.#since) % MS_PER_SECOND);
    this.#startFrom(this.#levelAt(since), since);
  }

  /** A division may be off by a millisecond: the wait and the level must agree. */
  #timeOf(cost: number, from: number): number {
    const needed = product(cost, 1000);
    const missing = needed - this.#levelAt(from);
    if (missing <= 0) return from;
    const about = Math.ceil(from + missing / this.#rate.refillPerSecond);
    if (about - 1 > from && this.#levelAt(about - 1) >= needed) return about - 1;
    return this.#levelAt(about) < needed ? about + 1 : about;
  }
}

/** Most decimal numbers are no exact ones: a product that is within that error of a whole number is meant to be it. */
function product(a: number, b: number): number {
  const exact = a * b;
  const whole = Math.round(exact);
  return Math.abs(exact - whole) <= whole * Number.EPSILON ? whole : exact;
}
