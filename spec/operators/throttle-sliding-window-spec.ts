import { concat, EMPTY, NEVER, of, range, ReplaySubject, take, throwError, type Observable } from 'rxjs';
import { RateLimitError, SlidingWindow, throttleSlidingWindow } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('throttleSlidingWindow', () => {
  /** Lets one subscription go every 5 milliseconds. */
  function create(options: { maxQueue?: number; maxWait?: number } = {}): SlidingWindow {
    return new SlidingWindow({ limit: 1, window: 5, ...options });
  }

  it('delays the subscription, and nothing else', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const window = create();
      const source = cold('         -a|');
      const subscriptions = ['       ^-!', '-----^-!'];
      const first = '               -a|';
      const second = '              ------a|';
      expectObservable(source.pipe(throttleSlidingWindow(window))).toBe(first);
      expectObservable(source.pipe(throttleSlidingWindow(window))).toBe(second);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('passes the values on as they come: a slow source pays once', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -a--b---c|');
      const subscription = ' ^--------!';
      const expected = '     -a--b---c|';
      expectObservable(source.pipe(throttleSlidingWindow(create()))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  it('passes an error on', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#', undefined, new Error('broken'));
      expectObservable(source.pipe(throttleSlidingWindow(create()))).toBe('-a#', undefined, new Error('broken'));
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('passes an empty source and one that never ends', () => {
    inVirtualTime(({ expectObservable }) => {
      const wide = new SlidingWindow({ limit: 4, window: 1000 });
      expectObservable(EMPTY.pipe(throttleSlidingWindow(wide))).toBe('|');
      expectObservable(NEVER.pipe(throttleSlidingWindow(wide)), '^---!').toBe('-');
    });
  });

  it('does not subscribe to the source when left during the wait, and the next moves up', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const window = create();
      const limited = <T>(source: Observable<T>): Observable<T> => source.pipe(throttleSlidingWindow(window));
      const left = cold('a|');
      const next = cold('b|');
      expectObservable(limited(of('x'))).toBe('(x|)');
      expectObservable(limited(left), '^--!').toBe('-');
      expectObservable(limited(next)).toBe('5ms b|');
      expectSubscriptions(left.subscriptions).toBe([]);
      expectSubscriptions(next.subscriptions).toBe('5ms ^!');
      flush();
      expect(window.metrics).toEqual(jasmine.objectContaining({ granted: 2, cancelled: 1, queued: 0 }));
    });
  });

  it('leaves the source when left after the wait', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|');
      expectObservable(source.pipe(throttleSlidingWindow(create())), '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('refuses without subscribing when the queue is full or the wait too long', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      for (const window of [create({ maxQueue: 0 }), create({ maxWait: 4 })]) {
        expectObservable(of('x').pipe(throttleSlidingWindow(window))).toBe('(x|)');
        expectObservable(source.pipe(throttleSlidingWindow(window))).toBe('#', undefined, new RateLimitError('sliding-window', 5));
      }
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('can be left in the middle of an endless synchronous source', () => {
    const seen: number[] = [];
    range(0, Infinity)
      .pipe(throttleSlidingWindow(create()), take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([0, 1, 2]);
  });

  it('can be left in the middle of an endless synchronous source after a wait', () => {
    inVirtualTime(({ expectObservable }) => {
      const window = create();
      window.tryTake();
      expectObservable(range(0, Infinity).pipe(throttleSlidingWindow(window), take(2))).toBe('5ms (ab|)', { a: 0, b: 1 });
    });
  });

  it('takes a turn for each subscription', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a|');
      const limited = source.pipe(throttleSlidingWindow(create()));
      expectObservable(concat(limited, limited)).toBe('a----a|');
      expectSubscriptions(source.subscriptions).toBe(['^!', '5ms ^!']);
    });
  });

  it('takes the given cost', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const wide = new SlidingWindow({ limit: 4, window: 1000 });
      expectObservable(of('a').pipe(throttleSlidingWindow(wide, { cost: 2 }))).toBe('(a|)');
      expectObservable(of('b').pipe(throttleSlidingWindow(wide, { cost: undefined }))).toBe('(b|)');
      flush();
      expect(wide.state$.value.available).toBe(1);
    });
  });

  for (const cost of [0, -1, NaN, 2]) {
    it(`refuses a cost of ${cost} when it is made`, () => {
      expect(() => throttleSlidingWindow(create(), { cost })).toThrowError(RangeError, /^cost must be /);
    });
  }

  it('holds no state: the same operator serves two sources', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const operator = throttleSlidingWindow<string>(create());
      expectObservable(cold('a|').pipe(operator)).toBe('a|');
      expectObservable(cold('b|').pipe(operator)).toBe('5ms b|');
    });
  });

  it('lets a subscriber subscribe again inside next', () => {
    inVirtualTime(({ expectObservable }) => {
      const results = new ReplaySubject<string>(2);
      const limited = of('a').pipe(throttleSlidingWindow(create()));
      expectObservable(results).toBe('a----b');
      limited.subscribe((value) => {
        results.next(value);
        limited.subscribe(() => results.next('b'));
      });
    });
  });

  it('gives no place to an error: the turn is spent when the source fails at once', () => {
    inVirtualTime(({ expectObservable }) => {
      const window = create();
      expectObservable(throwError(() => new Error('broken')).pipe(throttleSlidingWindow(window))).toBe('#', undefined, new Error('broken'));
      expectObservable(of('b').pipe(throttleSlidingWindow(window))).toBe('5ms (b|)');
    });
  });
});
