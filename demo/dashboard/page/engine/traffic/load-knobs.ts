import type { LoadKnobs } from '../../model.js';

export const LOAD_DEFAULTS: LoadKnobs = { rate: 120, naive: false };

export const MOST_REQUESTS = 400;

/** The same knobs; throws a `RangeError` where the rate is out of range. */
export function checkLoad(knobs: LoadKnobs): LoadKnobs {
  const { rate } = knobs;
  if (typeof rate === 'number' && rate >= 0 && rate <= MOST_REQUESTS) return knobs;
  throw new RangeError(`rate must be a number from 0 to ${MOST_REQUESTS}, but was ${rate}.`);
}
