import { WindowLog } from '../../src/policies/window-log.js';

describe('WindowLog', () => {
  it('holds what started less than a window ago', () => {
    const log = new WindowLog({ limit: 5, window: 10 });
    log.take(2, 0);
    log.take(1, 4);
    log.take(1, 4);
    expect([4, 9, 10, 13, 14].map((now) => log.available(now))).toEqual([1, 1, 3, 3, 5]);
  });

  it('plans one behind the other, and changes nothing by it', () => {
    const log = new WindowLog({ limit: 2, window: 10 });
    log.take(1, 0);
    log.take(1, 4);
    const plan = log.plan(5);
    const starts = [1, 2, 1].map((cost) => {
      const start = plan.startOf(cost);
      plan.book(cost);
      return start;
    });
    expect(starts).toEqual([10, 20, 30]);
    expect(log.plan(100).startOf(2)).toBe(100);
    expect(log.available(5)).toBe(0);
  });

  it('has room for a whole cost again when fractions have left', () => {
    const log = new WindowLog({ limit: 1, window: 10 });
    for (const cost of [1, 2, 3]) log.take(cost / 10, cost);
    expect(log.plan(3).startOf(1)).toBe(13);
    expect(log.available(13)).toBe(1);
  });

  it('keeps its count over many times its limit', () => {
    const log = new WindowLog({ limit: 100, window: 1000 });
    for (let now = 0; now < 100_000; now += 10) {
      expect(log.available(now)).toBeGreaterThan(0);
      log.take(1, now);
    }
    expect(log.available(99_999)).toBe(0);
    expect(log.available(100_000)).toBe(1);
    expect(log.available(100_990)).toBe(100);
  });

  it('adds up fractions of a start without losing one to rounding', () => {
    const log = new WindowLog({ limit: 1, window: 60 });
    for (const cost of [0.8, 0.1]) log.take(cost, 0);
    expect(log.available(0)).toBe(0.1);
    expect(log.plan(0).startOf(0.1)).toBe(0);
    log.take(0.1, 0);
    expect([log.available(0), log.available(60)]).toEqual([0, 1]);
  });
});
