const SLICES = 10;
const SLICE_MS = 100;

/** Counts events over the last second, in slices of 100 ms; constant memory, and nothing to do while nothing happens. */
export class RateMeter {
  readonly #counts = new Array<number>(SLICES).fill(0);
  #slice = 0;

  add(now: number): void {
    this.#advance(now);
    this.#counts[this.#slice % SLICES]!++;
  }

  perSecond(now: number): number {
    this.#advance(now);
    return this.#counts.reduce((sum, count) => sum + count, 0);
  }

  #advance(now: number): void {
    const slice = Math.floor(now / SLICE_MS);
    const steps = Math.min(slice - this.#slice, SLICES);
    for (let step = 0; step < steps; step++) this.#counts[(slice - step) % SLICES] = 0;
    this.#slice = slice;
  }
}
