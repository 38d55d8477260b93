import type { WorldTime } from './world-time.js';

/** Keeps the first invariant that doesn't hold: what is thrown inside a callback would get lost on its way, or be taken for a call's error. */
export class Judge {
  finding: string | undefined;

  hold(invariant: boolean, sentence: () => string): void {
    if (!invariant) this.finding ??= sentence();
  }
}

/** What all parts of a world stand on. */
export interface Ground {
  readonly time: WorldTime;
  readonly judge: Judge;
  readonly random: () => number;
  readonly isWatched: boolean;
}
