/** Numbers from 0 to below 1, from the platform: the default wherever chance plays a part. */
export function random(): number {
  return Math.random();
}

/** Uniform between two numbers; throws where `random` returns no share of 1. */
export function between(low: number, high: number, random: () => number): number {
  const share = random();
  if (!(typeof share === 'number' && share >= 0 && share <= 1))
    throw new RangeError(`random must return a number from 0 to 1, but returned ${String(share)}.`);
  return high === Infinity ? Infinity : low + share * Math.max(0, high - low);
}
