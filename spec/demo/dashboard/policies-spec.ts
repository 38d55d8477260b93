import { createStage, DOWN, type Stage } from './stage.js';

describe('the dashboard’s policies', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = createStage();
    stage.model.setLoad({ rate: 30 });
    stage.pass(1_000);
  });
  afterEach(() => stage.model.dispose());

  it('hold from the next request on: no retries', () => {
    stage.model.setPolicy({ retries: 0, minimumCalls: 50 });
    stage.answer('orders', DOWN);
    stage.pass(1_000);
    expect(stage.model.sides.protected.now$.value.totals.retries).toBe(0);
    stage.model.setPolicy({ retries: 2 });
    stage.pass(1_000);
    expect(stage.model.sides.protected.now$.value.totals.retries).toBeGreaterThan(0);
  });

  it('hold from the next request on: the timeout of an attempt', () => {
    stage.model.setPolicy({ retries: 0, minimumCalls: 50, attemptTimeout: 50 });
    stage.answer('orders', { marbles: '200ms (h|)' });
    stage.pass(2_000);
    expect(stage.model.sides.protected.now$.value.totals.timedOut).toBeGreaterThan(10);
  });

  it('hold at once: the limiter’s rate makes attempts wait', () => {
    const { state$ } = stage.model.services[0]!.limiter;
    expect(state$.value).toEqual(jasmine.objectContaining({ available: 40, capacity: 40, rate: 100, queued: 0, maxQueue: 100 }));
    stage.model.setPolicy({ rate: 5, capacity: 1 }, 'orders');
    stage.pass(5_000);
    const { capacity, rate, queued, grantedPerSecond, waitP50 = 0, waitP95 = 0 } = state$.value;
    expect({ capacity, rate }).toEqual({ capacity: 1, rate: 5 });
    expect(Math.abs(grantedPerSecond - 5)).toBeLessThanOrEqual(1);
    expect(queued).toBeGreaterThan(20);
    expect(waitP95).toBeGreaterThan(waitP50);
    expect(stage.model.sides.protected.now$.value.waiting).toBeGreaterThanOrEqual(queued);
  });

  it('pause the limiter for everyone when the server says Retry-After', () => {
    stage.answer('orders', { marbles: '5ms (h|)', values: { h: { status: 429, headers: { 'Retry-After': '2' } } } });
    stage.pass(200);
    const { pausedUntil = 0 } = stage.model.services[0]!.limiter.state$.value;
    const pausedAt = pausedUntil - 2_000;
    expect(pausedAt).toBeGreaterThan(1_000);
    stage.pass(2_000);
    expect(stage.sent('orders', pausedAt + 1, pausedUntil).length).toBe(0);
  });

  const mistakes: readonly [change: object, message: RegExp][] = [
    [{ failureRate: 2 }, /^failureRate must be/],
    [{ openDuration: -1 }, /^openDuration must be/],
    [{ capacity: 0 }, /^capacity must be/],
    [{ retries: 0.5 }, /^maxRetries must be/],
    [{ attemptTimeout: 0 }, /^attemptTimeout must be/],
    [{ jitter: 'some' }, /^jitter must be/],
  ];
  for (const [change, message] of mistakes) {
    it(`refuse ${JSON.stringify(change)}, and change nothing`, () => {
      const before = stage.model.policy$.value;
      expect(() => stage.model.setPolicy(change)).toThrowError(RangeError, message);
      expect(stage.model.policy$.value).toBe(before);
    });
  }
});
