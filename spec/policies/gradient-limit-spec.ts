import { firstGradient, isProbe, longestLatency, nextGradient, type GradientLimit } from '../../src/policies/gradient-limit.js';
import { roundOf } from '../support/limit-round.js';

const at = (limit: number, rest: Partial<GradientLimit> = {}): GradientLimit => ({
  algorithm: 'gradient',
  limit,
  baseline: 10,
  untilProbe: 50,
  ...rest,
});
const bounds = { min: 2, max: 400 };
const next = (from: GradientLimit, round: Parameters<typeof roundOf>[0], within = bounds): GradientLimit =>
  nextGradient(from, roundOf({ under: from.limit, ...round }), within);

describe('nextGradient', () => {
  describe('takes so many calls for a round', () => {
    const rows: readonly [from: GradientLimit, outcomes: number, because: string][] = [
      [at(4), 10, 'ten at least'],
      [at(100), 100, 'as many as may run'],
      [at(100, { baseline: undefined }), 200, 'twice as many for the first baseline'],
      [at(9, { resume: 36 }), 20, 'twice as many for a probe'],
    ];
    for (const [from, outcomes, because] of rows) {
      it(because, () => {
        expect(next(from, { answered: outcomes - 1, active: 50 })).toBe(from);
        expect(next(from, { answered: outcomes, active: 50 })).not.toBe(from);
        expect(next(from, { answered: outcomes - 1, lost: 1, active: 50 })).not.toBe(from);
      });
    }
  });

  describe('makes of a limit', () => {
    const rows: readonly [from: number, round: Parameters<typeof roundOf>[0], to: number, because: string][] = [
      [100, { answered: 100, active: 100 }, 110, 'as fast as ever: √limit more'],
      [100, { answered: 100, latency: 15, active: 100 }, 110, 'half as slow again is tolerated'],
      [100, { answered: 100, latency: 20, active: 100 }, 85, 'three quarters, and √limit'],
      [100, { answered: 100, latency: 1000, active: 100 }, 60, 'half is the least gradient'],
      [100, { answered: 100, active: 50 }, 110, 'half of it was in use'],
      [100, { answered: 100, active: 49 }, 100, 'nobody came near it'],
      [100, { answered: 100, latency: 1000, active: 49 }, 100, 'nobody came near it, though it was slow'],
      [100, { answered: 100, under: 64, active: 100 }, 100, 'fast calls that began under a lower limit are no reason to go back'],
      [100, { answered: 100, latency: 20, under: 64, active: 100 }, 56, 'slow calls are judged by the limit under which they began'],
      [100, { answered: 90, lost: 10, active: 100 }, 99, 'the share of the losses goes'],
      [100, { answered: 10, lost: 90, active: 100 }, 50, 'half of it at most'],
      [100, { lost: 100, active: 100 }, 50, 'half of it at most, also without any answer'],
      [100, { answered: 99, lost: 1, active: 1 }, 99, 'losses count though nobody came near it'],
      [3, { answered: 10, latency: 1000, active: 3 }, 3, 'a small limit keeps its headroom'],
      [2, { lost: 10, active: 2 }, 2, 'min'],
      [399, { answered: 399, active: 399 }, 400, 'max'],
    ];
    for (const [from, round, to, because] of rows) {
      it(`${from} → ${to}: ${because}`, () => expect(next(at(from), round).limit).toBe(to));
    }
  });

  it('comes to rest at 1.5 × C + √limit where the service does C calls at once', () => {
    let state = at(20);
    for (let i = 0; i < 30; i++) {
      const latency = 10 * Math.max(1, state.limit / 40);
      state = next({ ...state, untilProbe: 50 }, { answered: state.limit, latency, active: state.limit });
    }
    expect(state.limit).toBeGreaterThanOrEqual(66);
    expect(state.limit).toBeLessThanOrEqual(69);
  });

  describe('moves the baseline', () => {
    const rows: readonly [baseline: number | undefined, latency: number, active: number, to: number, because: string][] = [
      [undefined, 12, 20, 12, 'the first round measures it'],
      [10, 20, 9, 11, 'up by a tenth of the way without load'],
      [10, 5, 9, 9.5, 'down by a tenth of the way without load'],
      [10, 20, 20, 10, 'not up under load: it may be our own queue'],
      [10, 6, 20, 10, 'not down for a little under load: it may be chance'],
      [10, 4, 20, 9.4, 'down under load when it is more than twice too high'],
    ];
    for (const [baseline, latency, active, to, because] of rows) {
      it(because, () => expect(next(at(20, { baseline }), { answered: 40, latency, active }).baseline).toBeCloseTo(to, 9));
    }

    it('nowhere when nothing was answered', () => {
      expect(next(at(20), { lost: 20, active: 20 }).baseline).toBe(10);
      expect(next(at(20, { baseline: undefined }), { lost: 40, active: 20 }).baseline).toBeUndefined();
    });
  });

  describe('probes', () => {
    it('for the first time after 5 rounds under load', () => {
      let state = firstGradient(20);
      const limits: number[] = [];
      for (let i = 0; i < 6; i++) {
        state = next(state, { answered: 100, active: state.limit });
        limits.push(state.limit);
      }
      expect(limits).toEqual([24, 28, 33, 38, 11, 44]);
    });

    it('at a quarter of the limit, rounded up, and not below min', () => {
      const round = { answered: 20, active: 10 };
      expect(next(at(10, { untilProbe: 1 }), round)).toEqual(jasmine.objectContaining({ limit: 4, resume: 13 }));
      expect(next(at(10, { untilProbe: 1 }), round, { min: 9, max: 400 })).toEqual(jasmine.objectContaining({ limit: 9, resume: 13 }));
    });

    it('not for rounds without load', () => {
      expect(next(at(20, { untilProbe: 1 }), { answered: 20, active: 9 })).toEqual(at(20, { untilProbe: 1 }));
    });

    it('soon after a round at the least gradient', () => {
      expect(next(at(20), { answered: 20, latency: 31, active: 20 }).untilProbe).toBe(5);
      expect(next(at(20), { answered: 20, latency: 29, active: 20 }).untilProbe).toBe(49);
      expect(next(at(20, { untilProbe: 3 }), { answered: 20, latency: 31, active: 20 }).untilProbe).toBe(2);
    });

    const rows: readonly [round: Partial<Parameters<typeof roundOf>[0]>, to: Partial<GradientLimit>, because: string][] = [
      [{ answered: 20 }, { limit: 36, baseline: 10, untilProbe: 50 }, 'the baseline was right'],
      [{ answered: 20, latency: 14 }, { limit: 36, baseline: 12, untilProbe: 50 }, 'half of the way to what was measured'],
      [{ answered: 20, latency: 16 }, { limit: 36, baseline: 13, untilProbe: 5 }, 'again soon where it was far too low'],
      [{ answered: 20, latency: 6 }, { limit: 36, baseline: 8, untilProbe: 5 }, 'again soon where it was far too high'],
      [{ answered: 15, lost: 5 }, { limit: 27, baseline: 10, untilProbe: 50 }, 'losses count as ever'],
      [{ lost: 20 }, { limit: 18, baseline: 10, untilProbe: 5 }, 'again soon where nothing was answered'],
    ];
    for (const [round, to, because] of rows) {
      it(`and ends: ${because}`, () => {
        const after = next(at(9, { resume: 36 }), { active: 9, ...round });
        expect(after).toEqual(jasmine.objectContaining(to));
        expect(isProbe(after)).toBeFalse();
      });
    }

    it('though there is no baseline yet', () => {
      const unknown = at(9, { baseline: undefined, resume: 36 });
      expect(next(unknown, { answered: 20, active: 9 })).toEqual(jasmine.objectContaining({ baseline: 10, untilProbe: 50 }));
      expect(next(unknown, { lost: 20, active: 9 }).baseline).toBeUndefined();
    });
  });
});

describe('longestLatency', () => {
  it('is four times the baseline, and no limit as long as there is none', () => {
    expect(longestLatency(at(20))).toBe(40);
    expect(longestLatency(firstGradient(20))).toBe(Infinity);
  });
});
