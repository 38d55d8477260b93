import { LimitRound } from '../../src/policies/limit-round.js';

interface Told {
  readonly answered?: number;
  readonly lost?: number;
  /** Of each call. */
  readonly latency?: number;
  /** Under which they began. */
  readonly under?: number;
  /** The most that ran. */
  readonly active: number;
}

/** A round in which so many calls have told how they went. */
export function roundOf({ answered = 0, lost = 0, latency = 10, under = 0, active }: Told): LimitRound {
  const round = new LimitRound();
  for (let i = 0; i < answered; i++) round.answered(latency, Infinity, under, active);
  for (let i = 0; i < lost; i++) round.lost(active);
  return round;
}
