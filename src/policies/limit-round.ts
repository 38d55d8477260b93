/** The least and the most that a limit may become. */
export interface LimitBounds {
  readonly min: number;
  readonly max: number;
}

export function clampLimit(limit: number, { min, max }: LimitBounds): number {
  return Math.max(min, Math.min(max, limit));
}

/** Most clocks tell whole milliseconds: a call that takes less counts as one. */
const SHORTEST_LATENCY = 1;

/** What the calls have told since the limit was last judged. */
export class LimitRound {
  #answered = 0;
  #losses = 0;
  #latencies = 0;
  #clipped = 0;
  #limits = 0;
  #peak = 0;

  /** How many calls have told something. */
  get outcomes(): number {
    return this.#answered + this.#losses;
  }

  /** How many of them were lost. */
  get losses(): number {
    return this.#losses;
  }

  /** The mean latency of the calls that were answered; `undefined` without any. */
  get latency(): number | undefined {
    return this.#answered === 0 ? undefined : this.#latencies / this.#answered;
  }

  /** The same, with each call counting for `longest` at most, so that single ones that take very long don't decide. */
  get clippedLatency(): number | undefined {
    return this.#answered === 0 ? undefined : this.#clipped / this.#answered;
  }

  /** The mean of the limits under which the answered calls began: what their latency speaks of. */
  get limit(): number | undefined {
    return this.#answered === 0 ? undefined : this.#limits / this.#answered;
  }

  /**
   * @param longest the most that the call counts for
   * @param limit under which the call began
   * @param active the calls that run, this one included
   */
  answered(latency: number, longest: number, limit: number, active: number): void {
    const counted = Math.max(latency, SHORTEST_LATENCY);
    this.#answered++;
    this.#latencies += counted;
    this.#clipped += Math.min(counted, longest);
    this.#limits += limit;
    this.#peak = Math.max(this.#peak, active);
  }

  lost(active: number): void {
    this.#losses++;
    this.#peak = Math.max(this.#peak, active);
  }

  /** Whether at least half of a limit was in use: what nobody comes near says nothing about a higher one. */
  hasUsed(limit: number): boolean {
    return this.#peak * 2 >= limit;
  }
}
