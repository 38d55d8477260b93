import { TokenLevel } from '../../src/policies/token-level.js';

describe('TokenLevel', () => {
  it('tells the first whole millisecond at which the level is there', () => {
    const level = new TokenLevel({ capacity: 10, refillPerSecond: 3 }, 0, 0);
    for (const [cost, start] of [
      [0.003, 1],
      [0.0031, 2],
      [1, 334],
      [3, 1000],
      [10, 3334],
    ] as const) {
      expect(level.plan(0).startOf(cost)).withContext(`${cost}`).toBe(start);
      expect(level.available(start) >= cost && level.available(start - 1) < cost)
        .withContext(`${cost}`)
        .toBeTrue();
    }
  });

  it('plans for from itself what is there by then, also where that is no whole millisecond', () => {
    const level = new TokenLevel({ capacity: 10, refillPerSecond: 1000 }, 1, 0.25);
    expect(level.plan(0.25).startOf(1)).toBe(0.25);
    expect(level.plan(0.25).startOf(2)).toBe(2);
    expect(level.plan(5.5).startOf(6)).toBe(5.5);
  });

  it('plans one behind the other, and changes nothing by it', () => {
    const level = new TokenLevel({ capacity: 2, refillPerSecond: 100 }, 2, 0);
    const plan = level.plan(0);
    const starts = [1, 1, 1, 2].map((cost) => {
      const start = plan.startOf(cost);
      plan.book(cost);
      return start;
    });
    expect(starts).toEqual([0, 0, 10, 30]);
    expect(level.available(0)).toBe(2);
  });

  it('fills up to the capacity during a pause, and not beyond', () => {
    const level = new TokenLevel({ capacity: 2, refillPerSecond: 100 }, 0, 0);
    const plan = level.plan(1000);
    plan.book(2);
    expect(plan.startOf(1)).toBe(1010);
  });

  for (const [rate, ten] of [
    [3, 30],
    [999_999, 9_999_990],
    [0.7, 7],
  ] as const) {
    it(`stays exact at ${rate} per second when it has been short of tokens for years`, () => {
      const level = new TokenLevel({ capacity: 1e16, refillPerSecond: rate }, 0, 0);
      let taken = 0n;
      let now = 0;
      for (let count = 1; count <= 40; count++) {
        now += 2 ** 31 + 331;
        const whole = Math.floor(level.available(now));
        level.take(whole, now);
        taken += BigInt(whole);
      }
      const rest = BigInt(now) * BigInt(ten) - taken * 10_000n; // in ten-thousandths
      expect(level.available(now)).toBeCloseTo(Number(rest) / 10_000, 12);
    });
  }
});
