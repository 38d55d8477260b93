import { concat, finalize, NEVER, Observable, of, range, take, throwError } from 'rxjs';
import {
  AdaptiveLimit,
  bulkhead,
  BulkheadFullError,
  HttpStatusError,
  NetworkError,
  protect,
  RequestTimeoutError,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('bulkhead with an adaptive limit', () => {
  /** Each answer raises it by one, and each loss takes one. */
  const one = (): AdaptiveLimit => new AdaptiveLimit({ algorithm: 'aimd', initial: 1 });
  const ten = (): AdaptiveLimit => new AdaptiveLimit({ algorithm: 'aimd', initial: 10 });
  const ignore = { error: () => undefined };

  it('passes values, errors and completion on, and delays the subscription until there is a place', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const limit = new AdaptiveLimit({ initial: 1 });
      const source = cold('                           -a-b|');
      expectObservable(source.pipe(bulkhead(limit))).toBe('-a-b|');
      expectObservable(source.pipe(bulkhead(limit))).toBe('-----a-b|');
      expectSubscriptions(source.subscriptions).toBe(['^---!', '----^---!']);
      expectObservable(cold('-#').pipe(bulkhead(limit))).toBe('---------#');
      expectObservable(cold('|').pipe(bulkhead(limit))).toBe('---------|');
    });
  });

  it('learns the latency from the start to the first value, or to the end of a call without one', () => {
    inVirtualTime(({ cold, flush, expectObservable }) => {
      const limit = new AdaptiveLimit({ initial: 1 });
      expectObservable(cold('---a--b|').pipe(bulkhead(limit))).toBe('---a--b|');
      flush();
      expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 1, baseline: 3, latency: 3 });
    });
    inVirtualTime(({ cold, flush, expectObservable }) => {
      const limit = new AdaptiveLimit({ initial: 1 });
      expectObservable(cold('-----|').pipe(bulkhead(limit))).toBe('-----|');
      flush();
      expect(limit.state$.value.latency).toBe(5);
    });
  });

  it('learns through protect as well, and gets its place back', () => {
    inVirtualTime(({ cold, flush }) => {
      const limit = one();
      const policy = protect({ bulkhead: limit });
      for (const marbles of ['---a|', '-----b|']) policy(cold(marbles)).subscribe();
      flush();
      expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 0, queued: 0, limit: 2, latency: 3 }));
    });
  });

  it('does not count the wait for a place', () => {
    inVirtualTime(({ cold, flush, expectObservable }) => {
      const limit = new AdaptiveLimit({ initial: 1 });
      expectObservable(NEVER.pipe(bulkhead(limit)), '---------!').toBe('----------');
      expectObservable(cold('--a|').pipe(bulkhead(limit))).toBe('-----------a|');
      flush();
      expect(limit.state$.value.latency).toBe(2);
    });
  });

  it('learns at the first value, while an endless stream still runs', () => {
    const limit = one();
    const running = concat(of('a'), NEVER).pipe(bulkhead(limit)).subscribe();
    expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 1, limit: 2 }));
    running.unsubscribe();
    expect(limit.idle).toBeTrue();
  });

  const rows: readonly [error: unknown, limit: number][] = [
    [new NetworkError('broken'), 9],
    [new RequestTimeoutError('attempt', 5), 9],
    [new HttpStatusError({ status: 503 }), 9],
    [new HttpStatusError({ status: 429 }), 9],
    [new Error('unknown'), 9],
    [new HttpStatusError({ status: 404 }), 10],
    [new BulkheadFullError('inner'), 10],
    [new DOMException('left', 'AbortError'), 10],
  ];
  for (const [error, expected] of rows) {
    it(`${expected < 10 ? 'takes for a loss' : 'learns nothing from'}: ${String(error)}`, () => {
      const limit = ten();
      let seen: unknown;
      throwError(() => error)
        .pipe(bulkhead(limit))
        .subscribe({ error: (passed: unknown) => (seen = passed) });
      expect(seen).toBe(error);
      expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 0, limit: expected }));
    });
  }

  it('takes the first word: an error behind a value is no loss', () => {
    const limit = ten();
    concat(
      of('a'),
      throwError(() => new NetworkError('broken')),
    )
      .pipe(bulkhead(limit))
      .subscribe(ignore);
    expect(limit.state$.value.limit).toBe(10);
  });

  it('learns nothing from a call that is left before a value, queued or running', () => {
    const limit = one();
    const running = NEVER.pipe(bulkhead(limit)).subscribe();
    NEVER.pipe(bulkhead(limit)).subscribe().unsubscribe();
    running.unsubscribe();
    expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 1, baseline: undefined, latency: undefined });
  });

  it('learns from a call that is left after a value, in the middle of a synchronous source too', () => {
    const limit = one();
    const values: number[] = [];
    range(0, Infinity)
      .pipe(bulkhead(limit), take(3))
      .subscribe((value) => values.push(value));
    expect(values).toEqual([0, 1, 2]);
    expect(limit.state$.value).toEqual(jasmine.objectContaining({ active: 0, limit: 2 }));
  });

  it('tears the source down before it gives the place back', () => {
    const limit = one();
    const active: number[] = [];
    const source = NEVER.pipe(finalize(() => active.push(limit.state$.value.active)));
    source.pipe(bulkhead(limit)).subscribe().unsubscribe();
    expect([...active, limit.state$.value.active]).toEqual([1, 0]);
  });

  it('lets who waits go in the frame in which the limit has grown, before the value that made it grow', () => {
    const limit = one();
    const order: string[] = [];
    const call = (name: string): Observable<string> => concat(of(name), NEVER).pipe(bulkhead(limit));
    const first = new Observable<string>((subscriber) => {
      call('waiting').subscribe((name) => order.push(name));
      subscriber.next('first');
    });
    first.pipe(bulkhead(limit)).subscribe((name) => order.push(name));
    expect(order).toEqual(['waiting', 'first']);
  });

  it('lets 20,000 waiters go without growing the stack', () => {
    const limit = new AdaptiveLimit({ initial: 1, max: 1 });
    const permit = limit.tryAcquire()!;
    let done = 0;
    for (let index = 0; index < 20_000; index++)
      of(index)
        .pipe(bulkhead(limit))
        .subscribe(() => done++);
    permit.release();
    expect(done).toBe(20_000);
    expect(limit.idle).toBeTrue();
  });

  it('lets 20,000 waiters go while the limit grows with each', () => {
    const limit = new AdaptiveLimit({ algorithm: 'aimd', initial: 1, max: Infinity });
    const permit = limit.tryAcquire()!;
    let done = 0;
    for (let index = 0; index < 20_000; index++)
      of(index)
        .pipe(bulkhead(limit))
        .subscribe(() => done++);
    permit.succeeded();
    permit.release();
    expect(done).toBe(20_000);
    expect(limit.idle).toBeTrue();
  });

  it('serves two users of one limit, and takes a place for each subscription', () => {
    const limit = ten();
    const call = NEVER.pipe(bulkhead(limit));
    const running = [call.subscribe(), call.subscribe(), NEVER.pipe(bulkhead(limit, { priority: 1 })).subscribe()];
    expect(limit.state$.value.active).toBe(3);
    for (const subscription of running) subscription.unsubscribe();
    expect(limit.idle).toBeTrue();
  });

  it('passes what an error throws when it is looked at, and gives the place back', () => {
    const limit = ten();
    const hostile = Object.defineProperty(new Error('down'), 'status', {
      get: () => {
        throw new Error('hostile');
      },
    });
    let seen: unknown;
    throwError(() => hostile)
      .pipe(bulkhead(limit))
      .subscribe({ error: (error: unknown) => (seen = error) });
    expect(seen).toEqual(new Error('hostile'));
    expect(limit.idle).toBeTrue();
  });
});
