import { NEVER, of, throwError, VirtualTimeScheduler, type Observable } from 'rxjs';
import { CircuitBreaker, CircuitOpenError, HttpStatusError, NetworkError, protect, SlidingWindow, TokenBucket } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('admit', () => {
  const told = (status: number, retryAfter?: number): Error => new HttpStatusError({ status, retryAfter });

  /** Shows when the next call goes, after one that has failed with this error. */
  function nextGoesAfter(error: unknown, expected: string, breaker?: CircuitBreaker): void {
    inVirtualTime(({ expectObservable }) => {
      const limiter = new TokenBucket({ capacity: 9, refillPerSecond: 1 });
      const failing: Observable<never> = throwError(() => error as Error);
      expectObservable(protect({ limiter, breaker })(failing)).toBe('#', undefined, error);
      expectObservable(protect({ limiter })(of('a'))).toBe(expected);
    });
  }

  for (const status of [429, 503]) {
    it(`pauses the limiter for everyone when ${status} comes with a hint`, () => {
      nextGoesAfter(told(status, 40), '40ms (a|)');
      nextGoesAfter(told(status, 40), '40ms (a|)', new CircuitBreaker());
    });

    it(`doesn't pause when ${status} comes without one`, () => {
      nextGoesAfter(told(status), '(a|)');
    });
  }

  for (const status of [408, 425, 500, 502, 504, 404, 301]) {
    it(`doesn't pause for ${status}, whatever it hints`, () => {
      nextGoesAfter(told(status, 40), '(a|)');
    });
  }

  it('understands foreign errors with a status and a retryAfter', () => {
    nextGoesAfter(Object.assign(new Error('slow down'), { status: 429, retryAfter: 40 }), '40ms (a|)');
  });

  it("doesn't pause for an error that is no answer", () => {
    nextGoesAfter(Object.assign(new NetworkError('broken'), { retryAfter: 40 }), '(a|)');
    nextGoesAfter(Object.assign(new Error('broken'), { retryAfter: 40 }), '(a|)');
  });

  it('passes the error on, the same object, however long the pause', () => {
    for (const retryAfter of [0, 40, Number.MAX_SAFE_INTEGER, Infinity]) {
      const error = Object.assign(new Error('slow down'), { status: 429, retryAfter });
      const seen: unknown[] = [];
      const limiter = new SlidingWindow({ limit: 9, window: 9 });
      protect({ limiter })(throwError(() => error)).subscribe({ error: (e: unknown) => seen.push(e) });
      expect(seen[0]).toBe(error);
    }
  });

  it('holds a retry back by the pause as well as by its own wait', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('#', undefined, told(503, 20));
      const policy = protect({
        limiter: new TokenBucket({ capacity: 9, refillPerSecond: 1 }),
        retry: { maxRetries: 1, initialInterval: 1, jitter: 'none', retryAfter: 'ignore' },
      });
      expectObservable(policy(source)).toBe('20ms #', undefined, told(503, 20));
      expectSubscriptions(source.subscriptions).toBe(['(^!)', '20ms (^!)']);
    });
  });

  it('lets the breaker alone guard a call without a limiter', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const breaker = new CircuitBreaker();
      expectObservable(protect({ breaker })(NEVER), '^-!').toBe('-');
      flush();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, ignored: 1, inFlight: 0 }));
    });
  });

  it('refuses once what it has refused, also when the circuit becomes half-open while it does', () => {
    const time = { now: 0, step: 0 };
    const scheduler = new VirtualTimeScheduler();
    spyOn(scheduler, 'now').and.callFake(() => (time.now += time.step));
    const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, scheduler });
    const policy = protect({ breaker, limiter: new TokenBucket({ capacity: 5, refillPerSecond: 1, scheduler }), scheduler });
    policy(throwError(() => new Error('down'))).subscribe({ error: () => undefined });
    Object.assign(time, { now: 9, step: 0.6 });
    let refusal: unknown;
    policy(of('a')).subscribe({ error: (error: unknown) => (refusal = error) });
    expect(refusal).toBeInstanceOf(CircuitOpenError);
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, ignored: 0, refused: 1 }));
  });
});
