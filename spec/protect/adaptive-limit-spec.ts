import { NEVER, of } from 'rxjs';
import {
  AdaptiveLimit,
  CircuitBreaker,
  CircuitOpenError,
  NetworkError,
  protect,
  Registry,
  RequestTimeoutError,
  TokenBucket,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('protect with an adaptive limit', () => {
  const ten = (): AdaptiveLimit => new AdaptiveLimit({ algorithm: 'aimd', initial: 10 });

  it('bounds the calls in flight', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a|');
      const policy = protect({ bulkhead: new AdaptiveLimit({ initial: 1 }) });
      expectObservable(policy(source)).toBe('--a|');
      expectObservable(policy(source)).toBe('-----a|');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '---^--!']);
    });
  });

  for (const [name, breaker] of [
    ['without a breaker', undefined],
    ['with a breaker', {}],
  ] as const) {
    it(`teaches it the latency of the attempt, not the wait for a token, ${name}`, () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const limit = new AdaptiveLimit();
        const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 100, initialTokens: 0 });
        expectObservable(protect({ bulkhead: limit, limiter, breaker })(cold('--a|'))).toBe('10ms --a|');
        flush();
        expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 20, baseline: 2, latency: 2 });
      });
    });
  }

  it('holds its place while a token is awaited', () => {
    const limit = new AdaptiveLimit();
    const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 1, initialTokens: 0 });
    const waiting = protect({ bulkhead: limit, limiter })(of('a')).subscribe();
    expect(limit.state$.value.active).toBe(1);
    waiting.unsubscribe();
    expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 20, baseline: undefined, latency: undefined });
  });

  for (const [options, phase] of [
    [{ attemptTimeout: 5 }, 'attempt'],
    [{ totalTimeout: 5 }, 'total'],
  ] as const) {
    it(`teaches it a loss when the ${phase} time is up`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const limit = ten();
        const error = new RequestTimeoutError(phase, 5);
        expectObservable(protect({ bulkhead: limit, breaker: {}, ...options })(NEVER)).toBe('-----#', undefined, error);
        flush();
        expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 0, limit: 9 }));
      });
    });
  }

  it('teaches it nothing when the total time ends a wait', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const limit = ten();
      const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 1, initialTokens: 0 });
      expectObservable(protect({ bulkhead: limit, limiter, totalTimeout: 5 })(of('a'))).toBe(
        '-----#',
        undefined,
        new RequestTimeoutError('total', 5),
      );
      flush();
      expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 0, limit: 10 }));
    });
  });

  it('teaches it nothing of refusals by the breaker', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const limit = new AdaptiveLimit({ algorithm: 'aimd', initial: 1 });
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 50 });
      const policy = protect({ bulkhead: limit, breaker });
      expectObservable(policy(cold('-#', undefined, new NetworkError('down')))).toBe('-#', undefined, new NetworkError('down'));
      expectObservable(policy(cold('a|'))).toBe('-#', undefined, new CircuitOpenError('circuit-breaker', 50));
      flush();
      expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 1, baseline: undefined, latency: undefined });
    });
  });

  it('teaches it every attempt', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const limit = new AdaptiveLimit({ algorithm: 'aimd', initial: 4 });
      const policy = protect({ bulkhead: limit, retry: { initialInterval: 1, multiplier: 1, jitter: 'none', maxRetries: 4 } });
      expectObservable(policy(cold('#', undefined, new NetworkError('down')))).toBe('----#', undefined, new NetworkError('down'));
      flush();
      expect(limit.state$.value.limit).toBe(2); // the first loss, three that recover, and the fifth
    });
  });

  it('finds the limit of a key in a registry', () => {
    const registry = new Registry((name) => new AdaptiveLimit({ name }));
    const running = protect({ bulkhead: registry })(NEVER).subscribe();
    expect([...registry.entries$.value.keys()]).toEqual(['']);
    expect(registry.get('').state$.value.active).toBe(1);
    running.unsubscribe();
    expect(registry.get('').idle).toBeTrue();
  });
});
