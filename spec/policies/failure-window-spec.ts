import { FailureWindow, type FailureRules } from '../../src/policies/failure-window.js';

const RULES: FailureRules = { failureThreshold: 3, window: { calls: 10 }, minimumCalls: 4, openDuration: 100 };

/** Plays a call a millisecond from 1: `f`ailure, `s`uccess, and in capitals slow ones. */
function play(outcomes: string, rules: () => FailureRules) {
  const window = new FailureWindow(rules);
  [...outcomes].forEach((outcome, at) => window.record(outcome.toLowerCase() === 'f', outcome === outcome.toUpperCase(), at + 1));
  return window;
}

describe('FailureWindow', () => {
  const rate = { failureRate: 0.5 };
  const slow = { failureThreshold: Infinity, slowCallRate: 0.5 };
  const table: readonly [rules: Partial<FailureRules>, outcomes: string, shouldOpen: boolean, because: string][] = [
    [{}, '', false, 'nothing has happened'],
    [{}, 'ff', false, 'one is missing'],
    [{}, 'fff', true, 'three in a row'],
    [{}, 'ffff', true, 'more than enough'],
    [{}, 'ffsf', false, 'a success starts the count again'],
    [{}, 'ffsfff', true, 'three in a row behind the success'],
    [{}, 'fffs', false, 'the row is over'],
    [rate, 'fff', false, 'the window holds fewer than minimumCalls, and rows don’t count beside a rate'],
    [rate, 'fsfs', true, 'half of them, exactly'],
    [rate, 'fsss', false, 'a quarter of them'],
    [rate, 'ffffssssss', false, '4 of 10'],
    [rate, 'fffffsssss', true, '5 of 10'],
    [rate, 'fffffssssss', false, 'the oldest failure is out of the window'],
    [{ failureRate: 0.07, window: { calls: 100 } }, `${'f'.repeat(7)}${'s'.repeat(93)}`, true, '7 of 100 are 0.07, whatever floats say'],
    [{ failureRate: 1 }, 'fffs', false, 'one has succeeded'],
    [{ failureRate: 1 }, 'ffff', true, 'all have failed'],
    [{ ...rate, minimumCalls: 20, window: { calls: 5 } }, 'fffff', true, 'a window smaller than minimumCalls is full'],
    [slow, 'SSs', false, 'fewer than minimumCalls'],
    [slow, 'SSss', true, 'half of them were slow'],
    [slow, 'Ssss', false, 'a quarter was slow'],
    [slow, 'ffff', false, 'failures are not slow'],
    [slow, 'FFss', true, 'slow failures are slow'],
    [{ ...rate, window: { duration: 4 } }, 'ffffssss', false, 'the failures are 4 ms old'],
  ];
  for (const [rules, outcomes, shouldOpen, because] of table) {
    it(`${shouldOpen ? 'opens' : 'doesn’t open'} behind "${outcomes}" with ${JSON.stringify(rules)}: ${because}`, () => {
      expect(play(outcomes, () => ({ ...RULES, ...rules })).shouldOpen(outcomes.length)).toBe(shouldOpen);
    });
  }

  describe('counts slow calls that still run', () => {
    it('among the calls, and nowhere else', () => {
      const window = play('ss', () => ({ ...RULES, ...slow, failureRate: 0.5 }));
      window.slowStarted();
      expect(window.shouldOpen(2)).toBe(false);
      window.slowStarted();
      expect([window.shouldOpen(2), window.rates(2)]).toEqual([true, { failureRate: 0, slowRate: 0.5 }]);
    });

    it('until they end', () => {
      const window = play('ss', () => ({ ...RULES, ...slow }));
      window.slowStarted();
      window.slowStarted();
      window.slowEnded();
      expect([window.shouldOpen(2), window.rates(2).slowRate]).toEqual([false, 1 / 3]);
    });

    it('however long they run: they don’t grow out of a window of time', () => {
      const window = new FailureWindow(() => ({ ...RULES, ...slow, window: { duration: 10 }, minimumCalls: 1 }));
      window.slowStarted();
      expect(window.shouldOpen(1e9)).toBe(true);
    });
  });

  it('has forgotten everything after clear', () => {
    const window = play('FFFFFFFFFF', () => ({ ...RULES, ...slow }));
    window.slowStarted();
    window.clear();
    expect([window.shouldOpen(10), window.isForgotten(10), window.rates(10)]).toEqual([false, true, { failureRate: 0, slowRate: 0 }]);
  });

  describe('follows rules that change', () => {
    const changes: readonly [from: Partial<FailureRules>, to: Partial<FailureRules>, outcomes: string, rate: number, because: string][] = [
      [{}, { window: { calls: 4 } }, 'ffffffssff', 0.5, 'the newest are kept'],
      [{}, { window: { calls: 20 } }, 'ffffffssff', 0.8, 'all are kept'],
      [{ window: { duration: 20 } }, { window: { duration: 4 } }, 'ffffffssff', 0.5, 'those that are too old for the new one are gone'],
      [{}, { window: { duration: 20 } }, 'ffffffffff', 0, 'it didn’t know when they were'],
      [{ window: { duration: 20 } }, { window: { calls: 10 } }, 'ffffffffff', 0, 'it begins empty'],
    ];
    for (const [from, to, outcomes, failureRate, because] of changes) {
      it(`from ${JSON.stringify(from)} to ${JSON.stringify(to)}: ${because}`, () => {
        let rules = { ...RULES, ...from };
        const window = play(outcomes, () => rules);
        rules = { ...rules, ...to };
        window.update();
        expect(window.rates(10).failureRate).toBe(failureRate);
      });
    }

    it('with the same history', () => {
      let rules = RULES;
      const window = play('ff', () => rules);
      rules = { ...RULES, failureThreshold: 2 };
      expect(window.shouldOpen(2)).toBe(true);
    });
  });

  const memories: readonly [outcomes: string, openDuration: unknown, now: number, isForgotten: boolean, because: string][] = [
    ['', 100, 0, true, 'nothing has happened'],
    ['s', 100, 1, true, 'good news need not be kept'],
    ['f', 100, 1, false, 'a row has begun'],
    ['fs', 100, 2, false, 'a failure is in the window'],
    ['S', 100, 1, false, 'a slow call is in the window'],
    ['f', 100, 100, false, 'it is a millisecond younger than an opening'],
    ['f', 100, 101, true, 'an opening would be over'],
    ['ff', 100, 101, false, 'the age is that of the last outcome'],
    ['f', Infinity, 1e15, false, 'an opening would never be over'],
    ['f', () => 1, 30_000, false, 'with a function it is 30 s'],
    ['f', () => 1, 30_001, true, 'with a function it is 30 s'],
  ];
  for (const [outcomes, openDuration, now, isForgotten, because] of memories) {
    it(`has ${isForgotten ? '' : 'not '}forgotten "${outcomes}" at ${now} with an openDuration of ${String(openDuration)}: ${because}`, () => {
      expect(play(outcomes, () => ({ ...RULES, openDuration })).isForgotten(now)).toBe(isForgotten);
    });
  }
});
