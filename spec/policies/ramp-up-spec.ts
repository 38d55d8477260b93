import fc from 'fast-check';
import { RampUp, type RampUpRules } from '../../src/policies/ramp-up.js';

/** Plays calls at these times: `A`dmitted or `r`efused. */
function play(rules: RampUpRules, times: readonly number[], startedAt = 0): string {
  const ramp = new RampUp(rules, startedAt);
  return times.map((time) => call(ramp, time)).join('');
}

function call(ramp: RampUp, now: number): 'A' | 'r' {
  const isAdmitted = ramp.canAdmit(now);
  if (isAdmitted) ramp.admitted();
  else ramp.refused();
  return isAdmitted ? 'A' : 'r';
}

const at = (time: number, count: number): number[] => new Array<number>(count).fill(time);

describe('RampUp', () => {
  const patterns: readonly [rules: RampUpRules, times: number[], pattern: string, because: string][] = [
    [{ duration: 100, steps: 1 }, at(0, 8), 'ArArArAr', 'the only step admits a half'],
    [{ duration: 100, steps: 2 }, at(0, 9), 'ArrArrArr', 'step 0 of 2 admits a third'],
    [{ duration: 100, steps: 2 }, at(50, 9), 'ArAArAArA', 'step 1 of 2 admits two thirds'],
    [{ duration: 100, steps: 3 }, at(0, 8), 'ArrrArrr', 'step 0 of 3 admits a quarter'],
    [{ duration: 100, steps: 4 }, at(30, 10), 'ArrArArrAr', 'step 1 of 4 admits two fifths'],
    [{ duration: 100, steps: 2 }, [...at(49, 2), ...at(50, 4)], 'ArArAA', 'a step begins by admitting one'],
    [{ duration: 100, steps: 2 }, [...at(0, 3), ...at(50, 1)], 'ArrA', 'what was saved in one step is not taken into the next'],
    [{ duration: 100, steps: 10 }, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90], 'AAAAAAAAAA', 'one call in each step is not held back'],
    [{ duration: 100, steps: 4 }, at(99, 6), 'ArAAAA', 'a late first call finds the last step'],
  ];
  for (const [rules, times, pattern, because] of patterns) {
    it(`lets ${pattern} through at ${times.join(' ')} with ${JSON.stringify(rules)}: ${because}`, () => {
      expect(play(rules, times)).toBe(pattern);
    });
  }

  it('admits the first call of a step, and its exact share of any number of calls behind it', () => {
    const anyRules = fc.record({ duration: fc.integer({ min: 1, max: 1000 }), steps: fc.integer({ min: 1, max: 40 }) });
    const history = fc.property(anyRules, fc.nat({ max: 999 }), fc.integer({ min: 1, max: 400 }), (rules, share, calls) => {
      const time = (share / 1000) * rules.duration;
      const step = Math.floor((time * rules.steps) / rules.duration);
      const admitted = play(rules, at(time, calls)).replaceAll('r', '').length;
      return admitted === 1 + Math.floor(((calls - 1) * (step + 1)) / (rules.steps + 1));
    });
    expect(() => fc.assert(history, { numRuns: 2000 })).not.toThrow();
  });

  const steps: readonly [rules: RampUpRules, startedAt: number, now: number, next: number][] = [
    [{ duration: 100, steps: 4 }, 0, 0, 25],
    [{ duration: 100, steps: 4 }, 0, 24.9, 25],
    [{ duration: 100, steps: 4 }, 0, 25, 50],
    [{ duration: 100, steps: 4 }, 0, 99, 100],
    [{ duration: 100, steps: 4 }, 7, 32, 57],
    [{ duration: 100, steps: 1 }, 0, 50, 100],
    [{ duration: 90, steps: 3 }, 1.7e12, 1.7e12 + 30, 1.7e12 + 60],
  ];
  for (const [rules, startedAt, now, next] of steps) {
    it(`tells that from ${now} the next step is at ${next}, with ${JSON.stringify(rules)} from ${startedAt}`, () => {
      expect(new RampUp(rules, startedAt).nextStepAt(now)).toBe(next);
    });
  }

  it('has steps of a fraction of a millisecond where they don’t divide, each reached at the first whole one behind', () => {
    for (const startedAt of [0, 5, 1.7e12]) {
      const ramp = new RampUp({ duration: 100, steps: 3 }, startedAt);
      expect([33, 34, 66, 67].map((time) => ramp.nextStepAt(startedAt + time) - startedAt).map(Math.ceil)).toEqual([34, 67, 67, 100]);
    }
  });

  it('admits whoever comes when the next step was said to begin, in whole milliseconds', () => {
    const anyRules = fc.record({ duration: fc.integer({ min: 1, max: 5000 }), steps: fc.integer({ min: 1, max: 60 }) });
    const history = fc.property(anyRules, fc.constantFrom(0, 3, 1.7e12), fc.nat({ max: 999 }), (rules, startedAt, share) => {
      const ramp = new RampUp(rules, startedAt);
      const now = startedAt + Math.floor((share / 1000) * rules.duration);
      while (ramp.canAdmit(now)) ramp.admitted();
      const wait = Math.ceil(ramp.nextStepAt(now) - now);
      return wait > 0 && (ramp.isOver(now + wait) || ramp.canAdmit(now + wait));
    });
    expect(() => fc.assert(history, { numRuns: 2000 })).not.toThrow();
  });

  it('is over once its duration has passed, and not before', () => {
    const ramp = new RampUp({ duration: 100, steps: 3 }, 5);
    expect([5, 104.9, 105, 1e15].map((now) => ramp.isOver(now))).toEqual([false, false, true, true]);
  });

  it('asked without a call, takes nothing', () => {
    const ramp = new RampUp({ duration: 100, steps: 1 }, 0);
    expect([ramp.canAdmit(0), ramp.canAdmit(0), call(ramp, 0), ramp.canAdmit(0), ramp.canAdmit(0)]).toEqual([
      true,
      true,
      'A',
      false,
      false,
    ]);
  });

  it('saves nothing up from refusals that had another reason', () => {
    const ramp = new RampUp({ duration: 100, steps: 2 }, 0);
    for (let count = 0; count < 100; count++) ramp.refused();
    ramp.canAdmit(0);
    for (let count = 0; count < 100; count++) ramp.refused();
    expect(at(0, 6).map((time) => call(ramp, time))).toEqual(['A', 'r', 'r', 'A', 'r', 'r']);
  });

  it('works with more steps than there are milliseconds', () => {
    const ramp = new RampUp({ duration: 10, steps: 1e9 }, 0);
    expect([0, 0, 0, 5, 5, 5, 9].map((time) => call(ramp, time)).join('')).toBe('ArrArAA');
  });
});
