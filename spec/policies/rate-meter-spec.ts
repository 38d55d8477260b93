import { RateMeter } from '../../src/policies/rate-meter.js';

describe('RateMeter', () => {
  it('counts what has happened within the last second, in slices of 100 ms', () => {
    const meter = new RateMeter();
    for (const time of [0, 99, 100, 550]) meter.add(time);
    const seen = [550, 999, 1000, 1099, 1100, 1500].map((now) => meter.perSecond(now));
    expect(seen).toEqual([4, 4, 2, 2, 1, 0]);
  });

  it('forgets all after a long silence', () => {
    const meter = new RateMeter();
    const now = 1_700_000_000_123;
    for (let i = 0; i < 5; i++) meter.add(now + i * 100);
    expect(meter.perSecond(now + 400)).toBe(5);
    expect(meter.perSecond(now + 86_400_000)).toBe(0);
    meter.add(now + 86_400_000);
    expect(meter.perSecond(now + 86_400_000)).toBe(1);
  });
});
