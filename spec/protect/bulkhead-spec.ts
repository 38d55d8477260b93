import { NEVER, of, throwError } from 'rxjs';
import {
  Bulkhead,
  BulkheadFullError,
  CircuitBreaker,
  CircuitOpenError,
  protect,
  Registry,
  RequestTimeoutError,
  TokenBucket,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('protect with a bulkhead', () => {
  it('bounds the calls in flight, and shares one made from options among all calls', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a|');
      const policy = protect({ bulkhead: { maxConcurrent: 1 } });
      expectObservable(policy(source)).toBe('--a|');
      expectObservable(policy(source)).toBe('-----a|');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '---^--!']);
    });
  });

  it('takes a place for each attempt, and none while a retry waits', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      const failing = protect({ bulkhead: seats, retry: { initialInterval: 4, jitter: 'none', maxRetries: 1 } });
      expectObservable(failing(cold('-#'))).toBe('------#');
      expectObservable(protect({ bulkhead: seats })(cold('--a|'))).toBe('---a|');
    });
  });

  it('stands outside the limiter: a place is held while a token is waited for', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      const slow = protect({ bulkhead: seats, limiter: new TokenBucket({ capacity: 1, refillPerSecond: 250, initialTokens: 0 }) });
      expectObservable(slow(cold('a|'))).toBe('----a|');
      expectObservable(protect({ bulkhead: seats })(cold('a|'))).toBe('-----a|');
    });
  });

  it('refuses an open circuit before its queue', () => {
    inVirtualTime(({ expectObservable }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 50 });
      breaker.tryAcquire()!.failure();
      seats.tryAcquire();
      expectObservable(protect({ bulkhead: seats, breaker })(of('a'))).toBe('#', undefined, new CircuitOpenError('circuit-breaker', 50));
    });
  });

  it('refuses who waits when the circuit has opened meanwhile, and the next moves up', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 50 });
      const policy = protect({ bulkhead: seats, breaker });
      const down = new Error('down');
      expectObservable(policy(cold('--#', undefined, down))).toBe('--#', undefined, down);
      expectObservable(policy(cold('a|'))).toBe('--#', undefined, new CircuitOpenError('circuit-breaker', 50));
      expectObservable(protect({ bulkhead: seats })(cold('b|'))).toBe('--b|');
      flush();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, refused: 1 }));
    });
  });

  it('ends a wait for a place from outside when the total time is up', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      seats.tryAcquire();
      const waiting = protect({ bulkhead: seats, totalTimeout: 5, retry: {} })(of('a'));
      expectObservable(waiting).toBe('-----#', undefined, new RequestTimeoutError('total', 5));
      flush();
      expect(seats.state$.value.queued).toBe(0);
    });
  });

  it('does not retry a refusal', () => {
    inVirtualTime(({ expectObservable }) => {
      const seats = new Bulkhead({ name: 'seats', maxConcurrent: 1, maxQueue: 0 });
      seats.tryAcquire();
      expectObservable(protect({ bulkhead: seats, retry: {} })(of('a'))).toBe('#', undefined, new BulkheadFullError('seats'));
    });
  });

  it('finds the bulkhead of a key in a registry', () => {
    const registry = new Registry((name) => new Bulkhead({ name, maxConcurrent: 1 }));
    const running = protect({ bulkhead: registry })(NEVER).subscribe();
    expect([...registry.entries$.value.keys()]).toEqual(['']);
    expect(registry.get('').state$.value.active).toBe(1);
    running.unsubscribe();
    expect(registry.get('').idle).toBeTrue();
  });

  it('gives the place back however the call ends', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const policy = protect({ bulkhead: seats, breaker: {}, limiter: { capacity: 9, refillPerSecond: 9 } });
    policy(of('a')).subscribe();
    policy(throwError(() => new Error('down'))).subscribe({ error: () => undefined });
    policy(NEVER).subscribe().unsubscribe();
    expect(seats.idle).toBeTrue();
  });
});
