/** How the admitted share grows after closing. */
export interface RampUpRules {
  /** Milliseconds until every call is admitted again. */
  readonly duration: number;
  /** In how many steps of the same length. */
  readonly steps: number;
}

/**
 * Admits a growing share of the calls: (n + 1) / (steps + 1) of them in step n, counted from 0, and all of them once `duration` has
 * passed. The share is exact, not drawn: with 1/3 every third call is admitted, and each step begins by admitting one.
 */
export class RampUp {
  readonly #rules: RampUpRules;
  readonly #startedAt: number;
  #step = -1;
  /** In parts of a call; a whole one admits. */
  #credit = 0;

  constructor(rules: RampUpRules, now: number) {
    this.#rules = rules;
    this.#startedAt = now;
  }

  isOver(now: number): boolean {
    return now - this.#startedAt >= this.#rules.duration;
  }

  canAdmit(now: number): boolean {
    this.#goTo(now);
    return this.#credit >= this.#whole;
  }

  admitted(): void {
    this.#credit += this.#step + 1 - this.#whole;
  }

  refused(): void {
    this.#credit += this.#step + 1;
  }

  nextStepAt(now: number): number {
    this.#goTo(now);
    return this.#startedAt + (this.#step + 1) * this.#stepLength;
  }

  /** The parts that make a call. */
  get #whole(): number {
    return this.#rules.steps + 1;
  }

  get #stepLength(): number {
    return this.#rules.duration / this.#rules.steps;
  }

  #goTo(now: number): void {
    const step = Math.min(Math.floor((now - this.#startedAt) / this.#stepLength), this.#rules.steps - 1);
    if (step === this.#step) return;
    this.#step = step;
    this.#credit = this.#whole;
  }
}
