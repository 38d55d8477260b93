import { seededRandom } from '../../../src/testing/seeded-random.js';

/** Draws from a seed. */
export class Draw {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(Math.imul(seed + 1, 0x9e3779b1));
  }

  /** Whole, both ends included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.random() * (high - low + 1));
  }

  chance(share: number): boolean {
    return this.random() < share;
  }

  one<T>(...choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)]!;
  }

  /** Now and then. */
  maybe<T>(share: number, make: () => T): T | undefined {
    return this.chance(share) ? make() : undefined;
  }
}
