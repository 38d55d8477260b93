import type { Answer } from './answer.js';

export type PhaseName = 'healthy' | 'slow' | 'outage' | 'cut' | 'limited' | 'recovered';

/** A stretch of the server's script. */
export interface Phase {
  readonly name: PhaseName;
  /** What it does, for people. */
  readonly words: string;
  /** Its part of the whole script, from 0 to 1. */
  readonly share: number;
  /**
   * What a request gets.
   *
   * @param visit how many came before it in this phase
   * @param visitThisSecond the same within the current second of the phase
   */
  readonly answer: (visit: number, visitThisSecond: number) => Answer;
}
