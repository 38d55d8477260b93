import { type Subscription, VirtualTimeScheduler } from 'rxjs';
import { Bulkhead, BulkheadFullError, type BulkheadState } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';
import { manualTime } from './circuit-time.js';

describe('Bulkhead', () => {
  const createQueue = (
    seats: Bulkhead,
  ): { enter: (name: string, priority?: number) => Subscription; order: string[]; permits: Map<string, () => void> } => {
    const order: string[] = [];
    const permits = new Map<string, () => void>();
    const enter = (name: string, priority?: number): Subscription =>
      seats.acquire(priority).subscribe({
        next: (permit) => {
          order.push(name);
          permits.set(name, () => permit.release());
        },
        error: (error: unknown) => order.push(`${name}: ${(error as Error).name}`),
      });
    return { enter, order, permits };
  };

  it('admits up to maxConcurrent and queues the others, first come, first served', () => {
    const { enter, order, permits } = createQueue(new Bulkhead({ maxConcurrent: 2 }));
    ['a', 'b', 'c', 'd'].forEach((name) => enter(name));
    expect(order).toEqual(['a', 'b']);
    permits.get('a')!();
    permits.get('a')!();
    expect(order).toEqual(['a', 'b', 'c']);
  });

  it('lets a higher priority go first, and within one whoever came first', () => {
    const { enter, order, permits } = createQueue(new Bulkhead({ maxConcurrent: 1 }));
    enter('running');
    enter('low', -1);
    enter('first');
    enter('high', 5);
    enter('second');
    for (const name of ['running', 'high', 'first', 'second', 'low']) permits.get(name)!();
    expect(order).toEqual(['running', 'high', 'first', 'second', 'low']);
  });

  it('refuses tryAcquire while others wait, though a place is free for them', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const permit = seats.tryAcquire();
    const { enter } = createQueue(seats);
    enter('waiting');
    expect(seats.tryAcquire()).toBeUndefined();
    permit!.release();
    expect(seats.tryAcquire()).toBeUndefined();
    expect(seats.state$.value).toEqual({ active: 1, queued: 0, limit: 1 });
  });

  it('refuses with its name when the queue is full, and at once with maxWait 0', () => {
    const { enter, order } = createQueue(new Bulkhead({ name: 'seats', maxConcurrent: 1, maxQueue: 1 }));
    ['a', 'b', 'c'].forEach((name) => enter(name));
    expect(order).toEqual(['a', 'c: BulkheadFullError']);
    const impatient = new Bulkhead({ name: 'seats', maxConcurrent: 1, maxWait: 0 });
    impatient.tryAcquire();
    let refusal: unknown;
    impatient.acquire().subscribe({ error: (error: unknown) => (refusal = error) });
    expect(refusal).toBeInstanceOf(BulkheadFullError);
    expect((refusal as BulkheadFullError).bulkhead).toBe('seats');
  });

  it('refuses a call after it has waited for maxWait, and leaves no timer', () => {
    inVirtualTime(({ expectObservable }) => {
      const seats = new Bulkhead({ name: 'seats', maxConcurrent: 1, maxWait: 5 });
      seats.tryAcquire();
      expectObservable(seats.acquire()).toBe('-----#', undefined, new BulkheadFullError('seats'));
      expectObservable(seats.acquire(), '--!').toBe('---');
    });
  });

  it('refuses by arrival, not by priority', () => {
    inVirtualTime(({ expectObservable, cold }) => {
      const seats = new Bulkhead({ maxConcurrent: 1, maxWait: 5 });
      seats.tryAcquire();
      cold('--a').subscribe(() => seats.acquire(9).subscribe({ error: () => undefined }));
      expectObservable(seats.acquire(-9)).toBe('-----#', undefined, new BulkheadFullError('bulkhead'));
    });
  });

  it('moves the others up when one leaves the queue', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const { enter, order, permits } = createQueue(seats);
    enter('a');
    const leaving = enter('b');
    enter('c');
    leaving.unsubscribe();
    expect(seats.state$.value.queued).toBe(1);
    permits.get('a')!();
    expect(order).toEqual(['a', 'c']);
  });

  it('tells every change on state$, in order', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const states: BulkheadState[] = [];
    seats.state$.subscribe((state) => states.push(state));
    const { enter, permits } = createQueue(seats);
    enter('a');
    enter('b').unsubscribe();
    enter('c');
    permits.get('a')!();
    permits.get('c')!();
    expect(states.map(({ active, queued }) => [active, queued])).toEqual([
      [0, 0],
      [1, 0],
      [1, 1],
      [1, 0],
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  for (const bad of [{ maxQueue: -1 }, { maxWait: NaN }]) {
    it(`changes nothing where an update is refused for ${Object.keys(bad).join()}`, () => {
      const seats = new Bulkhead({ maxConcurrent: 1 });
      expect(() => seats.update({ maxConcurrent: 5, ...bad })).toThrowError(RangeError);
      expect(seats.state$.value.limit).toBe(1);
    });
  }

  it('lets more go when the limit is raised, and holds back until enough have ended when it is lowered', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const { enter, order, permits } = createQueue(seats);
    ['a', 'b', 'c', 'd'].forEach((name) => enter(name));
    seats.update({ maxConcurrent: 3 });
    expect(order).toEqual(['a', 'b', 'c']);
    seats.update({ maxConcurrent: 1 });
    permits.get('a')!();
    permits.get('b')!();
    expect(order).toEqual(['a', 'b', 'c']);
    permits.get('c')!();
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('keeps the places of a higher priority when the last of a lower one leaves', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    const permit = seats.tryAcquire()!;
    let isIn = false;
    seats.acquire(1).subscribe(() => (isIn = true));
    seats.acquire(0).subscribe().unsubscribe();
    permit.release();
    expect(isIn).toBeTrue();
  });

  it('starts no timer for who waits behind another one', () => {
    const time = manualTime();
    const seats = new Bulkhead({ maxConcurrent: 1, maxWait: 5, scheduler: time.scheduler });
    seats.tryAcquire();
    for (let i = 0; i < 3; i++) seats.acquire().subscribe();
    expect(time.started).toBe(1);
  });

  it('has room for all where maxConcurrent is Infinity', () => {
    const seats = new Bulkhead({ maxConcurrent: Infinity });
    for (let i = 0; i < 1000; i++) seats.tryAcquire();
    expect(seats.state$.value).toEqual({ active: 1000, queued: 0, limit: Infinity });
  });

  it('is idle only when nobody runs, waits or watches', () => {
    const seats = new Bulkhead({ maxConcurrent: 1 });
    expect(seats.idle).toBeTrue();
    const watching = seats.state$.subscribe();
    expect(seats.idle).toBeFalse();
    watching.unsubscribe();
    const permit = seats.tryAcquire()!;
    expect(seats.idle).toBeFalse();
    permit.release();
    expect(seats.idle).toBeTrue();
  });

  it('owns no timer while nobody waits, or waits without a limit', () => {
    const scheduler = new VirtualTimeScheduler();
    const seats = new Bulkhead({ maxConcurrent: 1, maxWait: 5, scheduler });
    const permit = seats.tryAcquire()!;
    const waiting = seats.acquire().subscribe({ error: () => undefined });
    expect(scheduler.actions.length).toBe(1);
    waiting.unsubscribe();
    permit.release();
    scheduler.flush();
    expect(scheduler.now()).toBe(0);
  });

  for (const [options, message] of [
    [{ maxConcurrent: 0 }, 'maxConcurrent must be a whole number from 1, or Infinity, but was 0.'],
    [{ maxConcurrent: 1.5 }, 'maxConcurrent must be a whole number from 1, or Infinity, but was 1.5.'],
    [{ maxConcurrent: 1, maxQueue: -1 }, 'maxQueue must be a whole number from 0, or Infinity, but was -1.'],
    [{ maxConcurrent: 1, maxWait: NaN }, 'maxWait must be a number of milliseconds from 0 to Infinity, but was NaN.'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => new Bulkhead(options)).toThrowError(RangeError, message);
    });
  }

  it('refuses a priority that is no number', () => {
    expect(() => new Bulkhead({ maxConcurrent: 1 }).acquire(NaN)).toThrowError(RangeError, /priority/);
  });
});
