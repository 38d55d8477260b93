import { concat, EMPTY, NEVER, of, throwError, type Observable } from 'rxjs';
import { CircuitBreaker, circuitBreaker, CircuitOpenError, protect, type CircuitBreakerOptions } from '../../src/index.js';
import { manualTime } from '../policies/circuit-time.js';

const boom = new Error('boom');

function create(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({ failureRate: 0.5, minimumCalls: 4, openDuration: 100, scheduler: time.scheduler, ...options });
  return { time, breaker, status: () => breaker.state$.value.status };
}

function run(breaker: CircuitBreaker, source: Observable<unknown>): void {
  source.pipe(circuitBreaker(breaker)).subscribe({ error: () => undefined });
}
const failed = throwError(() => boom);

describe('18: a rate needs minimumCalls; only calls that reached the source are in its denominator', () => {
  for (const window of [{ calls: 10 }, { duration: 1000 }]) {
    it(`and one call less opens nothing, though all have failed, over ${JSON.stringify(window)}`, () => {
      const { breaker, status } = create({ window });
      for (let call = 0; call < 3; call++) run(breaker, failed);
      expect([status(), breaker.metrics.failureRate]).toEqual(['closed', 1]);
      run(breaker, failed);
      expect(status()).toBe('open');
    });

    it(`and calls that are cancelled or ignored are none of them, over ${JSON.stringify(window)}`, () => {
      const { breaker, status } = create({ window });
      for (let call = 0; call < 3; call++) run(breaker, failed);
      for (let call = 0; call < 50; call++) {
        NEVER.pipe(circuitBreaker(breaker)).subscribe().unsubscribe();
        run(
          breaker,
          throwError(() => new CircuitOpenError('another')),
        );
      }
      expect([status(), breaker.metrics.failureRate, breaker.metrics.ignored]).toEqual(['closed', 1, 100]);
      run(breaker, EMPTY);
      expect(status()).toBe('open'); // three of four
    });

    it(`and calls that still run are none of them, over ${JSON.stringify(window)}`, () => {
      const { breaker, status } = create({ window });
      for (let call = 0; call < 50; call++) run(breaker, call % 2 ? NEVER : concat(of('value'), NEVER));
      for (let call = 0; call < 3; call++) run(breaker, failed);
      expect([status(), breaker.metrics.failureRate]).toEqual(['closed', 1]);
    });

    it(`and refusals are none of them, over ${JSON.stringify(window)}`, () => {
      const { breaker, time, status } = create({ window, rampUp: { duration: 1000, steps: 1 } });
      for (let call = 0; call < 4; call++) run(breaker, failed);
      for (let call = 0; call < 50; call++) run(breaker, of('refused while open'));
      time.advance(100);
      run(breaker, of('a probe'));
      expect([status(), breaker.metrics.failureRate, breaker.metrics.refused]).toEqual(['closed', 0, 50]);
      const refused = breaker.metrics.refused;
      for (let call = 0; call < 6; call++) run(breaker, failed); // every second one is refused by the ramp-up
      expect([status(), breaker.metrics.refused - refused, breaker.metrics.failureRate]).toEqual(['closed', 3, 1]);
      run(breaker, failed);
      expect(status()).toBe('open');
    });
  }

  it('and a slow call that runs is one from the moment on at which it is slow', () => {
    const { breaker, time, status } = create({ failureRate: undefined, failureThreshold: 1e9, slowCallRate: 0.5, slowCallDuration: 100 });
    for (let call = 0; call < 3; call++) run(breaker, NEVER);
    time.advance(150);
    expect([status(), breaker.metrics.slowRate]).toEqual(['closed', 1]);
    run(breaker, NEVER);
    time.advance(99);
    expect(status()).toBe('closed');
    time.advance(1);
    expect(status()).toBe('open');
  });

  it('and what a queue or an open circuit in protect keeps from the source is none of them', () => {
    const { breaker, time, status } = create();
    const policy = protect({ breaker, limiter: { capacity: 3, refillPerSecond: 1e-9 }, scheduler: time.scheduler });
    for (let call = 0; call < 20; call++) policy(failed).subscribe({ error: () => undefined });
    expect([status(), breaker.metrics.calls, breaker.metrics.failureRate]).toEqual(['closed', 3, 1]);
  });

  it('and a window that is smaller than the default of ten has to be full', () => {
    const { breaker, status } = create({ minimumCalls: undefined, window: { calls: 5 } });
    for (let call = 0; call < 4; call++) run(breaker, failed);
    expect(status()).toBe('closed');
    run(breaker, of('value'));
    expect(status()).toBe('open');
  });
});
