import { retryHint } from '../errors/retry-hint.js';
import { between } from '../time/random.js';

/** How long a circuit stays open; see `CircuitBreakerOptions`. */
export interface OpeningRules {
  readonly openDuration: number | ((openings: number, error: unknown) => number);
  readonly retryAfter: 'respect' | 'ignore';
  readonly maxRetryAfter: number;
  readonly openJitter: number;
  readonly random: () => number;
}

/**
 * The length of an opening in milliseconds: `max(openDuration, min(hint, maxRetryAfter))`, the hint being what the server asked for
 * in the error that opened it, and up to `openJitter` of it on top, never off it. Throws where `openDuration` returns no duration.
 *
 * @param openings 1 for the first since the circuit was closed
 */
export function openingDuration(openings: number, error: unknown, rules: OpeningRules): number {
  const { openDuration, openJitter, random } = rules;
  const own = typeof openDuration === 'number' ? openDuration : openDuration(openings, error);
  if (!(typeof own === 'number' && own >= 0))
    throw new RangeError(`openDuration must return a number of milliseconds from 0, but returned ${String(own)}.`);
  const duration = Math.max(own, hintFrom(error, rules));
  return openJitter === 0 ? duration : between(duration, duration * (1 + openJitter), random);
}

function hintFrom(error: unknown, { retryAfter, maxRetryAfter }: OpeningRules): number {
  return retryAfter === 'respect' ? Math.min(retryHint(error) ?? 0, maxRetryAfter) : 0;
}
