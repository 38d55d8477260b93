import { ConsecutiveFailures } from '../../src/policies/consecutive-failures.js';

describe('ConsecutiveFailures', () => {
  /** Plays `f`s and `s`es, one a millisecond from 1. */
  function play(outcomes: string, rules: { failureThreshold: number; openDuration: unknown } = { failureThreshold: 3, openDuration: 100 }) {
    const window = new ConsecutiveFailures(() => rules);
    [...outcomes].forEach((outcome, at) => window.record(outcome === 'f', at + 1));
    return window;
  }

  const table: readonly [outcomes: string, shouldOpen: boolean, because: string][] = [
    ['', false, 'nothing has happened'],
    ['ff', false, 'one is missing'],
    ['fff', true, 'three in a row'],
    ['ffff', true, 'more than enough'],
    ['ffsf', false, 'a success starts the count again'],
    ['ffsfff', true, 'three in a row after the success'],
    ['fffs', false, 'the row is over'],
  ];
  for (const [outcomes, shouldOpen, because] of table) {
    it(`${shouldOpen ? 'opens' : 'doesn’t open'} after "${outcomes}": ${because}`, () => {
      expect(play(outcomes).shouldOpen()).toBe(shouldOpen);
    });
  }

  it('follows a threshold that changes, with the same history', () => {
    const rules = { failureThreshold: 3, openDuration: 100 };
    const window = play('ff', rules);
    rules.failureThreshold = 2;
    expect(window.shouldOpen()).toBe(true);
  });

  it('has forgotten everything after clear', () => {
    const window = play('fff');
    window.clear();
    expect([window.shouldOpen(), window.isEmpty(3)]).toEqual([false, true]);
  });

  const emptiness: readonly [outcomes: string, openDuration: unknown, now: number, isEmpty: boolean, because: string][] = [
    ['', 100, 0, true, 'nothing has happened'],
    ['s', 100, 1, true, 'a success leaves nothing to remember'],
    ['f', 100, 1, false, 'a row has begun'],
    ['f', 100, 100, false, 'it is a millisecond younger than an opening'],
    ['f', 100, 101, true, 'an opening would be over'],
    ['ff', 100, 101, false, 'the age is that of the last failure'],
    ['f', Infinity, 1e15, false, 'an opening would never be over'],
    ['f', () => 1, 30_000, false, 'with a function it is 30 s'],
    ['f', () => 1, 30_001, true, 'with a function it is 30 s'],
  ];
  for (const [outcomes, openDuration, now, isEmpty, because] of emptiness) {
    it(`is ${isEmpty ? '' : 'not '}empty at ${now} after "${outcomes}" with an openDuration of ${String(openDuration)}: ${because}`, () => {
      expect(play(outcomes, { failureThreshold: 3, openDuration }).isEmpty(now)).toBe(isEmpty);
    });
  }
});
