import { Fifo } from './fifo.js';

/** Who has said nothing for this many milliseconds no longer keeps its place from the next. */
export const LONGEST_SILENCE = 10_000;

/** Tells how a start has gone: it answers, or it has ended without. Only the first word counts; false for the others. */
export type Turn = (hasAnswered: boolean) => boolean;

/**
 * How many may be under way to a service that has just come back: one at first. Who answers lets `growth` others start, who fails,
 * is left or says nothing for `LONGEST_SILENCE` lets one. So with a growth of 2 there are twice as many with every round of
 * answers, and whatever they do, somebody may always start again.
 */
export class SlowStart {
  #free = 1;
  /** Since when those have been under way of whom nothing has been heard, the oldest first. */
  readonly #silent = new Fifo<{ readonly since: number; readonly turn: Turn }>();

  constructor(private readonly growth: 1 | 2) {}

  /** Whether nobody may start now; who has been silent for too long is in nobody's way. */
  isFull(now: number): boolean {
    for (const { value } of this.#silent.places()) {
      if (now - value.since < LONGEST_SILENCE) break;
      value.turn(false);
    }
    return this.#free === 0;
  }

  start(now: number): Turn {
    const turn: Turn = (hasAnswered) => {
      if (!this.#silent.remove(place)) return false;
      this.#free += hasAnswered ? this.growth : 1;
      return true;
    };
    const place = this.#silent.add({ since: now, turn });
    this.#free--;
    return turn;
  }

  /** When the next silence has lasted too long. */
  get freeAt(): number {
    return (this.#silent.first?.value.since ?? Infinity) + LONGEST_SILENCE;
  }
}
