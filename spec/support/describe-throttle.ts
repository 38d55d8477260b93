import {
  concat,
  EMPTY,
  NEVER,
  of,
  range,
  ReplaySubject,
  Subscriber,
  take,
  throwError,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import { RateLimitError, type RateLimiter } from '../../src/index.js';
import { inVirtualTime } from './virtual-time.js';

/** An operator that waits for a limiter, with limiters to try it on. */
export interface Throttle<L extends RateLimiter> {
  /** The limiter's default name. */
  readonly name: string;
  readonly throttle: <T>(limiter: L, options?: { cost?: number }) => MonoTypeOperatorFunction<T>;
  /** Lets one subscription go every 4 milliseconds. */
  readonly create: (options?: { maxQueue?: number; maxWait?: number }) => L;
  /** Lets 4 go at once, and no more for a second. */
  readonly createWide: () => L;
}

/** The specs of both throttles: they differ in how their limiters count, and in nothing else. */
export function describeThrottle<L extends RateLimiter>({ name, throttle, create, createWide }: Throttle<L>): void {
  it('delays the subscription, and nothing else', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const limiter = create();
      const source = cold('         -a|');
      const subscriptions = ['       ^-!', '----^-!'];
      const first = '               -a|';
      const second = '              -----a|';
      expectObservable(source.pipe(throttle(limiter))).toBe(first);
      expectObservable(source.pipe(throttle(limiter))).toBe(second);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('passes the values on as they come: a slow source pays once', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b---c|');
      const subscription = ' ^--------!';
      const expected = '     -a--b---c|';
      expectObservable(source.pipe(throttle(create()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('passes an error on', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#', undefined, new Error('broken'));
      expectObservable(source.pipe(throttle(create()))).toBe('-a#', undefined, new Error('broken'));
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('passes an empty source and one that never ends', () => {
    inVirtualTime(({ expectObservable }) => {
      const wide = createWide();
      expectObservable(EMPTY.pipe(throttle(wide))).toBe('|');
      expectObservable(NEVER.pipe(throttle(wide)), '^---!').toBe('-');
    });
  });

  it('does not subscribe to the source when left during the wait, and the next moves up', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const limiter = create();
      const limited = <T>(source: Observable<T>): Observable<T> => source.pipe(throttle(limiter));
      const left = cold('a|');
      const next = cold('b|');
      expectObservable(limited(of('x'))).toBe('(x|)');
      expectObservable(limited(left), '^--!').toBe('-');
      expectObservable(limited(next)).toBe('4ms b|');
      expectSubscriptions(left.subscriptions).toBe([]);
      expectSubscriptions(next.subscriptions).toBe('4ms ^!');
      flush();
      expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 2, cancelled: 1, queued: 0 }));
    });
  });

  it('spends nothing for who is gone already', () => {
    const limiter = createWide();
    const gone = new Subscriber<string>();
    gone.unsubscribe();
    of('a').pipe(throttle(limiter)).subscribe(gone);
    expect(limiter.metrics.granted).toBe(0);
    expect(limiter.idle).toBeTrue();
  });

  it('leaves the source when left after the wait', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|');
      expectObservable(source.pipe(throttle(create())), '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('refuses without subscribing when the queue is full or the wait too long', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      for (const limiter of [create({ maxQueue: 0 }), create({ maxWait: 3 })]) {
        expectObservable(of('x').pipe(throttle(limiter))).toBe('(x|)');
        expectObservable(source.pipe(throttle(limiter))).toBe('#', undefined, new RateLimitError(name, 4));
      }
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('can be left in the middle of an endless synchronous source', () => {
    const seen: number[] = [];
    range(0, Infinity)
      .pipe(throttle(create()), take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('can be left in the middle of an endless synchronous source after a wait', () => {
    inVirtualTime(({ expectObservable }) => {
      const limiter = create();
      limiter.tryTake();
      expectObservable(range(0, Infinity).pipe(throttle(limiter), take(2))).toBe('4ms (ab|)', { a: 0, b: 1 });
    });
  });

  it('takes a turn for each subscription', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      const limited = source.pipe(throttle(create()));
      expectObservable(concat(limited, limited)).toBe('a---a|');
      expectSubscriptions(source.subscriptions).toBe(['^!', '4ms ^!']);
    });
  });

  it('takes the given cost', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const wide = createWide();
      expectObservable(of('a').pipe(throttle(wide, { cost: 2 }))).toBe('(a|)');
      expectObservable(of('b').pipe(throttle(wide, { cost: undefined }))).toBe('(b|)');
      flush();
      expect(wide.state$.value.available).toBe(1);
    });
  });

  for (const cost of [0, -1, NaN, 2]) {
    it(`refuses a cost of ${cost} when it is made`, () => {
      expect(() => throttle(create(), { cost })).toThrowError(RangeError, /^cost must be /);
    });
  }

  it('holds no state: the same operator serves two sources', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const operator = throttle<string>(create());
      expectObservable(cold('a|').pipe(operator)).toBe('a|');
      expectObservable(cold('b|').pipe(operator)).toBe('4ms b|');
    });
  });

  it('lets a subscriber subscribe again inside next', () => {
    inVirtualTime(({ expectObservable }) => {
      const results = new ReplaySubject<string>(2);
      const limited = of('a').pipe(throttle(create()));
      expectObservable(results).toBe('a---b');
      limited.subscribe((value) => {
        results.next(value);
        limited.subscribe(() => results.next('b'));
      });
    });
  });

  it('gives no place to an error: the turn is spent when the source fails at once', () => {
    inVirtualTime(({ expectObservable }) => {
      const limiter = create();
      expectObservable(throwError(() => new Error('broken')).pipe(throttle(limiter))).toBe('#', undefined, new Error('broken'));
      expectObservable(of('b').pipe(throttle(limiter))).toBe('4ms (b|)');
    });
  });
}
