const SIZE = 256;
/** With fewer, a percentile says little. */
const ENOUGH = 10;

/** The durations of the last 256 calls, kept in order, so that a percentile is there when it is asked for. */
export class LatencyWindow {
  readonly #ring = new Float64Array(SIZE);
  readonly #sorted = new Float64Array(SIZE);
  #count = 0;
  #next = 0;

  record(duration: number): void {
    if (this.#count === SIZE) this.#remove(this.#ring[this.#next]!);
    this.#ring[this.#next] = duration;
    this.#next = (this.#next + 1) % SIZE;
    const place = this.#placeOf(duration);
    this.#sorted.copyWithin(place + 1, place, this.#count);
    this.#sorted[place] = duration;
    this.#count++;
  }

  /**
   * The duration that a share of the calls didn't exceed, by the nearest-rank method; `undefined` until ten have been measured.
   *
   * @param share above 0 and at most 1
   */
  percentile(share: number): number | undefined {
    return this.#count < ENOUGH ? undefined : this.#sorted[Math.ceil(share * this.#count) - 1];
  }

  #remove(duration: number): void {
    const place = this.#placeOf(duration);
    this.#sorted.copyWithin(place, place + 1, this.#count);
    this.#count--;
  }

  /** The first place whose duration isn't shorter. */
  #placeOf(duration: number): number {
    let [low, high] = [0, this.#count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#sorted[middle]! < duration) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
