/** How the admitted share grows after closing. */
export interface RampUpRules {
  /** Milliseconds until every call is admitted again. */
  readonly duration: number;
  /** In how many steps of the same length. */
  readonly steps: number;
}

/**
 * Admits a growing share of the calls: (n + 1) / (steps + 1) of them in step n, counted from 0, and all of them once `duration` has
 * passed. The share is exact, not drawn: with 1/3 every third call is admitted. Each step begins by admitting one, so that who comes
 * when he was told to gets through, and so that there is nothing to hold back where fewer than one call comes in a step.
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

  /** A refusal that wasn't for want of credit adds none. */
  refused(): void {
    if (this.#credit < this.#whole) this.#credit += this.#step + 1;
  }

  nextStepAt(now: number): number {
    this.#goTo(now);
    const { duration, steps } = this.#rules;
    return this.#startedAt + ((this.#step + 1) * duration) / steps;
  }

  /** The parts that make a call. */
  get #whole(): number {
    return this.#rules.steps + 1;
  }

  #goTo(now: number): void {
    const { duration, steps } = this.#rules;
    const step = Math.min(Math.floor(((now - this.#startedAt) * steps) / duration), steps - 1);
    if (step === this.#step) return;
    this.#step = step;
    this.#credit = this.#whole;
  }
}
