import { seededRandom } from '../../src/testing/seeded-random.js';

/** A source of chance that repeats itself with its seed. Durations are whole milliseconds, so that they are the same on every machine. */
export class Chance {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  /** The time until the next of many independent events. */
  exponential(mean: number): number {
    return Math.round(-mean * Math.log(1 - this.random()));
  }

  /** Many that are short and a few that are long: lognormal. */
  longTailed(mean: number, sigma: number): number {
    return Math.max(1, Math.round(mean * Math.exp(this.normal(0, sigma) - sigma ** 2 / 2)));
  }

  /** Summed up from twelve uniform ones, which rounds alike on every machine. */
  normal(mean: number, deviation: number): number {
    let deviate = -6;
    for (let draw = 0; draw < 12; draw++) deviate += this.random();
    return mean + deviation * deviate;
  }
}
