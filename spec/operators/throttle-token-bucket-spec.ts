import { concat, EMPTY, NEVER, of, range, ReplaySubject, take, throwError, type Observable } from 'rxjs';
import { RateLimitError, TokenBucket, throttleTokenBucket } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('throttleTokenBucket', () => {
  /** Lets one subscription go every 4 milliseconds. */
  function create(options: { maxQueue?: number; maxWait?: number } = {}): TokenBucket {
    return new TokenBucket({ capacity: 1, refillPerSecond: 250, ...options });
  }

  it('delays the subscription, and nothing else', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const bucket = create();
      const source = cold('         -a|');
      const subscriptions = ['       ^-!', '----^-!'];
      const first = '               -a|';
      const second = '              -----a|';
      expectObservable(source.pipe(throttleTokenBucket(bucket))).toBe(first);
      expectObservable(source.pipe(throttleTokenBucket(bucket))).toBe(second);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('passes the values on as they come: a slow source pays once', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b---c|');
      const subscription = ' ^--------!';
      const expected = '     -a--b---c|';
      expectObservable(source.pipe(throttleTokenBucket(create()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('passes an error on', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#', undefined, new Error('broken'));
      expectObservable(source.pipe(throttleTokenBucket(create()))).toBe('-a#', undefined, new Error('broken'));
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('passes an empty source and one that never ends', () => {
    inVirtualTime(({ expectObservable }) => {
      const wide = new TokenBucket({ capacity: 4, refillPerSecond: 1 });
      expectObservable(EMPTY.pipe(throttleTokenBucket(wide))).toBe('|');
      expectObservable(NEVER.pipe(throttleTokenBucket(wide)), '^---!').toBe('-');
    });
  });

  it('does not subscribe to the source when left during the wait, and the next moves up', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const bucket = create();
      const limited = <T>(source: Observable<T>): Observable<T> => source.pipe(throttleTokenBucket(bucket));
      const left = cold('a|');
      const next = cold('b|');
      expectObservable(limited(of('x'))).toBe('(x|)');
      expectObservable(limited(left), '^--!').toBe('-');
      expectObservable(limited(next)).toBe('4ms b|');
      expectSubscriptions(left.subscriptions).toBe([]);
      expectSubscriptions(next.subscriptions).toBe('4ms ^!');
      flush();
      expect(bucket.metrics).toEqual(jasmine.objectContaining({ granted: 2, cancelled: 1, queued: 0 }));
    });
  });

  it('leaves the source when left after the wait', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|');
      expectObservable(source.pipe(throttleTokenBucket(create())), '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('refuses without subscribing when the queue is full or the wait too long', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      for (const bucket of [create({ maxQueue: 0 }), create({ maxWait: 3 })]) {
        expectObservable(of('x').pipe(throttleTokenBucket(bucket))).toBe('(x|)');
        expectObservable(source.pipe(throttleTokenBucket(bucket))).toBe('#', undefined, new RateLimitError('token-bucket', 4));
      }
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('can be left in the middle of an endless synchronous source', () => {
    const seen: number[] = [];
    range(0, Infinity)
      .pipe(throttleTokenBucket(create()), take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('can be left in the middle of an endless synchronous source after a wait', () => {
    inVirtualTime(({ expectObservable }) => {
      const bucket = create();
      bucket.tryTake();
      expectObservable(range(0, Infinity).pipe(throttleTokenBucket(bucket), take(2))).toBe('4ms (ab|)', { a: 0, b: 1 });
    });
  });

  it('takes a turn for each subscription', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      const limited = source.pipe(throttleTokenBucket(create()));
      expectObservable(concat(limited, limited)).toBe('a---a|');
      expectSubscriptions(source.subscriptions).toBe(['^!', '4ms ^!']);
    });
  });

  it('takes the given cost', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const wide = new TokenBucket({ capacity: 4, refillPerSecond: 1 });
      expectObservable(of('a').pipe(throttleTokenBucket(wide, { cost: 2 }))).toBe('(a|)');
      expectObservable(of('b').pipe(throttleTokenBucket(wide, { cost: undefined }))).toBe('(b|)');
      flush();
      expect(wide.state$.value.available).toBe(1);
    });
  });

  for (const cost of [0, -1, NaN, 2]) {
    it(`refuses a cost of ${cost} when it is made`, () => {
      expect(() => throttleTokenBucket(create(), { cost })).toThrowError(RangeError, /^cost must be /);
    });
  }

  it('holds no state: the same operator serves two sources', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const operator = throttleTokenBucket<string>(create());
      expectObservable(cold('a|').pipe(operator)).toBe('a|');
      expectObservable(cold('b|').pipe(operator)).toBe('4ms b|');
    });
  });

  it('lets a subscriber subscribe again inside next', () => {
    inVirtualTime(({ expectObservable }) => {
      const results = new ReplaySubject<string>(2);
      const limited = of('a').pipe(throttleTokenBucket(create()));
      expectObservable(results).toBe('a---b');
      limited.subscribe((value) => {
        results.next(value);
        limited.subscribe(() => results.next('b'));
      });
    });
  });

  it('gives no place to an error: the turn is spent when the source fails at once', () => {
    inVirtualTime(({ expectObservable }) => {
      const bucket = create();
      expectObservable(throwError(() => new Error('broken')).pipe(throttleTokenBucket(bucket))).toBe('#', undefined, new Error('broken'));
      expectObservable(of('b').pipe(throttleTokenBucket(bucket))).toBe('4ms (b|)');
    });
  });
});
