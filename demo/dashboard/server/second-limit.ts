/** Counts requests by the second of the clock. */
export class SecondLimit {
  #second = NaN;
  #count = 0;

  /** Whole seconds until there is room again; `undefined` where there is. Without a limit (0) there always is. */
  retryAfter(now: number, limit: number): number | undefined {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    return limit > 0 && ++this.#count > limit ? 1 : undefined;
  }
}
