import type { RateLimitInfo } from '../../src/index.js';
import { ServerLimits } from '../../src/policies/server-limits.js';

type Word = Partial<RateLimitInfo> & { readonly remaining: number };
/** When the words came, and what they were. */
type Words = readonly (readonly [at: number, ...words: Word[]])[];

function told(words: Words): ServerLimits {
  const limits = new ServerLimits();
  for (const [at, ...list] of words) limits.heed(toInfos(list), at);
  return limits;
}

function toInfos(words: readonly Word[]): RateLimitInfo[] {
  return words.map((word) => ({ policy: 'default', ...word }));
}

/** When units would start, each as soon as it may, from the last word on. */
function starts(limits: ServerLimits, from: number, count: number, cost = 1): number[] {
  let at = from;
  return Array.from({ length: count }, () => {
    at = limits.startOf(cost, at);
    limits.take(cost, at);
    return at;
  });
}

describe('ServerLimits', () => {
  const tables: readonly [what: string, words: Words, expected: number[], cost?: number][] = [
    ['nothing: no limit', [], [0, 0, 0, 0]],
    ['what remains goes at once, the rest after the reset', [[0, { remaining: 2, resetAfter: 50 }]], [0, 0, 50, 50]],
    ['nothing goes before the reset when nothing remains', [[0, { remaining: 0, resetAfter: 50 }]], [50, 50]],
    ['the reset falls on a whole millisecond, rounded up', [[0.25, { remaining: 0, resetAfter: 50 }]], [51]],
    ['without a reset the window is the longest it can take', [[0, { remaining: 0, window: 70 }]], [70]],
    ['a reset counts before the window', [[0, { remaining: 0, resetAfter: 20, window: 70 }]], [20]],
    ['without reset and window nothing can be known', [[0, { remaining: 0 }]], [0, 0]],
    ['a reset at this moment says nothing', [[0, { remaining: 0, resetAfter: 0 }]], [0]],
    ['the last quarter is spread until the reset', [[0, { limit: 16, remaining: 4, resetAfter: 80 }]], [0, 20, 40, 60, 80, 80]],
    ['more than a quarter is not', [[0, { limit: 16, remaining: 5, resetAfter: 80 }]], [0, 0, 20, 40, 60, 80]],
    ['a cost holds up by as much', [[0, { limit: 16, remaining: 4, resetAfter: 80 }]], [0, 40, 80], 2],
    ['gaps fall on whole milliseconds, rounded up', [[0, { limit: 12, remaining: 3, resetAfter: 100 }]], [0, 34, 67, 100]],
    ['a cost above what remains waits for the reset', [[0, { limit: 99, remaining: 3, resetAfter: 80 }]], [80], 4],
    ['decimal costs count as they are written', [[0, { remaining: 3, resetAfter: 80 }]], [0, 0, 0, 0, 0, 80], 0.6],
    [
      'a fraction of a unit holds up by as little',
      [[0, { limit: 1, remaining: 1, resetAfter: 80 }]],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 80],
      0.1,
    ],
    [
      'without a limit the most that was told to remain stands for it',
      [
        [0, { remaining: 12, resetAfter: 90 }],
        [10, { remaining: 3, resetAfter: 80 }],
      ],
      [10, 37, 64, 90],
    ],
    [
      '… also where that came late',
      [
        [0, { remaining: 3, resetAfter: 90 }],
        [0, { remaining: 12, resetAfter: 90 }],
      ],
      [0, 30, 60, 90],
    ],
    [
      'a limit that comes later is used',
      [
        [0, { remaining: 3, resetAfter: 90 }],
        [0, { limit: 12, remaining: 3, resetAfter: 90 }],
        [0, { limit: 12, remaining: 4, resetAfter: 90 }],
      ],
      [0, 30, 60, 90],
    ],
    [
      'an answer that comes late raises nothing',
      [
        [0, { remaining: 1, resetAfter: 50 }],
        [1, { remaining: 9, resetAfter: 49 }],
      ],
      [1, 50],
    ],
    [
      'a word that says no more, for no shorter, replaces the one before',
      [
        [0, { remaining: 5, resetAfter: 50 }],
        [10, { remaining: 1, resetAfter: 50 }],
      ],
      [10, 60, 60],
    ],
    [
      'a new window that is told too early opens when the old one has lapsed',
      [
        [0, { remaining: 0, resetAfter: 50 }],
        [40, { remaining: 2, resetAfter: 100 }],
      ],
      [50, 50, 140],
    ],
    [
      'of several policies the tightest governs',
      [[0, { policy: 'burst', remaining: 1, resetAfter: 10 }, { policy: 'day', remaining: 3, resetAfter: 9000 }]],
      [0, 10, 10, 9000],
    ],
    [
      'a policy is not replaced by another',
      [[0, { policy: 'a', limit: 8, remaining: 2, resetAfter: 80 }, { policy: 'b', limit: 2, remaining: 2, resetAfter: 90 }]],
      [0, 40, 90],
    ],
    ['a gap is a minute per unit at most', [[0, { limit: 1000, remaining: 100, resetAfter: 86_400_000 }]], [0, 60_000, 120_000]],
    ['… and per unit', [[0, { limit: 1000, remaining: 100, resetAfter: 86_400_000 }]], [0, 180_000], 3],
    ['a hint of any length is obeyed', [[0, { remaining: 0, resetAfter: Number.MAX_SAFE_INTEGER }]], [Number.MAX_SAFE_INTEGER]],
  ];
  for (const [what, words, expected, cost] of tables) {
    it(what, () => {
      const limits = told(words);
      expect(starts(limits, words.at(-1)?.[0] ?? 0, expected.length, cost)).toEqual(expected);
    });
  }

  it('agrees in what is available with when it may start', () => {
    const limits = told([[0, { limit: 8, remaining: 2, resetAfter: 80 }]]);
    expect([0, 79, 80].map((now) => limits.copy().available(now))).toEqual([2, 2, Infinity]);
    limits.take(1, 0);
    expect([0, 39, 40, 79, 80].map((now) => limits.copy().available(now))).toEqual([0, 0, 1, 1, Infinity]);
  });

  it('has nothing available, rather than less, when more has started than remained', () => {
    const limits = told([[0, { remaining: 1, resetAfter: 80 }]]);
    limits.take(3, 0);
    limits.take(3, 0);
    expect(limits.available(0)).toBe(0);
    expect(limits.available(80)).toBe(Infinity);
  });

  it('tells whether a word says anything new', () => {
    const limits = new ServerLimits();
    const heed = (at: number, word: Word): boolean => limits.heed(toInfos([word]), at);
    expect([
      heed(0, { remaining: 5, resetAfter: 50 }),
      heed(0, { remaining: 5, resetAfter: 50 }),
      heed(0, { remaining: 6, resetAfter: 50 }),
      heed(1, { remaining: 5, resetAfter: 49 }),
      heed(1, { remaining: 4, resetAfter: 49 }),
      heed(1, { remaining: 4, resetAfter: 50 }),
      heed(1, { remaining: 4 }),
      heed(1, { remaining: 0, resetAfter: 0 }),
      heed(60, { remaining: 9, resetAfter: 1 }),
    ]).toEqual([true, false, false, false, true, true, false, false, true]);
  });

  it('tells the one that leaves least, until its reset', () => {
    const limits = told([
      [0, { policy: 'burst', limit: 5, remaining: 4, resetAfter: 10 }, { policy: 'day', remaining: 6, resetAfter: 90 }],
    ]);
    const tightest = (now: number): unknown => {
      const { limit, remaining, until } = limits.tightest(now) ?? {};
      return [limit, remaining, until];
    };
    expect(tightest(0)).toEqual([5, 4, 10]);
    limits.take(1, 5);
    expect(tightest(9)).toEqual([5, 3, 10]);
    expect(tightest(10)).toEqual([undefined, 5, 90]);
    expect(limits.tightest(90)).toBeUndefined();
  });

  it('tells of two that leave as much the one that lasts longer', () => {
    const limits = told([[0, { policy: 'a', remaining: 1, resetAfter: 90 }, { policy: 'b', remaining: 1, resetAfter: 10 }]]);
    expect(limits.tightest(0)?.until).toBe(90);
  });

  it('copies what it knows, and a copy changes nothing', () => {
    const limits = told([[0, { limit: 8, remaining: 2, resetAfter: 80 }]]);
    limits.take(1, 0);
    expect(starts(limits.copy(), 0, 2)).toEqual([40, 80]);
    expect(starts(limits, 0, 2)).toEqual([40, 80]);
  });

  it('keeps few words, whatever a server makes up, and never promises more than was said', () => {
    const limits = new ServerLimits();
    const words = Array.from({ length: 200 }, (_, index) => ({
      policy: `p${index}`,
      limit: 1,
      remaining: index,
      resetAfter: 10 + index * 10,
    }));
    limits.heed(words, 0);
    limits.take(200, 0); // spends more than any of them left
    expect(limits.startOf(1, 0)).toBe(2000);
    const fresh = new ServerLimits();
    fresh.heed(words.reverse(), 0);
    const times = starts(fresh, 0, 200);
    for (const { remaining, resetAfter } of words) {
      expect(times.filter((time) => time < resetAfter).length).toBeLessThanOrEqual(remaining);
    }
    expect(new Set(times).size).toBeLessThan(20);
  });

  const bad: readonly [Word, RegExp][] = [
    [{ remaining: -1, resetAfter: 1 }, /^remaining must be a finite number from 0, but was -1\.$/],
    [{ remaining: NaN, resetAfter: 1 }, /^remaining must be /],
    [{ remaining: Infinity, resetAfter: 1 }, /^remaining must be /],
    [{ remaining: 1, resetAfter: -1 }, /^resetAfter must be a finite number of milliseconds from 0, but was -1\.$/],
    [{ remaining: 1, resetAfter: Infinity }, /^resetAfter must be /],
    [{ remaining: 1, window: NaN }, /^resetAfter must be /],
  ];
  for (const [word, message] of bad) {
    it(`refuses ${Object.entries(word).join(' ')}, and takes nothing of it`, () => {
      const limits = new ServerLimits();
      expect(() => limits.heed(toInfos([{ remaining: 0, resetAfter: 10 }, word]), 0)).toThrowError(RangeError, message);
      expect(limits.available(0)).toBe(Infinity);
    });
  }
});
