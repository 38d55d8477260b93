import { between } from '../time/random.js';

/**
 * How chance is mixed into a delay d: `none` – d; `full` – uniform in [0, d]; `equal` – d/2 and uniform [0, d/2];
 * `decorrelated` – uniform from the initial interval to three times the previous delay, capped. The last three are those of
 * AWS, "Exponential Backoff and Jitter" (M. Brooker, 2015). A function gets d, the retry (from 0) and `random`.
 */
export type Jitter = 'none' | 'full' | 'equal' | 'decorrelated' | ((delay: number, retry: number, random: () => number) => number);

export const JITTERS = ['none', 'full', 'equal', 'decorrelated'] as const;

/** What a backoff is reckoned from; see `RetryBackoffOptions`. */
export interface BackoffRules {
  readonly initialInterval: number;
  readonly maxInterval: number;
  readonly multiplier: number;
  readonly jitter: Jitter;
  readonly backoffDelay?: (iteration: number, initialInterval: number) => number;
  readonly random: () => number;
}

/** The delay before a retry without chance: `min(initialInterval × multiplier^retry, maxInterval)`, in milliseconds. */
export function plainDelay(retry: number, { initialInterval, maxInterval, multiplier, backoffDelay }: BackoffRules): number {
  if (backoffDelay) return Math.min(checkDelay('backoffDelay', backoffDelay(retry, initialInterval)), maxInterval);
  return initialInterval === 0 ? 0 : Math.min(initialInterval * multiplier ** retry, maxInterval);
}

/** The delay before a retry, in milliseconds. `previous` is the delay before the retry before, the initial interval at first. */
export function jitteredDelay(retry: number, previous: number, rules: BackoffRules): number {
  const { jitter, random, initialInterval, maxInterval } = rules;
  if (jitter === 'decorrelated') return Math.min(maxInterval, between(initialInterval, 3 * previous, random));
  const delay = plainDelay(retry, rules);
  if (typeof jitter === 'function') return checkDelay('jitter', jitter(delay, retry, random));
  switch (jitter) {
    case 'none':
      return delay;
    case 'full':
      return between(0, delay, random);
    case 'equal':
      return between(delay / 2, delay, random);
  }
}

/**
 * The delay when the server has asked for one: never less than the hint, never less than the plain delay, and spread over
 * another plain delay, so that clients that were told the same don't return together.
 */
export function hintedDelay(retry: number, hint: number, rules: BackoffRules): number {
  const delay = plainDelay(retry, rules);
  return Math.max(hint, delay) + (rules.jitter === 'none' ? 0 : between(0, delay, rules.random));
}

function checkDelay(callback: string, delay: number): number {
  if (typeof delay === 'number' && delay >= 0) return delay;
  throw new RangeError(`${callback} must return a number of milliseconds from 0 to Infinity, but returned ${String(delay)}.`);
}
