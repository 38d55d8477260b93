import { clampLimit, LimitRound } from '../../src/policies/limit-round.js';

describe('LimitRound', () => {
  it('knows nothing before a call has told something', () => {
    const { outcomes, losses, latency, clippedLatency, limit } = new LimitRound();
    expect([outcomes, losses]).toEqual([0, 0]);
    expect([latency, clippedLatency, limit]).toEqual([undefined, undefined, undefined]);
  });

  it('sums up latencies, limits and losses', () => {
    const round = new LimitRound();
    round.answered(10, 40, 4, 1);
    round.answered(110, 40, 8, 2);
    round.lost(3);
    expect([round.outcomes, round.losses, round.latency, round.clippedLatency, round.limit]).toEqual([3, 1, 60, 25, 6]);
  });

  it('counts a call as a millisecond at least', () => {
    const round = new LimitRound();
    round.answered(0, Infinity, 4, 1);
    expect([round.latency, round.clippedLatency]).toEqual([1, 1]);
  });

  for (const [active, limit, hasUsed] of [
    [3, 6, true],
    [3, 7, false],
    [9, 7, true],
  ] as const) {
    it(`has ${hasUsed ? '' : 'not '}used a limit of ${limit} with ${active} running`, () => {
      const answered = new LimitRound();
      answered.answered(10, Infinity, limit, active);
      answered.answered(10, Infinity, limit, 1);
      const lost = new LimitRound();
      lost.lost(active);
      lost.lost(1);
      expect([answered.hasUsed(limit), lost.hasUsed(limit)]).toEqual([hasUsed, hasUsed]);
    });
  }
});

describe('clampLimit', () => {
  it('keeps a limit within its bounds', () => {
    expect([1, 3, 9].map((limit) => clampLimit(limit, { min: 2, max: 5 }))).toEqual([2, 3, 5]);
  });
});
