import { clampLimit, type LimitBounds, type LimitRound } from './limit-round.js';

/** What a loss leaves of the limit. */
const BACKOFF = 0.9;

/** A limit that follows loss. */
export interface AimdLimit {
  readonly algorithm: 'aimd';
  readonly limit: number;
  /** Lowered a moment ago: the losses of one overload lower it once. */
  readonly isRecovering: boolean;
}

/**
 * Additive increase, multiplicative decrease: the first loss lowers the limit to 0.9 of it, rounded down, and further ones do nothing
 * until as many calls as may run have ended. That many calls without a loss raise it by one, if at least half of it was in use. Returns
 * the same object as long as there is nothing to judge.
 *
 * Source: Chiu and Jain, "Analysis of the Increase and Decrease Algorithms for Congestion Avoidance in Computer Networks" (1989);
 * the ratio and the half are those of `AIMDLimit` in Netflix's concurrency-limits, which judges every single call.
 */
export function nextAimd(current: AimdLimit, round: LimitRound, bounds: LimitBounds): AimdLimit {
  const { limit, isRecovering } = current;
  if (round.losses > 0 && !isRecovering) {
    return { ...current, limit: clampLimit(Math.floor(limit * BACKOFF), bounds), isRecovering: true };
  }
  if (round.outcomes < limit) return current;
  const mayGrow = round.losses === 0 && round.hasUsed(limit);
  return { ...current, limit: mayGrow ? clampLimit(limit + 1, bounds) : limit, isRecovering: false };
}
