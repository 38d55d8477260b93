import fc from 'fast-check';
import { hintedDelay, jitteredDelay, plainDelay, type BackoffRules, type Jitter } from '../../src/policies/backoff.js';

function rules(changes: Partial<BackoffRules> = {}): BackoffRules {
  return { initialInterval: 100, maxInterval: 30_000, multiplier: 2, jitter: 'none', random: () => 0.5, ...changes };
}

/** The delays before the first retries, each following from the one before. */
function sequence(changes: Partial<BackoffRules>, retries = 6): number[] {
  const settings = rules(changes);
  let previous = settings.initialInterval;
  return Array.from({ length: retries }, (_, retry) => (previous = jitteredDelay(retry, previous, settings)));
}

describe('plainDelay', () => {
  const table: readonly [because: string, changes: Partial<BackoffRules>, retry: number, delay: number][] = [
    ['the first is the initial interval', {}, 0, 100],
    ['each is a multiple of the one before', {}, 3, 800],
    ['it is capped', {}, 9, 30_000],
    ['a cap below the initial interval holds too', { maxInterval: 50 }, 0, 50],
    ['a multiplier of 1 stays', { multiplier: 1 }, 50, 100],
    ['a multiplier below 1 shrinks', { multiplier: 0.5 }, 2, 25],
    ['a broken multiplier multiplies', { multiplier: 1.5 }, 2, 225],
    ['retry 5000 overflows into the cap', {}, 5000, 30_000],
    ['without a cap it overflows into never', { maxInterval: Infinity }, 5000, Infinity],
    ['nothing grows from 0', { initialInterval: 0 }, 0, 0],
    ['not even where the power overflows', { initialInterval: 0, maxInterval: Infinity }, 5000, 0],
    ['a cap of 0 leaves no delay', { maxInterval: 0 }, 3, 0],
    ['never comes never', { initialInterval: Infinity, maxInterval: Infinity }, 0, Infinity],
    ['a function replaces the formula', { backoffDelay: (iteration, initial) => initial + iteration }, 7, 107],
    ['and is capped', { backoffDelay: () => 1e9 }, 0, 30_000],
    ['it may return 0', { backoffDelay: () => 0 }, 0, 0],
  ];
  for (const [because, changes, retry, delay] of table) {
    it(`before retry ${retry} is ${delay}: ${because}`, () => {
      expect(plainDelay(retry, rules(changes))).toBe(delay);
    });
  }
});

describe('jitteredDelay', () => {
  const jitters: readonly [jitter: Jitter, random: number, delays: number[]][] = [
    ['none', 0.5, [100, 200, 400, 800, 1600, 3200]],
    ['full', 0, [0, 0, 0, 0, 0, 0]],
    ['full', 0.5, [50, 100, 200, 400, 800, 1600]],
    ['full', 0.999, [99.9, 199.8, 399.6, 799.2, 1598.4, 3196.8]],
    ['equal', 0, [50, 100, 200, 400, 800, 1600]],
    ['equal', 0.5, [75, 150, 300, 600, 1200, 2400]],
    ['equal', 0.999, [99.95, 199.9, 399.8, 799.6, 1599.2, 3198.4]],
    ['decorrelated', 0, [100, 100, 100, 100, 100, 100]],
    ['decorrelated', 0.5, [200, 350, 575, 912.5, 1418.75, 2178.125]],
    ['decorrelated', 0.999, [299.8, 898.6006, 2693.2059982, 8071.638376605401, 24_190.8002146864, 30_000]],
  ];
  for (const [jitter, random, delays] of jitters) {
    it(`is the formula of the contract: ${String(jitter)} with ${random}`, () => {
      sequence({ jitter, random: () => random }).forEach((delay, retry) => expect(delay).toBeCloseTo(delays[retry]!, 6));
    });
  }

  it('asks for no random number without jitter, and for one with it', () => {
    for (const [jitter, calls] of [
      ['none', 0],
      ['full', 1],
      ['equal', 1],
      ['decorrelated', 1],
    ] as const) {
      // prettier-ignore
      const random = jasmine.createSpy('random').and.returnValue(0.5);
      jitteredDelay(0, 100, rules({ jitter, random }));
      expect(random).toHaveBeenCalledTimes(calls);
    }
  });

  it('stays within the bounds of its formula', () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const interval = fc.integer({ min: 0, max: 100_000 });
    fc.assert(
      fc.property(share, interval, interval, fc.nat(60), (random, initialInterval, maxInterval, retry) => {
        const of = (jitter: Jitter, previous = initialInterval): number =>
          jitteredDelay(retry, previous, rules({ jitter, random: () => random, initialInterval, maxInterval }));
        const delay = of('none');
        const isWithin = (value: number, low: number, high: number): boolean => value >= low && value <= high;
        expect(isWithin(of('full'), 0, delay)).toBeTrue();
        expect(isWithin(of('equal'), delay / 2, delay)).toBeTrue();
        expect(isWithin(of('decorrelated'), Math.min(initialInterval, maxInterval), maxInterval)).toBeTrue();
      }),
    );
  });

  it('is capped in every form, and 0 where the initial interval is', () => {
    for (const jitter of ['none', 'full', 'equal', 'decorrelated'] as const) {
      expect(Math.max(...sequence({ jitter, random: () => 0.999, maxInterval: 500 }, 50))).toBeLessThanOrEqual(500);
      expect(sequence({ jitter, initialInterval: 0 }, 3)).toEqual([0, 0, 0]);
    }
  });

  it('survives an overflow: retry 5000 is the cap, or never without one', () => {
    for (const jitter of ['none', 'full', 'equal'] as const) {
      expect(jitteredDelay(5000, 100, rules({ jitter, random: () => 1 }))).toBe(30_000);
      expect(jitteredDelay(5000, 100, rules({ jitter, maxInterval: Infinity }))).toBe(Infinity);
    }
    expect(jitteredDelay(5000, Infinity, rules({ jitter: 'decorrelated' }))).toBe(30_000);
  });

  it('jitters what backoffDelay returns in the same way', () => {
    const backoffDelay = (): number => 1000;
    expect(jitteredDelay(3, 0, rules({ backoffDelay, jitter: 'full' }))).toBe(500);
    expect(jitteredDelay(3, 0, rules({ backoffDelay, jitter: 'equal' }))).toBe(750);
  });

  it('asks a jitter function with the capped delay, the retry and the source of chance', () => {
    const random = (): number => 0.5;
    const jitter = jasmine.createSpy('jitter').and.returnValue(7);
    expect(jitteredDelay(9, 100, rules({ jitter, random }))).toBe(7);
    expect(jitter).toHaveBeenCalledOnceWith(30_000, 9, random);
  });

  it('lets a jitter function say never, and more than the cap', () => {
    expect(jitteredDelay(0, 100, rules({ jitter: () => Infinity }))).toBe(Infinity);
    expect(jitteredDelay(0, 100, rules({ jitter: (delay) => delay * 1000 }))).toBe(100_000);
  });

  for (const bad of [NaN, -1, -Infinity, undefined, 'soon', '5']) {
    const give = (): number => bad as number;
    it(`refuses ${String(bad)} from a callback with a RangeError that names it`, () => {
      expect(() => jitteredDelay(0, 100, rules({ backoffDelay: give }))).toThrowError(
        RangeError,
        `backoffDelay must return a number of milliseconds from 0 to Infinity, but returned ${bad}.`,
      );
      expect(() => jitteredDelay(0, 100, rules({ jitter: give }))).toThrowError(
        RangeError,
        `jitter must return a number of milliseconds from 0 to Infinity, but returned ${bad}.`,
      );
      for (const jitter of ['full', 'equal', 'decorrelated'] as const) {
        expect(() => jitteredDelay(0, 100, rules({ jitter, random: give }))).toThrowError(
          RangeError,
          `random must return a number from 0 to 1, but returned ${bad}.`,
        );
      }
    });
  }

  it('refuses a chance above 1', () => {
    expect(() => jitteredDelay(0, 100, rules({ jitter: 'full', random: () => 1.5 }))).toThrowError(RangeError);
  });
});

describe('hintedDelay', () => {
  const table: readonly [because: string, changes: Partial<BackoffRules>, retry: number, hint: number, delay: number][] = [
    ['the hint is longer', {}, 0, 5000, 5000],
    ['the plain delay is longer', {}, 6, 5000, 6400],
    ['the hint is 0', {}, 0, 0, 100],
    ['the hint is above the cap', {}, 9, 60_000, 60_000],
    ['jitter is added to a long hint', { jitter: 'full' }, 0, 5000, 5050],
    ['jitter is added to the longer plain delay', { jitter: 'full' }, 6, 5000, 9600],
    ['the jitter grows with the retries', { jitter: 'full' }, 3, 5000, 5400],
    ['equal adds the same', { jitter: 'equal' }, 3, 5000, 5400],
    ['decorrelated adds the same', { jitter: 'decorrelated' }, 3, 5000, 5400],
    ['a function adds the same', { jitter: () => 1 }, 3, 5000, 5400],
    ['the jitter is capped with its delay', { jitter: 'full' }, 5000, 60_000, 75_000],
    ['no interval, no jitter', { jitter: 'full', initialInterval: 0 }, 3, 5000, 5000],
    ['the greatest hint', {}, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  ];
  for (const [because, changes, retry, hint, delay] of table) {
    it(`of ${hint} before retry ${retry} is ${delay}: ${because}`, () => {
      expect(hintedDelay(retry, hint, rules(changes))).toBe(delay);
    });
  }

  it('is never less than the hint, and at most a plain delay more than it has to be', () => {
    const share = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const jitter = fc.constantFrom<Jitter>('none', 'full', 'equal', 'decorrelated', () => 0);
    fc.assert(
      fc.property(share, jitter, fc.nat(100_000), fc.nat(20), (random, kind, hint, retry) => {
        const settings = rules({ jitter: kind, random: () => random });
        const [delay, least] = [hintedDelay(retry, hint, settings), Math.max(hint, plainDelay(retry, settings))];
        expect(delay).toBeGreaterThanOrEqual(least);
        expect(delay).toBeLessThanOrEqual(least + plainDelay(retry, settings));
      }),
    );
  });
});
