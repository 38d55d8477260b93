import type { CircuitBreakerOptions } from '../../../src/index.js';
import { opensAfter } from './play-calls.js';

/*
 * What cockatiel documents of its breakers, as tables: after how many calls of a history each opens, 0 for not at all.
 * Ours differs on purpose in three ways:
 * - a rate opens at its threshold; theirs above it (so that a threshold of 1 can't be given there);
 * - a rate is judged at every outcome; theirs at failures only;
 * - a window of time ends at exactly its length; theirs consists of buckets (at least five, of a second at most), and where no
 *   calls come for long, as many old buckets stay as new ones are missing.
 */
type Case = readonly [history: string, theirs: number, ours: number, because: string];

/** Says so where they differ, and nowhere else. */
function check(options: CircuitBreakerOptions, cases: readonly Case[]): void {
  for (const [history, theirs, ours, because] of cases) {
    const difference = theirs === ours ? '' : `, not after ${theirs} as theirs`;
    it(`opens after ${ours} of "${history.slice(0, 60)}"${difference}: ${because}`, () => {
      expect(opensAfter(options, history)).toBe(ours);
      expect(because.startsWith('differs')).toBe(theirs !== ours);
    });
  }
}

describe('cockatiel’s ConsecutiveBreaker(3) is failureThreshold: 3, which', () => {
  check({ failureThreshold: 3 }, [
    ['ff', 0, 0, 'one is missing'],
    ['fff', 3, 3, 'three in a row'],
    ['ffsff', 0, 0, 'a success begins the row again'],
    ['ffsfff', 6, 6, 'three in a row behind it'],
    ['f100000f100000f', 3, 3, 'time doesn’t matter'],
  ]);
});

describe('cockatiel’s CountBreaker({ threshold: 0.5, size: 10, minimumNumberOfCalls: 4 }) is failureRate over { calls: 10 }, which', () => {
  check({ failureRate: 0.5, window: { calls: 10 }, minimumCalls: 4 }, [
    ['fff', 0, 0, 'there are fewer calls than the minimum'],
    ['ffff', 4, 4, 'the minimum is reached, and all have failed'],
    ['ssff', 0, 4, 'differs: exactly at the threshold'],
    ['sfffs', 4, 4, 'three of four'],
    ['fffs', 0, 4, 'differs: the success that reaches the minimum is judged as well'],
    ['ssssssffff', 0, 0, 'four of ten'],
    ['sssssffffff', 11, 10, 'differs: five of ten, the other waits for six'],
    ['fffsssssss', 0, 4, 'differs: three of four, judged at a success'],
    ['sssffsssssffs', 0, 0, 'the oldest have left the window'],
    ['sssssssfffsssfffs', 16, 15, 'differs: five of the last ten, the other waits for six'],
  ]);
});

describe('cockatiel’s CountBreaker has a minimum of its size where none is given: so has ours, where the window is smaller than 10', () => {
  check({ failureRate: 0.5, window: { calls: 5 } }, [
    ['ffff', 0, 0, 'the window isn’t full'],
    ['fffff', 5, 5, 'it is'],
    ['ssfff', 5, 5, 'three of five'],
    ['sssffss', 0, 0, 'two of five'],
    ['sssfffff', 6, 6, 'the window has moved to three of five'],
  ]);
});

describe('cockatiel’s SamplingBreaker({ threshold: 0.5, duration: 5_000, minimumRps: 3 }) is failureRate over { duration: 5_000 } with 15 calls, which', () => {
  check({ failureRate: 0.5, window: { duration: 5000 }, minimumCalls: 15 }, [
    ['f500'.repeat(10), 0, 0, 'two a second are too few'],
    ['334f'.repeat(15), 0, 15, 'differs: fifteen calls in 4.7 s, where theirs has already dropped the oldest bucket'],
    [`${'334f'.repeat(15)}ff`, 17, 15, 'differs: theirs needs one more for its buckets'],
    ['f400'.repeat(40), 15, 0, 'differs: there are never fifteen in five seconds, but their buckets got longer by waiting for a call'],
    ['f'.repeat(15), 15, 15, 'all at once are enough as well'],
    [`${'sf250'.repeat(10)}f`, 21, 16, 'differs: a half is enough, theirs waits for more than that'],
    ['s250s250f250'.repeat(20), 0, 0, 'a third of them'],
    [`${'f'.repeat(14)}4999f`, 15, 15, 'after 4.999 s all are still there'],
    [`${'f'.repeat(14)}5000f`, 15, 0, 'differs: what is exactly as old as the window has left it'],
    [`${'f'.repeat(14)}3600000f`, 15, 0, 'differs: after an hour nothing is left; theirs empties one bucket at a call'],
  ]);
});
