import { defer, map, of, timer, VirtualTimeScheduler } from 'rxjs';
import {
  Bulkhead,
  circuitBreaker,
  CircuitBreaker,
  createHttpClient,
  protect,
  SlidingWindow,
  throttleSlidingWindow,
  throttleTokenBucket,
  TokenBucket,
  waitForClosed,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('7: a queued call that leaves returns its place', () => {
  const limiters = {
    'token bucket': () => new TokenBucket({ capacity: 1, refillPerSecond: 100 }),
    'sliding window': () => new SlidingWindow({ limit: 1, window: 10 }),
  };

  for (const [kind, create] of Object.entries(limiters)) {
    it(`later ones move up behind a ${kind}`, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const limiter = create();
        const limited = limiter instanceof TokenBucket ? throttleTokenBucket<string>(limiter) : throttleSlidingWindow<string>(limiter);
        const left = cold('x|');
        expectObservable(of('a').pipe(limited)).toBe('(a|)');
        expectObservable(left.pipe(limited), '-----!').toBe('-');
        expectObservable(of('b').pipe(limited)).toBe('10ms (b|)');
        expectObservable(left.pipe(limited), '12ms !').toBe('-');
        expectObservable(of('c').pipe(limited)).toBe('20ms (c|)');
        expectSubscriptions(left.subscriptions).toBe([]);
      });
    });

    it(`the units of a ${kind} are as if it had never queued`, () => {
      inVirtualTime(({ expectObservable, cold, flush }) => {
        const [limiter, untouched] = [create(), create()];
        for (const each of [limiter, untouched]) each.tryTake();
        const calls = Array.from({ length: 5 }, () => limiter.take().subscribe());
        for (const call of calls.reverse()) call.unsubscribe();
        expectObservable(cold('10ms (a|)')).toBe('10ms (a|)');
        flush();
        expect(limiter.state$.value).toEqual(untouched.state$.value);
        expect(limiter.metrics).toEqual({ ...untouched.metrics, cancelled: 5 });
      });
    });

    it(`later ones move up behind a ${kind} that the server slows down, and what it said remains is as if it had never queued`, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const limiter = create();
        limiter.heed([{ policy: 'default', limit: 8, remaining: 2, resetAfter: 100 }]);
        const limited = limiter instanceof TokenBucket ? throttleTokenBucket<string>(limiter) : throttleSlidingWindow<string>(limiter);
        const left = cold('x|');
        expectObservable(of('a').pipe(limited)).toBe('(a|)');
        expectObservable(left.pipe(limited), '-----!').toBe('-');
        expectObservable(of('b').pipe(limited)).toBe('50ms (b|)');
        expectObservable(of('c').pipe(limited)).toBe('100ms (c|)');
        expectSubscriptions(left.subscriptions).toBe([]);
        flush();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 3, cancelled: 1, queued: 0 }));
      });
    });

    it(`nothing is sent behind a ${kind}`, () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(/./, 'h|');
        const limiter = create();
        const http = createHttpClient({ transport, policy: protect({ limiter, retry: {}, breaker: {}, totalTimeout: 500 }) });
        limiter.tryTake();
        expectObservable(http.get('https://api.example.com/'), '-----!').toBe('-');
        expectObservable(cold('50ms |')).toBe('50ms |');
        flush();
        expect(transport.requests.length).toBe(0);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, cancelled: 1, queued: 0 }));
      });
    });
  }

  for (const [kind, limits] of Object.entries({
    bulkhead: () => ({ bulkhead: new Bulkhead({ maxConcurrent: 1 }) }),
    limiter: () => ({ limiter: new TokenBucket({ capacity: 1, refillPerSecond: 1 }) }),
  })) {
    for (const [end, unsubscribe, expected] of [
      ['has ended', undefined, '------(a|)'],
      ['was left', '-----!', '-'],
    ] as const) {
      it(`also that of a hedge behind a ${kind}: it isn’t sent for a call that ${end}`, () => {
        inVirtualTime(({ expectObservable, flush }) => {
          let sent = 0;
          const answer = defer(() => (sent++, timer(6).pipe(map(() => 'a'))));
          expectObservable(answer.pipe(protect({ hedge: { delay: 4 }, ...limits() })), unsubscribe).toBe(expected);
          flush();
          expect(sent).toBe(1);
        });
      });
    }
  }

  it('no timer stays when all have left', () => {
    const scheduler = new VirtualTimeScheduler();
    const bucket = new TokenBucket({ capacity: 1, initialTokens: 0, refillPerSecond: 1, scheduler });
    const calls = Array.from({ length: 3 }, () => of(1).pipe(throttleTokenBucket(bucket)).subscribe());
    for (const call of calls) call.unsubscribe();
    expect(scheduler.actions.length).toBe(0);
  });

  describe('in front of an open circuit:', () => {
    const createOpen = (): CircuitBreaker => {
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10 });
      breaker.tryAcquire()?.failure();
      return breaker;
    };

    it('later ones move up', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const wait = waitForClosed<string>(createOpen());
        const left = cold('x|');
        expectObservable(left.pipe(wait), '-----!').toBe('-');
        expectObservable(cold('--a|').pipe(wait)).toBe('------------a|');
        expectObservable(left.pipe(wait), '11ms !').toBe('-');
        expectObservable(cold('--b|').pipe(wait)).toBe('--------------b|');
        expectSubscriptions(left.subscriptions).toBe([]);
      });
    });

    it('one that was let go and is left gives its place to the next in the same frame', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const wait = waitForClosed<string>(createOpen());
        expectObservable(cold('----x').pipe(wait), '12ms !').toBe('-');
        expectObservable(cold('(b|)').pipe(wait)).toBe('12ms (b|)');
      });
    });

    it('nothing is sent, and the breaker has counted nothing', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(/./, 'h|');
        const breaker = createOpen();
        const before = breaker.metrics;
        const http = createHttpClient({ transport });
        const call = http.get('https://api.example.com/').pipe(circuitBreaker(breaker), waitForClosed(breaker));
        expectObservable(call, '-----!').toBe('-');
        expectObservable(cold('50ms |')).toBe('50ms |');
        flush();
        expect(transport.requests.length).toBe(0);
        expect(breaker.metrics).toEqual({ ...before, transitions: before.transitions + 1 });
      });
    });
  });
});
