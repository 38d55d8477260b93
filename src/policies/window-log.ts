import type { Allowance, Plan } from './allowance.js';
import { exactSum } from './exact-sum.js';

/** How many starts a window may hold. */
export interface WindowLimit {
  readonly limit: number;
  /** Milliseconds. */
  readonly window: number;
}

interface Start {
  readonly at: number;
  cost: number;
}

/**
 * The exact log of a sliding window: no half-open interval of its length holds more than `limit`. Starts of the same
 * millisecond share an entry, so that it never has more entries than `limit` or than the window has milliseconds.
 */
export class WindowLog implements Allowance {
  #limit: WindowLimit;
  #starts: Start[] = [];
  #oldest = 0;
  #used = 0;

  constructor(limit: WindowLimit) {
    this.#limit = limit;
  }

  get most(): number {
    return this.#limit.limit;
  }

  available(now: number): number {
    this.#forget(now);
    return Math.max(0, exactSum(this.#limit.limit - this.#used));
  }

  take(cost: number, now: number): void {
    this.#forget(now);
    this.#used = exactSum(this.#used + cost);
    const last = this.#starts.at(-1);
    if (last?.at === now) last.cost += cost;
    else this.#starts.push({ at: now, cost });
  }

  plan(from: number): Plan {
    return new WindowPlan(this.#starts.slice(this.#oldest), this.#used, this.#limit, from);
  }

  update(limit: WindowLimit): void {
    this.#limit = limit;
  }

  #forget(now: number): void {
    while (this.#oldest < this.#starts.length && now - this.#starts[this.#oldest]!.at >= this.#limit.window) {
      this.#used = exactSum(this.#used - this.#starts[this.#oldest++]!.cost);
    }
    if (this.#oldest === this.#starts.length) this.#used = 0;
    if (this.#oldest * 2 > this.#starts.length) {
      this.#starts = this.#starts.slice(this.#oldest);
      this.#oldest = 0;
    }
  }
}

/** Plays a queue through, start by start. */
class WindowPlan implements Plan {
  #oldest = 0;

  constructor(
    private readonly starts: Start[],
    private used: number,
    private readonly limit: WindowLimit,
    private at: number,
  ) {}

  startOf(cost: number): number {
    return this.#look(cost).at;
  }

  book(cost: number, notBefore = -Infinity): void {
    const { at, oldest, used } = this.#look(cost);
    this.#oldest = oldest;
    this.at = Math.max(at, notBefore);
    this.used = exactSum(used + cost);
    this.starts.push({ at: this.at, cost });
  }

  /** Moves on until enough old starts have left the window. */
  #look(cost: number): { at: number; oldest: number; used: number } {
    let [at, oldest, used] = [this.at, this.#oldest, this.used];
    for (; oldest < this.starts.length && exactSum(used + cost) > this.limit.limit; oldest++) {
      const start = this.starts[oldest]!;
      at = Math.max(at, Math.ceil(start.at + this.limit.window));
      used = exactSum(used - start.cost);
    }
    if (oldest === this.starts.length) used = 0;
    return { at, oldest, used };
  }
}
