import { concat, EMPTY, NEVER, of, throwError, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import {
  AdaptiveLimit,
  BulkheadFullError,
  NetworkError,
  Registry,
  type AdaptiveLimitOptions,
  type AdaptiveLimitState,
  type AdaptivePermit,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('AdaptiveLimit', () => {
  let scheduler: VirtualTimeScheduler;
  const create = (options: AdaptiveLimitOptions = {}): AdaptiveLimit => new AdaptiveLimit({ scheduler, ...options });

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
  });

  function pass(time: number): void {
    scheduler.maxFrames = scheduler.now() + time;
    scheduler.schedule(() => undefined, time);
    scheduler.flush();
  }

  function fill(limit: AdaptiveLimit): AdaptivePermit[] {
    const permits: AdaptivePermit[] = [];
    for (let permit = limit.tryAcquire(); permit; permit = limit.tryAcquire()) permits.push(permit);
    return permits;
  }

  /** As many calls at once as may run, all of them told the same. */
  function batch(limit: AdaptiveLimit, latency: number, tell = (permit: AdaptivePermit): void => permit.succeeded()): void {
    const permits = fill(limit);
    pass(latency);
    permits.forEach(tell);
    for (const permit of permits) permit.release();
  }

  it('starts with 20 places from 1 to 1_000, and knows nothing yet', () => {
    const limit = new AdaptiveLimit();
    expect(limit.state$.value).toEqual({ active: 0, queued: 0, limit: 20, baseline: undefined, latency: undefined });
    expect(limit.name).toBe('adaptive-limit');
    expect(fill(limit).length).toBe(20);
    limit.update({ min: 1000 });
    expect(limit.state$.value.limit).toBe(1000);
    expect(() => limit.update({ min: 1001 })).toThrowError(RangeError);
  });

  it('starts as near to 20 as its bounds allow, or with what it is told', () => {
    expect(create({ max: 8 }).state$.value.limit).toBe(8);
    expect(create({ min: 30 }).state$.value.limit).toBe(30);
    expect(create({ min: 2, max: 8, initial: 3 }).state$.value.limit).toBe(3);
  });

  it('tells what it has heard before the first round is over, and then what the last round told', () => {
    const limit = create();
    const permits = fill(limit);
    pass(10);
    permits[0]!.succeeded();
    pass(10);
    permits[1]!.succeeded();
    expect(limit.state$.value).toEqual(jasmine.objectContaining({ limit: 20, baseline: 15, latency: 15 }));
    for (const permit of permits) permit.release();
    batch(limit, 10);
    batch(limit, 10);
    const { baseline, latency } = limit.state$.value;
    expect(baseline).toBeCloseTo((10 + 20 + 38 * 10) / 40 + 0, 9);
    expect(latency).toBe(baseline);
    batch(limit, 12);
    expect(limit.state$.value.latency).not.toBe(latency);
  });

  it('grows while latency is as ever, and shrinks when it rises', () => {
    const limit = create();
    for (let i = 0; i < 5; i++) batch(limit, 10);
    const { limit: grown } = limit.state$.value;
    expect(grown).toBeGreaterThan(25);
    for (let i = 0; i < 2; i++) batch(limit, 50);
    expect(limit.state$.value.limit).toBeLessThan(grown);
    expect(limit.state$.value).toEqual(jasmine.objectContaining({ baseline: 10, latency: 50 }));
  });

  it('lets those who wait go when it has grown, in the frame in which it does', () => {
    const limit = create({ algorithm: 'aimd', initial: 2 });
    const [first, second] = fill(limit);
    let granted = 0;
    for (let i = 0; i < 3; i++) limit.acquire().subscribe(() => granted++);
    first!.succeeded();
    expect(granted).toBe(0);
    second!.succeeded();
    expect(granted).toBe(1);
    expect(limit.state$.value).toEqual({ active: 3, queued: 2, limit: 3, baseline: undefined, latency: 1 });
  });

  it('holds back until enough have ended when it has shrunk', () => {
    const limit = create({ algorithm: 'aimd', initial: 10 });
    const permits = fill(limit);
    permits[0]!.failed(new NetworkError('broken'));
    expect(limit.state$.value.limit).toBe(9);
    permits[0]!.release();
    expect(limit.tryAcquire()).toBeUndefined();
    permits[1]!.release();
    expect(limit.tryAcquire()).toBeDefined();
  });

  it('does not hear, during a probe, of calls that began before it', () => {
    const limit = create();
    const stragglers = [limit.tryAcquire()!, limit.tryAcquire()!];
    let highest = 0;
    for (; limit.state$.value.limit >= highest; batch(limit, 10)) highest = limit.state$.value.limit;
    expect(limit.state$.value.limit).toBeLessThan(highest / 2);
    stragglers[0]!.succeeded();
    for (let i = 0; i < 3; i++) batch(limit, 10);
    expect(limit.state$.value.limit).toBeGreaterThan(highest - 1);
    expect(limit.state$.value).toEqual(jasmine.objectContaining({ baseline: 10, latency: 10 }));
    stragglers[1]!.succeeded();
    batch(limit, 10);
    expect(limit.state$.value.latency).toBeGreaterThan(10);
  });

  it('lets no single call that takes very long decide', () => {
    const limit = create();
    const straggler = limit.tryAcquire()!;
    for (let i = 0; i < 4; i++) batch(limit, 10);
    const { limit: before } = limit.state$.value;
    pass(3_600_000);
    straggler.succeeded();
    straggler.release();
    batch(limit, 10);
    expect(limit.state$.value.latency).toBeGreaterThan(1000);
    expect(limit.state$.value.limit).toBeGreaterThan(before);
  });

  describe('learns from a permit', () => {
    /** The limit after one permit of an `'aimd'` with two places has told something, twice over. */
    function after(tell: (permit: AdaptivePermit) => unknown): number {
      const limit = create({ algorithm: 'aimd', initial: 10 });
      const permits = fill(limit);
      permits.slice(1).forEach((permit) => permit.succeeded());
      tell(permits[0]!);
      return limit.state$.value.limit;
    }
    const watch = (permit: AdaptivePermit, call: Observable<unknown>): unknown => permit.watch(call).subscribe({ error: () => undefined });
    const rows: readonly [what: string, tell: (permit: AdaptivePermit) => unknown, limit: number][] = [
      ['nothing when it says nothing', () => undefined, 10],
      ['nothing when it is released without a word', (permit) => permit.release(), 10],
      ['its success', (permit) => permit.succeeded(), 11],
      ['its loss', (permit) => permit.failed(new NetworkError('broken')), 9],
      ['its loss without an error', (permit) => permit.failed(), 9],
      ['nothing of an error that says nothing about the service', (permit) => permit.failed(new BulkheadFullError('inner')), 10],
      ['its first word, a success', (permit) => [permit.succeeded(), permit.failed()], 11],
      ['its first word, a loss', (permit) => [permit.failed(), permit.succeeded()], 9],
      ['its first word, an error that says nothing', (permit) => [permit.failed(new BulkheadFullError('inner')), permit.failed()], 10],
      ['nothing any more when it has been released', (permit) => [permit.release(), permit.failed(), permit.succeeded()], 10],
      ['the first value of a call that it watches', (permit) => watch(permit, concat(of(1), NEVER)), 11],
      ['the end of a call that it watches', (permit) => watch(permit, EMPTY), 11],
      [
        'the failure of a call that it watches',
        (permit) =>
          watch(
            permit,
            throwError(() => new NetworkError('broken')),
          ),
        9,
      ],
      [
        'nothing of a refusal that it watches',
        (permit) =>
          watch(
            permit,
            throwError(() => new BulkheadFullError('inner')),
          ),
        10,
      ],
    ];
    for (const [what, tell, limit] of rows) it(what, () => expect(after(tell)).toBe(limit));

    it('the latency of a call that it watches since that was subscribed to', () => {
      const limit = create();
      const watched = limit.tryAcquire()!.watch(timer(7, scheduler));
      pass(100);
      watched.subscribe();
      pass(20);
      expect(limit.state$.value.latency).toBe(7);
    });

    it('its latency since it has started, not since it got the place', () => {
      const limit = create();
      const [permit] = fill(limit);
      pass(100);
      permit!.started();
      pass(7);
      permit!.succeeded();
      expect(limit.state$.value.latency).toBe(7);
    });

    it('but gets no place back before it is released, and then once', () => {
      const limit = create({ initial: 2 });
      const [first] = fill(limit);
      first!.succeeded();
      expect(limit.state$.value.active).toBe(2);
      first!.release();
      first!.release();
      expect(limit.state$.value.active).toBe(1);
    });
  });

  it('refuses with its name when the queue is full, and after maxWait', () => {
    inVirtualTime(({ expectObservable }) => {
      const limit = new AdaptiveLimit({ name: 'orders', initial: 1, maxQueue: 1, maxWait: 5 });
      limit.tryAcquire();
      expectObservable(limit.acquire()).toBe('-----#', undefined, new BulkheadFullError('orders'));
      expectObservable(limit.acquire()).toBe('#', undefined, new BulkheadFullError('orders'));
    });
  });

  it('lets a higher priority go first', () => {
    const limit = create({ initial: 1 });
    const permit = limit.tryAcquire()!;
    const order: string[] = [];
    limit.acquire(-1).subscribe(() => order.push('low'));
    limit.acquire().subscribe((place) => (order.push('default'), place.release()));
    limit.acquire(1).subscribe((place) => (order.push('high'), place.release()));
    permit.release();
    expect(order).toEqual(['high', 'default', 'low']);
    expect(() => limit.acquire(NaN)).toThrowError(RangeError, /priority/);
  });

  it('tells every change on state$ once, in order', () => {
    const limit = create({ algorithm: 'aimd', initial: 1 });
    const states: AdaptiveLimitState[] = [];
    limit.state$.subscribe((state) => states.push(state));
    const permit = limit.tryAcquire()!;
    limit.acquire().subscribe();
    pass(3);
    permit.succeeded();
    permit.release();
    expect(states.map(({ active, queued, limit, latency }) => [active, queued, limit, latency])).toEqual([
      [0, 0, 1, undefined],
      [1, 0, 1, undefined],
      [1, 1, 1, undefined],
      [2, 0, 2, 3],
      [1, 0, 2, 3],
    ]);
    expect(limit.state$.value).toEqual(states.at(-1)!);
  });

  it('stays within new bounds, and keeps its queue and what it has learned', () => {
    const limit = create({ initial: 4 });
    batch(limit, 10);
    const permits = fill(limit);
    let granted = 0;
    for (let i = 0; i < 5; i++) limit.acquire().subscribe(() => granted++);
    limit.update({ max: 3 });
    expect(limit.state$.value).toEqual({ active: 4, queued: 5, limit: 3, baseline: 10, latency: 10 });
    permits[0]!.release();
    expect(granted).toBe(0);
    limit.update({ min: 6, max: 6 });
    expect(granted).toBe(3);
    limit.update({ maxQueue: 2 });
    expect(() => limit.update({ max: 9, maxWait: -1 })).toThrowError(RangeError);
    limit.update({ min: 7, max: 7 });
    expect(limit.state$.value).toEqual({ active: 7, queued: 1, limit: 7, baseline: 10, latency: 10 });
  });

  it('comes back from a probe however often it is updated meanwhile', () => {
    const limit = create({ initial: 20 });
    for (let round = 0; round < 10; round++) {
      batch(limit, 10, (permit) => {
        limit.update({ maxQueue: round });
        permit.succeeded();
      });
    }
    expect(limit.state$.value.limit).toBeGreaterThan(30);
  });

  it('comes back from a probe to a limit within new bounds', () => {
    const limit = create();
    for (let i = 0; i < 8; i++) batch(limit, 10);
    limit.update({ max: 12 });
    for (let i = 0; i < 8; i++) batch(limit, 10);
    expect(limit.state$.value.limit).toBe(12);
  });

  it('is idle only when nobody runs, waits or watches, whatever it has learned', () => {
    const limit = create();
    batch(limit, 10);
    expect(limit.idle).toBeTrue();
    const watching = limit.state$.subscribe();
    expect(limit.idle).toBeFalse();
    watching.unsubscribe();
    const permit = limit.tryAcquire()!;
    expect(limit.idle).toBeFalse();
    permit.release();
    const registry = new Registry((name) => create({ name }), { maxSize: 1 });
    registry.get('a');
    registry.get('b');
    expect(registry.size).toBe(1);
  });

  it('owns no timer while nobody waits, or waits without a limit', () => {
    const limit = create({ initial: 1, maxWait: 5 });
    const permit = limit.tryAcquire()!;
    expect(scheduler.actions.length).toBe(0);
    const waiting = limit.acquire().subscribe();
    expect(scheduler.actions.length).toBe(1);
    waiting.unsubscribe();
    permit.release();
    scheduler.flush();
    expect(scheduler.now()).toBe(0);
  });

  it('may be told an outcome by whoever listens to it', () => {
    const limit = create({ algorithm: 'aimd', initial: 2 });
    const [first, second] = fill(limit);
    const seen: number[] = [];
    limit.state$.subscribe((state) => {
      if (state.limit === 3) second!.failed();
    });
    limit.state$.subscribe((state) => seen.push(state.limit));
    first!.succeeded();
    limit.tryAcquire()?.succeeded();
    second!.succeeded();
    expect(seen.at(-1)).toBe(limit.state$.value.limit);
  });

  for (const [options, message] of [
    [{ algorithm: 'vegas' as never }, 'algorithm must be one of "gradient", "aimd", but was "vegas".'],
    [{ min: 0 }, 'min must be a whole number from 1, but was 0.'],
    [{ min: Infinity, max: Infinity }, 'min must be a whole number from 1, but was Infinity.'],
    [{ min: 5, max: 4 }, 'max must be a whole number from 5, or Infinity, but was 4.'],
    [{ initial: 2000 }, 'initial must be a whole number from min (1) to max (1000), but was 2000.'],
    [{ initial: 1.5 }, 'initial must be a whole number from min (1) to max (1000), but was 1.5.'],
    [{ min: 4, initial: 3 }, 'initial must be a whole number from min (4) to max (1000), but was 3.'],
    [{ maxQueue: -1 }, 'maxQueue must be a whole number from 0, or Infinity, but was -1.'],
    [{ maxWait: NaN }, 'maxWait must be a number of milliseconds from 0 to Infinity, but was NaN.'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => new AdaptiveLimit(options)).toThrowError(RangeError, message);
    });
  }

  it('takes explicit undefined for its defaults', () => {
    const nothing = { name: undefined, algorithm: undefined, initial: undefined, min: undefined, max: undefined, maxQueue: undefined };
    const limit = new AdaptiveLimit({ ...nothing, maxWait: undefined, scheduler: undefined });
    limit.update({ min: undefined, max: undefined });
    expect([limit.name, limit.state$.value.limit]).toEqual(['adaptive-limit', 20]);
  });
});
