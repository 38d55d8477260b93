/**
 * Makes numbers from 0 to below 1 that repeat themselves with their seed, on every machine (the generator is mulberry32): for every
 * `random` option, so that a run can be had again.
 *
 * @example
 * const policy = protect({ retry: {}, random: seededRandom(1) });
 */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
