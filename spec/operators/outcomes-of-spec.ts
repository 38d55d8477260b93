import { CircuitBreaker } from '../../src/index.js';
import { outcomesOf } from '../../src/operators/outcomes-of.js';

describe('outcomesOf', () => {
  it('tells every outcome and no refusal, from the subscription on', () => {
    const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 0 });
    const isolation = breaker.isolate();
    breaker.refuse();
    isolation.unsubscribe();
    let told = 0;
    const subscription = outcomesOf(breaker).subscribe(() => told++);
    const seen = [
      () => breaker.tryAcquire()!.success(),
      () => breaker.tryAcquire()!.release(),
      () => breaker.refuse(),
      () => breaker.tryAcquire()!.failure(),
      () => breaker.refuse(),
      () => breaker.refuse(),
      () => breaker.tryAcquire()!.answered(),
    ].map((happen) => {
      const before = told;
      happen();
      return told - before;
    });
    expect(seen).toEqual([1, 1, 0, 1, 0, 0, 1]);
    subscription.unsubscribe();
    expect(breaker.idle).toBeFalse();
    breaker.reset();
    breaker.tryAcquire()!.success();
    expect(told).toBe(4);
  });
});
