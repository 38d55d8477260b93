import { absent, judge, judgeRatio, worst, type Judgement } from '../../bench/harness/judge.js';
import { again, type Measured } from '../../bench/harness/measure.js';
import { spreadOf } from '../../bench/harness/spread.js';

/** Three rounds, in which every contender took the same time, but for a second measurement of the reference. */
function measuredOf(times: Record<string, number>, itself = [1, 1, 1]): Measured {
  const figure: Measured['figure'] = (of) =>
    spreadOf(itself.map((factor) => of((name) => (name === again('reference') ? times.reference! * factor : times[name]!))));
  return { title: 'a measurement', names: Object.keys(times), timeOf: (name) => figure((time) => time(name)), figure };
}

describe('judge', () => {
  it('is met at the bound, missed behind it, and a tie where the noise is as large as what is missing', () => {
    // A composed call may cost at most 1.0 of the hand-written one.
    const verdicts = [0.9, 1, 1.04, 1.06].map((figure) => judge('composedByHand', figure, 0.05).verdict);

    expect(verdicts).toEqual(['met', 'met', 'tie', 'missed']);
  });

  it('takes a least bound the other way round', () => {
    // Events have to be read at least as fast.
    const verdicts = [1.1, 1, 0.96, 0.94].map((figure) => judge('events', figure, 0.05).verdict);

    expect(verdicts).toEqual(['met', 'met', 'tie', 'missed']);
  });
});

describe('judgeRatio', () => {
  it('takes the time as a share of the reference’s, and its noise from the reference’s second measurement', () => {
    const { figure, noise, verdict } = judgeRatio('retry', measuredOf({ own: 9, reference: 10 }, [1, 1.2, 0.9]), 'own', 'reference');

    expect(figure?.median).toBeCloseTo(0.9);
    expect(noise).toBeCloseTo(0.2);
    expect(verdict).toBe('tie');
  });

  it('compares speeds where the target is a least', () => {
    expect(judgeRatio('undici1', measuredOf({ own: 5, reference: 10 }), 'own', 'reference').figure?.median).toBe(2);
  });

  it('is absent without the reference', () => {
    expect(judgeRatio('retry', measuredOf({ own: 9 }), 'own', 'reference')).toEqual(absent('retry', 'reference isn’t on this Node'));
  });
});

describe('worst', () => {
  const medians = (target: 'events' | 'iterate'): Judgement[] => [1.2, 0.8, 1].map((figure) => judge(target, figure));

  it('is the least of what should be high', () => {
    expect(worst(medians('events')).figure?.median).toBe(0.8);
  });

  it('is the most of what should be low', () => {
    expect(worst(medians('iterate')).figure?.median).toBe(1.2);
  });
});
