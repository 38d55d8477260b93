import { concat, defer, NEVER, Observable, of, range, repeat, Subscription, take } from 'rxjs';
import { Bulkhead, bulkhead, BulkheadFullError } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('bulkhead', () => {
  it('delays the subscription until there is a place, and keeps it until the source has ended', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a|');
      const seated = source.pipe(bulkhead(new Bulkhead({ maxConcurrent: 1 })));
      expectObservable(seated).toBe('--a|');
      expectObservable(seated).toBe('-----a|');
      expectSubscriptions(source.subscriptions).toBe(['^--!', '---^--!']);
    });
  });

  it('gives the place back when the source errors, and when it is left', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      expectObservable(cold('--#').pipe(bulkhead(seats))).toBe('--#');
      expectObservable(NEVER.pipe(bulkhead(seats)), '----!').toBe('-----');
      expectObservable(cold('a|').pipe(bulkhead(seats))).toBe('----a|');
    });
  });

  it('never subscribes for a caller that leaves the queue', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      const source = cold('a|');
      expectObservable(cold('----|').pipe(bulkhead(seats))).toBe('----|');
      expectObservable(source.pipe(bulkhead(seats)), '--!').toBe('---');
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('passes the refusal', () => {
    inVirtualTime(({ expectObservable }) => {
      const seats = new Bulkhead({ name: 'seats', maxConcurrent: 1, maxQueue: 0 });
      seats.tryAcquire();
      expectObservable(of('a').pipe(bulkhead(seats))).toBe('#', undefined, new BulkheadFullError('seats'));
    });
  });

  it('tears the source down before it gives the place back', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    let activeAtTeardown = -1;
    const source = new Observable(() => () => (activeAtTeardown = seats.state$.value.active));
    source.pipe(bulkhead(seats)).subscribe().unsubscribe();
    expect(activeAtTeardown).toBe(1);
    expect(seats.state$.value.active).toBe(0);
  });

  it('can be left in the middle of a synchronous source', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const values: number[] = [];
    range(0, Infinity)
      .pipe(bulkhead(seats), take(3))
      .subscribe((value) => values.push(value));
    expect(values).toEqual([0, 1, 2]);
    expect(seats.idle).toBeTrue();
  });

  it('lets 20,000 waiters go without growing the stack', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const permit = seats.tryAcquire()!;
    let done = 0;
    for (let index = 0; index < 20_000; index++)
      of(index)
        .pipe(bulkhead(seats))
        .subscribe(() => done++);
    permit.release();
    expect(done).toBe(20_000);
    expect(seats.idle).toBeTrue();
  });

  it('serves a subscriber that subscribes again inside next after those who wait', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const order: string[] = [];
    const call = (name: string): Observable<string> => of(name).pipe(bulkhead(seats));
    const permit = seats.tryAcquire()!;
    call('a').subscribe((name) => {
      order.push(name);
      call('again').subscribe((again) => order.push(again));
    });
    call('b').subscribe((name) => order.push(name));
    permit.release();
    expect(order).toEqual(['a', 'b', 'again']);
  });

  it('serves a newcomer after those who wait, also while several are let go at once', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const order: string[] = [];
    const call = (name: string): Observable<string> => concat(of(name), NEVER).pipe(bulkhead(seats));
    seats.tryAcquire();
    call('a').subscribe((name) => {
      order.push(name);
      call('newcomer').subscribe((newcomer) => order.push(newcomer));
    });
    call('b').subscribe((name) => order.push(name));
    seats.update({ maxConcurrent: 4 });
    expect(order).toEqual(['a', 'b', 'newcomer']);
  });

  it('takes a place for each subscription', () => {
    const seats = new Bulkhead({ maxConcurrent: 5 });
    const running = new Subscription();
    const call = concat(of(1), NEVER).pipe(bulkhead(seats));
    running.add(call.subscribe());
    running.add(call.subscribe());
    expect(seats.state$.value.active).toBe(2);
    running.unsubscribe();
    expect(defer(() => of(1)).pipe(bulkhead(seats), repeat(2))).toBeInstanceOf(Observable);
    expect(seats.idle).toBeTrue();
  });

  it('refuses a bad priority when it is made', () => {
    expect(() => bulkhead(new Bulkhead({ maxConcurrent: 1 }), { priority: Infinity })).toThrowError(RangeError, /priority/);
  });
});
