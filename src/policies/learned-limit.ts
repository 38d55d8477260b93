import { nextAimd, type AimdLimit } from './aimd-limit.js';
import { firstGradient, nextGradient, type GradientLimit } from './gradient-limit.js';
import { clampLimit, type LimitBounds, type LimitRound } from './limit-round.js';

/** A limit, with what its algorithm knows. */
export type LearnedLimit = AimdLimit | GradientLimit;

export function firstLimit(algorithm: LearnedLimit['algorithm'], limit: number): LearnedLimit {
  return algorithm === 'aimd' ? { algorithm, limit, isRecovering: false } : firstGradient(limit);
}

/** What follows from a round of calls; the same object as long as it isn't over. */
export function nextLimit(current: LearnedLimit, round: LimitRound, bounds: LimitBounds): LearnedLimit {
  return current.algorithm === 'aimd' ? nextAimd(current, round, bounds) : nextGradient(current, round, bounds);
}

/** The same knowledge within new bounds; the same object where that changes nothing, so that a probe's calls still count. */
export function withinBounds(current: LearnedLimit, bounds: LimitBounds): LearnedLimit {
  const limit = clampLimit(current.limit, bounds);
  return limit === current.limit ? current : { ...current, limit };
}
