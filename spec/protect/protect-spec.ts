import { asyncScheduler, defer, NEVER, of, range, take, throwError, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import {
  Bulkhead,
  CircuitBreaker,
  CircuitOpenError,
  HttpStatusError,
  NetworkError,
  protect,
  RateLimitError,
  Registry,
  RequestTimeoutError,
  SlidingWindow,
  throttleTokenBucket,
  TokenBucket,
  type ProtectOptions,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const broken = new NetworkError('broken');

/** One token every 10 milliseconds. */
function slowBucket(): TokenBucket {
  return new TokenBucket({ capacity: 1, refillPerSecond: 100 });
}

describe('protect', () => {
  it('returns the source itself when there is nothing to do', () => {
    const source = of(1);
    expect(protect({})(source)).toBe(source);
    expect(protect({ totalTimeout: undefined, attemptTimeout: Infinity, retry: undefined, limiter: undefined })(source)).toBe(source);
  });

  it('shows the state that it was given or has made, and none where there is none', () => {
    const [breaker, limiter] = [new CircuitBreaker(), slowBucket()];
    const given = protect({ breaker, limiter });
    expect([given.breaker, given.limiter, given.bulkhead]).toEqual([breaker, limiter, undefined]);
    const breakers = new Registry((name) => new CircuitBreaker({ name }));
    expect(protect({ breaker: breakers }).breaker).toBe(breakers);
    const made = protect({ breaker: { name: 'made' }, bulkhead: { maxConcurrent: 2 } });
    expect([(made.breaker as CircuitBreaker).name, made.bulkhead]).toEqual(['made', jasmine.any(Bulkhead)]);
  });

  it('works in pipe()', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a|');
      expectObservable(source.pipe(protect({ totalTimeout: 50, retry: {}, breaker: {}, limiter: slowBucket() }))).toBe('-a|');
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('does nothing before it is subscribed to', () => {
    const bucket = slowBucket();
    const breaker = new CircuitBreaker();
    protect({ totalTimeout: 50, retry: {}, limiter: bucket, breaker })(defer(() => fail('was subscribed to') as never));
    expect(bucket.metrics.granted + bucket.metrics.queued + breaker.metrics.calls).toBe(0);
  });

  describe('from the outside in', () => {
    it('retry → limiter: every attempt takes a token', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const limiter = slowBucket();
        const source = cold('#', undefined, broken);
        const policy = protect({ retry: { initialInterval: 1, jitter: 'none', maxRetries: 2 }, limiter });
        expectObservable(policy(source)).toBe('20ms #', undefined, broken);
        expectSubscriptions(source.subscriptions).toBe(['(^!)', '10ms (^!)', '20ms (^!)']);
        flush();
        expect(limiter.metrics.granted).toBe(3);
      });
    });

    it('retry → breaker: every attempt counts, and the refusal that follows is not retried', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = new CircuitBreaker({ failureThreshold: 2, openDuration: 100 });
        const source = cold('#', undefined, broken);
        const policy = protect({ retry: { initialInterval: 1, multiplier: 1, jitter: 'none', maxRetries: 9 }, breaker });
        expectObservable(policy(source)).toBe('--#', undefined, new CircuitOpenError('circuit-breaker', 99));
        expectSubscriptions(source.subscriptions).toBe(['(^!)', '-(^!)']);
        flush();
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 2, refused: 1 }));
      });
    });

    it('limiter → attempt timeout: the time in the queue is not the attempt’s', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const policy = protect({ limiter: slowBucket(), attemptTimeout: 4 });
        expectObservable(policy(of('a'))).toBe('(a|)');
        expectObservable(policy(cold('---b|'))).toBe('10ms ---b|');
      });
    });

    it('breaker → attempt timeout: it counts as a failure, and is retried', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = new CircuitBreaker();
        const source = cold('-----a|');
        const policy = protect({ retry: { initialInterval: 2, jitter: 'none', maxRetries: 1 }, breaker, attemptTimeout: 3 });
        expectObservable(policy(source)).toBe('--------#', undefined, new RequestTimeoutError('attempt', 3));
        expectSubscriptions(source.subscriptions).toBe(['^--!', '-----^--!']);
        flush();
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 2, inFlight: 0 }));
      });
    });

    it('total timeout → retry: it bounds all attempts and waits together', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--#', undefined, broken);
        const policy = protect({ totalTimeout: 10, retry: { initialInterval: 3, multiplier: 1, jitter: 'none', maxRetries: 9 } });
        expectObservable(policy(source)).toBe('10ms #', undefined, new RequestTimeoutError('total', 10));
        expectSubscriptions(source.subscriptions).toBe(['^-!', '-----^-!']);
      });
    });
  });

  describe('limiter and breaker together', () => {
    it('refuse by the open circuit before the queue, and take no token', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const [limiter, breaker] = [slowBucket(), new CircuitBreaker()];
        breaker.isolate();
        limiter.tryTake();
        const source = cold('a|');
        expectObservable(protect({ limiter, breaker })(source)).toBe('#', undefined, new CircuitOpenError('circuit-breaker'));
        expectSubscriptions(source.subscriptions).toBe([]);
        flush();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, refused: 0, cancelled: 0 }));
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 0, refused: 1 }));
      });
    });

    it('refuse a turn that comes while the circuit is open: no token is spent, and the next moves up', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const limiter = slowBucket();
        const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 8 });
        const policy = protect({ limiter, breaker });
        const queued = cold('b|');
        const other = cold('c|');
        expectObservable(policy(cold('-----#', undefined, broken))).toBe('-----#', undefined, broken);
        for (let i = 0; i < 2; i++) {
          expectObservable(policy(queued)).toBe('10ms #', undefined, new CircuitOpenError('circuit-breaker', 3));
        }
        expectObservable(other.pipe(throttleTokenBucket(limiter))).toBe('10ms c|');
        expectSubscriptions(queued.subscriptions).toBe([]);
        expectSubscriptions(other.subscriptions).toBe('10ms ^!');
        flush();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 2, refused: 0, cancelled: 0, queued: 0 }));
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, refused: 2, inFlight: 0 }));
      });
    });

    it('hold no permit while they wait', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const [limiter, breaker] = [slowBucket(), new CircuitBreaker()];
        const policy = protect({ limiter, breaker });
        limiter.tryTake();
        expectObservable(policy(timer(3))).toBe('13ms (a|)', { a: 0 });
        const inFlight: number[] = [];
        for (const time of [9, 11, 13]) timer(time).subscribe(() => inFlight.push(breaker.metrics.inFlight));
        flush();
        expect(inFlight).toEqual([0, 1, 1]);
        expect(breaker.metrics.inFlight).toBe(0);
      });
    });

    it('let only the probes of a half-open circuit through, and spend tokens on no other', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const limiter = new TokenBucket({ capacity: 100, refillPerSecond: 1 });
        const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 5 });
        const policy = protect({ limiter, breaker });
        limiter.pause(20);
        breaker.tryAcquire()?.failure(broken);
        timer(10).subscribe(() => {
          for (let i = 0; i < 50; i++) policy(NEVER).subscribe({ error: () => undefined });
        });
        expectObservable(cold('30ms (a|)')).toBe('30ms (a|)');
        flush();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, queued: 0 }));
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ inFlight: 1, refused: 49 }));
      });
    });

    it('give nothing to a call that leaves while the breaker tells that it is half-open', () => {
      const virtual = new VirtualTimeScheduler();
      const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 100, scheduler: virtual });
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, scheduler: virtual });
      const policy = protect({ limiter, breaker, scheduler: virtual });
      limiter.tryTake();
      const call = policy(defer(() => fail('was subscribed to') as never)).subscribe();
      breaker.tryAcquire()?.failure(broken);
      const statuses: string[] = [];
      breaker.state$.subscribe(({ status }) => {
        statuses.push(`${status} at ${virtual.now()}, ${limiter.metrics.queued} queued`);
        if (status === 'half-open') call.unsubscribe();
      });
      virtual.flush();
      expect(statuses).toEqual(['open at 0, 1 queued', 'half-open at 10, 1 queued']);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, ignored: 1, inFlight: 0 }));
      expect(breaker.canAcquire()).toBeTrue();
      expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, cancelled: 1, queued: 0 }));
    });

    it('put a call that comes while the breaker is asked behind it', () => {
      const virtual = new VirtualTimeScheduler();
      const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 100, scheduler: virtual });
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, halfOpenCalls: 9, scheduler: virtual });
      const policy = protect({ limiter, breaker, scheduler: virtual });
      const log: string[] = [];
      const call = (name: string): unknown => policy(of(name)).subscribe(() => log.push(`${name} at ${virtual.now()}`));
      limiter.tryTake();
      call('first');
      breaker.tryAcquire()?.failure(broken);
      breaker.state$.subscribe(({ status }) => status === 'half-open' && call('late'));
      virtual.flush();
      expect(log).toEqual(['first at 10', 'late at 20']);
    });

    it('refuse by the limiter too, which is neither retried nor a failure', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const limiter = new TokenBucket({ capacity: 1, refillPerSecond: 100, maxQueue: 0 });
        const breaker = new CircuitBreaker();
        limiter.tryTake();
        const source = cold('a|');
        expectObservable(protect({ retry: {}, limiter, breaker })(source)).toBe('#', undefined, new RateLimitError('token-bucket', 10));
        expectSubscriptions(source.subscriptions).toBe([]);
        flush();
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 0, failures: 0 }));
      });
    });

    it('share one limiter between two policies', () => {
      inVirtualTime(({ expectObservable }) => {
        const limiter = slowBucket();
        expectObservable(protect({ limiter })(of('a'))).toBe('(a|)');
        expectObservable(protect({ limiter, breaker: {} })(of('b'))).toBe('10ms (b|)');
        expectObservable(protect({ limiter, retry: {} })(of('c'))).toBe('20ms (c|)');
      });
    });
  });

  describe('the total time', () => {
    it('ends a running attempt from inside, as a failure of the breaker', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = new CircuitBreaker({ failureThreshold: 1 });
        const source = cold('-a----|');
        expectObservable(protect({ totalTimeout: 4, breaker, attemptTimeout: 4 })(source)).toBe(
          '-a--#',
          undefined,
          new RequestTimeoutError('total', 4),
        );
        expectSubscriptions(source.subscriptions).toBe('^---!');
        flush();
        const state = breaker.state$.value;
        expect(state.status).toBe('open');
        expect(state.status === 'open' && state.error).toEqual(jasmine.objectContaining({ name: 'RequestTimeoutError', phase: 'total' }));
      });
    });

    it('gives the caller the error object that the breaker got', () => {
      inVirtualTime(({ flush }) => {
        const seen: unknown[] = [];
        const breaker = new CircuitBreaker({ isFailure: (error) => seen.push(error) > 0 });
        protect({ totalTimeout: 4, retry: {}, breaker })(NEVER).subscribe({ error: (error: unknown) => seen.push(error) });
        flush();
        expect(seen.length).toBe(2);
        expect(seen[0]).toBe(seen[1]);
      });
    });

    it('ends the attempt that fails by it without a retry, whatever shouldRetry says', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('----------a|');
        const policy = protect({ totalTimeout: 4, retry: { initialInterval: 0, shouldRetry: () => true } });
        expectObservable(policy(source)).toBe('----#', undefined, new RequestTimeoutError('total', 4));
        expectSubscriptions(source.subscriptions).toBe('^---!');
      });
    });

    it('ends a backoff from outside, and counts nothing', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const breaker = new CircuitBreaker();
        const policy = protect({ totalTimeout: 4, retry: { initialInterval: 9, jitter: 'none' }, breaker });
        expectObservable(policy(cold('-#', undefined, broken))).toBe('----#', undefined, new RequestTimeoutError('total', 4));
        flush();
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 1, failures: 1, ignored: 0 }));
      });
    });

    it('ends a wait in the queue from outside, and gives the place back', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const [limiter, breaker] = [slowBucket(), new CircuitBreaker()];
        limiter.tryTake();
        const source = cold('a|');
        expectObservable(protect({ totalTimeout: 4, limiter, breaker })(source)).toBe(
          '----#',
          undefined,
          new RequestTimeoutError('total', 4),
        );
        expectSubscriptions(source.subscriptions).toBe([]);
        flush();
        expect(breaker.metrics.calls).toBe(0);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, cancelled: 1, queued: 0 }));
      });
    });

    it('starts no attempt in the millisecond in which it is up', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const [limiter, breaker] = [new TokenBucket({ capacity: 9, refillPerSecond: 1 }), new CircuitBreaker()];
        limiter.pause(4);
        limiter.take().subscribe(); // its timer comes before that of the total time
        const source = cold('a|');
        for (const options of [{ limiter }, { limiter, breaker }]) {
          expectObservable(protect({ totalTimeout: 4, ...options })(source)).toBe('----#', undefined, new RequestTimeoutError('total', 4));
        }
        expectSubscriptions(source.subscriptions).toBe([]);
        flush();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, queued: 0 }));
        expect(breaker.metrics.calls).toBe(0);
      });
    });

    it('retries no attempt that fails in the millisecond in which it is up', () => {
      inVirtualTime(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('----#', undefined, broken);
        const policy = protect({ totalTimeout: 4, retry: { initialInterval: 0 } });
        expectObservable(policy(source)).toBe('----#', undefined, broken);
        expectSubscriptions(source.subscriptions).toBe('^---!');
      });
    });

    it('starts no retry when its own timer is late', () => {
      const virtual = new VirtualTimeScheduler();
      let lag = 0;
      const lagging = { now: () => virtual.now() + lag, schedule: virtual.schedule.bind(virtual) };
      let attempts = 0;
      const source = defer(() => throwError(() => (attempts++, broken)));
      const errors: unknown[] = [];
      const policy = protect({ totalTimeout: 10, retry: { initialInterval: 9, jitter: 'none' }, scheduler: lagging });
      policy(source).subscribe({ error: (error: unknown) => errors.push(error) });
      virtual.schedule(() => (lag = 50), 5);
      virtual.flush();
      expect(attempts).toBe(1);
      expect(errors).toEqual([new RequestTimeoutError('total', 10)]);
      expect(virtual.actions.length).toBe(0);
    });

    it('starts no retry when its own timer is a millisecond early', () => {
      const virtual = new VirtualTimeScheduler();
      const slow = { now: () => virtual.now() - (virtual.now() > 0 ? 1 : 0), schedule: virtual.schedule.bind(virtual) };
      let attempts = 0;
      const source = defer(() => (attempts++, NEVER));
      const errors: unknown[] = [];
      const policy = protect({ totalTimeout: 10, retry: { initialInterval: 0 }, scheduler: slow });
      policy(source).subscribe({ error: (error: unknown) => errors.push(error) });
      virtual.flush();
      expect(attempts).toBe(1);
      expect(errors).toEqual([new RequestTimeoutError('total', 10)]);
    });

    it('leaves no timer behind a source that ends while it is subscribed to', () => {
      const scheduler = new VirtualTimeScheduler();
      const seen: unknown[] = [];
      const policy = protect({ totalTimeout: 10, attemptTimeout: 5, retry: {}, limiter: { limit: 9, window: 9 }, breaker: {}, scheduler });
      policy(of(1)).subscribe({ next: (value) => seen.push(value), complete: () => seen.push('|') });
      policy(range(0, Infinity))
        .pipe(take(2))
        .subscribe((value) => seen.push(value));
      policy(throwError(() => new HttpStatusError({ status: 404 }))).subscribe({ error: () => seen.push('#') });
      expect(seen).toEqual([1, '|', 0, 1, '#']);
      expect(scheduler.actions.length).toBe(0);
    });

    it('begins anew with each subscription', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const guarded = protect({ totalTimeout: 9, attemptTimeout: 4 })(cold('--a-|'));
        expectObservable(guarded).toBe('--a-|');
        expectObservable(guarded, '-----^').toBe('-------a-|');
      });
    });
  });

  describe('retry', () => {
    it('does not repeat a stream that has emitted', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-#', undefined, broken);
        expectObservable(protect({ retry: { initialInterval: 1, shouldRetry: () => true } })(source)).toBe('-a-#', undefined, broken);
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('remembers what it has emitted for one subscription only', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const guarded = protect({ retry: { initialInterval: 2, jitter: 'none' } })(
          concatOnce(cold('a-#', undefined, broken), cold('-#', undefined, broken), cold('b|')),
        );
        expectObservable(guarded).toBe('a-#', undefined, broken);
        expectObservable(guarded, '-----^').toBe('--------b|');
      });
    });

    it('takes its random numbers and its clock from protect, unless it has its own', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('#', undefined, broken);
        const retry = { initialInterval: 8, maxRetries: 1 };
        const policies = [
          protect({ retry, random: () => 0.5 }),
          protect({ retry: { ...retry, random: () => 0.25 }, random: () => 0.5 }),
          protect({ retry, random: () => 0.5, scheduler: asyncScheduler }),
        ];
        for (const policy of policies)
          expectObservable(policy(source).pipe(take(1))).toBe(policy === policies[1] ? '--#' : '----#', undefined, broken);
        expectSubscriptions(source.subscriptions).toBe(['(^!)', '(^!)', '(^!)', '--(^!)', '----(^!)', '----(^!)']);
      });
    });
  });

  describe('options', () => {
    it('make their breaker and limiter once, for all subscriptions and sources', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const policy = protect({ limiter: { capacity: 1, refillPerSecond: 100 } });
        const guarded = policy(of('a'));
        expectObservable(guarded).toBe('(a|)');
        expectObservable(guarded).toBe('10ms (a|)');
        expectObservable(policy(of('b'))).toBe('20ms (b|)');

        const broke = protect({ breaker: { failureThreshold: 2, openDuration: 50 } });
        const failing = broke(cold('#', undefined, broken));
        expectObservable(failing).toBe('#', undefined, broken);
        expectObservable(failing).toBe('#', undefined, broken);
        expectObservable(broke(of('c')), '-^').toBe('-#', undefined, new CircuitOpenError('circuit-breaker', 49));
      });
    });

    it('make a SlidingWindow of a limit and a window', () => {
      inVirtualTime(({ expectObservable }) => {
        const policy = protect({ limiter: { limit: 1, window: 7, maxWait: 7 } });
        expectObservable(policy(of('a'))).toBe('(a|)');
        expectObservable(policy(of('b'))).toBe('7ms (b|)');
        expectObservable(policy(of('c'))).toBe('#', undefined, new RateLimitError('sliding-window', 14));
      });
    });

    it('hand their scheduler on to all that is made here', () => {
      const scheduler = new VirtualTimeScheduler();
      const timeOf = (options: ProtectOptions, source: Observable<unknown>): number => {
        const start = scheduler.now();
        const policy = protect({ ...options, scheduler });
        let end = NaN;
        policy(of(0)).subscribe({ error: () => undefined });
        policy(source).subscribe({ next: () => (end = scheduler.now()), error: () => (end = scheduler.now()) });
        scheduler.maxFrames = Infinity;
        scheduler.flush();
        return end - start;
      };
      expect(timeOf({ totalTimeout: 50 }, NEVER)).toBe(50);
      expect(timeOf({ attemptTimeout: 40 }, NEVER)).toBe(40);
      expect(timeOf({ limiter: { capacity: 1, refillPerSecond: 50 } }, of(1))).toBe(20);
      expect(timeOf({ limiter: { limit: 1, window: 30 } }, of(1))).toBe(30);
      expect(
        timeOf(
          { retry: { initialInterval: 60, jitter: 'none', maxRetries: 1 } },
          throwError(() => broken),
        ),
      ).toBe(60);
      const breaker = protect({ breaker: { failureThreshold: 1, openDuration: 70 }, scheduler });
      const seen: unknown[] = [];
      breaker(throwError(() => broken)).subscribe({ error: () => undefined });
      for (const wait of [69, 70]) {
        scheduler.schedule(() => breaker(of('a')).subscribe({ next: (value) => seen.push(value), error: () => seen.push('#') }), wait);
      }
      scheduler.flush();
      expect(seen).toEqual(['#', 'a']);
    });

    it('leave a nested scheduler as it is', () => {
      const [own, outer] = [new VirtualTimeScheduler(), new VirtualTimeScheduler()];
      for (const limiter of [
        { capacity: 1, refillPerSecond: 1, scheduler: own },
        { limit: 1, window: 9, scheduler: own },
      ]) {
        const policy = protect({ limiter, scheduler: outer });
        policy(of(1)).subscribe();
        policy(of(2)).subscribe();
      }
      protect({ retry: { scheduler: own }, scheduler: outer })(throwError(() => broken)).subscribe({ error: () => undefined });
      expect([own.actions.length, outer.actions.length]).toEqual([3, 0]);
    });
  });

  describe('leaving', () => {
    const phases: [phase: string, initialTokens: number, source: Observable<unknown>][] = [
      ['a running attempt', 1, NEVER],
      ['a backoff', 1, throwError(() => broken)],
      ['the queue', 0, NEVER],
    ];
    for (const [phase, initialTokens, source] of phases) {
      it(`in ${phase} leaves no timer, no permit and no place`, () => {
        const scheduler = new VirtualTimeScheduler();
        const breaker = new CircuitBreaker({ scheduler });
        const limiter = new TokenBucket({ capacity: 1, initialTokens, refillPerSecond: 1, scheduler });
        const retry = { initialInterval: 1000, jitter: 'none' } as const;
        const policy = protect({ totalTimeout: 9000, retry, breaker, attemptTimeout: 5000, scheduler, limiter });
        const call = policy(source).subscribe({ error: fail });
        expect(scheduler.actions.length).toBeGreaterThan(1);
        call.unsubscribe();
        expect(scheduler.actions.length).toBe(0);
        expect(breaker.metrics.inFlight).toBe(0);
        expect(limiter.metrics.queued).toBe(0);
      });
    }
  });

  describe('a combination that cannot work', () => {
    const combinations: [ProtectOptions, RegExp][] = [
      [{ attemptTimeout: 11, totalTimeout: 10 }, /^attemptTimeout must be at most totalTimeout \(10\).* was 11\.$/],
      [{ totalTimeout: 0 }, /^totalTimeout must be /],
      [{ totalTimeout: NaN }, /^totalTimeout must be /],
      [{ attemptTimeout: -1 }, /^attemptTimeout must be /],
      [{ retry: { resetOnSuccess: true } }, /^retry\.resetOnSuccess must be left out/],
      [{ retry: { resetOnSuccess: 5 } }, /^retry\.resetOnSuccess must be left out/],
      [{ retry: { maxRetries: -1 } }, /^maxRetries must be /],
      [{ breaker: { failureThreshold: 0 } }, /^failureThreshold must be /],
      [{ limiter: { capacity: 0, refillPerSecond: 1 } }, /^capacity must be /],
      [{ limiter: { limit: 0, window: 1 } }, /^limit must be /],
      [{ limiter: { capacity: 0.5, refillPerSecond: 1 } }, /^cost must be at most 0\.5/],
      [{ limiter: new TokenBucket({ capacity: 0.5, refillPerSecond: 1 }) }, /^cost must be at most 0\.5/],
      [{ key: 'origin' as never }, /^key must be a function/],
    ];
    for (const [options, message] of combinations) {
      it(`throws a RangeError: ${show(options)}`, () => {
        expect(() => protect(options)).toThrowError(RangeError, message);
      });
    }

    it('is not an attempt as long as the whole', () => {
      expect(() => protect({ attemptTimeout: 10, totalTimeout: 10, limiter: new SlidingWindow({ limit: 1, window: 1 }) })).not.toThrow();
    });
  });
});

function show(options: ProtectOptions): string {
  return JSON.stringify(options, (_, value: unknown) =>
    Number.isNaN(value) ? 'NaN' : value instanceof TokenBucket ? 'a TokenBucket' : value,
  );
}

/** Each subscription gets the next of the sources. */
function concatOnce<T>(...sources: Observable<T>[]): Observable<T> {
  let next = 0;
  return defer(() => sources[next++]!);
}
