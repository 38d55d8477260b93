import {
  concat,
  defer,
  EMPTY,
  ignoreElements,
  NEVER,
  Observable,
  of,
  range,
  type SchedulerLike,
  Subject,
  take,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import {
  circuitBreaker,
  CircuitBreaker,
  fallbackWhileOpen,
  pauseWhile,
  protect,
  requestTimeout,
  retryBackoff,
  SlidingWindow,
  throttleSlidingWindow,
  throttleTokenBucket,
  TokenBucket,
  waitForClosed,
} from '../../src/index.js';

const MANY = 20_000;

describe('28: no stack overflows', () => {
  let scheduler: VirtualTimeScheduler;

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
  });

  type Through = (source: Observable<number>) => Observable<number>;
  const operators: readonly [name: string, create: () => Through][] = [
    ['retryBackoff', () => retryBackoff<number>({ scheduler })],
    ['circuitBreaker', () => circuitBreaker<number>(new CircuitBreaker({ scheduler }))],
    ['throttleTokenBucket', () => throttleTokenBucket<number>(new TokenBucket({ capacity: 1e9, refillPerSecond: 1, scheduler }))],
    ['throttleSlidingWindow', () => throttleSlidingWindow<number>(new SlidingWindow({ limit: 1e9, window: 1000, scheduler }))],
    ['waitForClosed', () => waitForClosed<number>(new CircuitBreaker({ scheduler }), { scheduler })],
    ['fallbackWhileOpen', () => fallbackWhileOpen<number, number>(new CircuitBreaker({ scheduler }), NEVER)],
    ['pauseWhile', () => pauseWhile<number>(NEVER)],
    ['requestTimeout', () => requestTimeout<number>({ total: 1000, first: 1000, idle: 1000, scheduler })],
    [
      'protect',
      () => {
        const policy = protect({
          totalTimeout: 1000,
          attemptTimeout: 500,
          retry: {},
          breaker: {},
          limiter: { capacity: 1e9, refillPerSecond: 1 },
          scheduler,
        });
        return (source) => policy(source);
      },
    ],
  ];

  for (const [name, create] of operators) {
    it(`of a synchronous source of ${MANY} values through ${name}`, () => {
      let [count, ends] = [0, 0];
      range(0, MANY)
        .pipe(create())
        .subscribe({ next: () => count++, complete: () => ends++ });
      expect([count, ends]).toEqual([MANY, 1]);
    });

    it(`of an endless synchronous source through ${name} that is left in the middle`, () => {
      let emitted = 0;
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(emitted++);
      });
      const seen: number[] = [];
      endless.pipe(create(), take(3)).subscribe((value) => seen.push(value));
      expect(seen).toEqual([0, 1, 2]);
      expect(emitted).toBe(3);
    });

    it(`of a subscriber of ${name} that subscribes again inside next, complete and error`, () => {
      const through = create();
      const seen: string[] = [];
      let depth = 0;
      const subscribe = (source: Observable<number>): void => {
        if (depth++ >= 50) return;
        through(source).subscribe({
          next: (value) => {
            seen.push(`next ${value}`);
            subscribe(EMPTY);
          },
          complete: () => subscribe(of(1)),
          error: () => subscribe(of(2)),
        });
      };
      subscribe(of(0));
      scheduler.flush();
      expect(seen.length).toBeGreaterThan(10);
      expect(depth).toBeGreaterThan(50);
    });
  }

  it('of 10,000 synchronous retries without a delay', () => {
    let attempts = 0;
    const seen: unknown[] = [];
    defer(() => (++attempts <= 10_000 ? throwError(() => new Error('down')) : of('up')))
      .pipe(retryBackoff({ initialInterval: 0, maxRetries: Infinity, scheduler }))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual(['up']);
    expect(attempts).toBe(10_001);
  });

  it('of 10,000 synchronous retries after a wait, and of as many inside protect', () => {
    for (const wrap of [
      (source: Observable<string>) => source.pipe(retryBackoff({ jitter: 'none', backoffDelay: (iteration) => (iteration === 0 ? 5 : 0), maxRetries: Infinity, scheduler })), // prettier-ignore
      (source: Observable<string>) => protect({ retry: { initialInterval: 0, maxRetries: Infinity }, breaker: { failureThreshold: 1e9 }, scheduler })(source), // prettier-ignore
    ]) {
      let attempts = 0;
      const seen: string[] = [];
      wrap(defer(() => (++attempts <= 10_000 ? throwError(() => new Error('down')) : of('up')))).subscribe((value) => seen.push(value));
      scheduler.flush();
      expect(seen).toEqual(['up']);
      expect(attempts).toBe(10_001);
    }
  });

  it('of 10,000 retries with a delay, one after the other', () => {
    let attempts = 0;
    const seen: string[] = [];
    defer(() => (++attempts <= 10_000 ? throwError(() => new Error('down')) : of('up')))
      .pipe(retryBackoff({ initialInterval: 1, multiplier: 1, jitter: 'none', maxRetries: Infinity, scheduler }))
      .subscribe((value) => seen.push(value));
    scheduler.flush();
    expect(seen).toEqual(['up']);
    expect(scheduler.now()).toBe(10_000);
  });

  describe(`of ${MANY} who wait for a circuit`, () => {
    let breaker: CircuitBreaker;
    const wait = (source: Observable<number>) => source.pipe(circuitBreaker(breaker), waitForClosed(breaker, { scheduler }));

    beforeEach(() => {
      breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, scheduler });
      breaker.tryAcquire()?.failure();
    });

    it('and go when it is closed, first come, first served', () => {
      const seen: number[] = [];
      for (let index = 0; index < MANY; index++) wait(of(index)).subscribe((value) => seen.push(value));
      expect(seen).toEqual([]);
      scheduler.flush();
      expect(seen.length).toBe(MANY);
      expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: MANY }, (_, index) => index));
      expect(scheduler.now()).toBe(10);
    });

    it('and of whom each queues the next when its turn comes', () => {
      let count = 0;
      const queueNext = (): void =>
        void of(1)
          .pipe(waitForClosed(breaker, { scheduler }))
          .subscribe(() => ++count < MANY && queueNext());
      queueNext();
      scheduler.flush();
      expect(count).toBe(MANY);
    });

    it('and fail at once, one after the other', () => {
      breaker.update({ failureThreshold: MANY + 1 });
      let failed = 0;
      const down = throwError(() => new Error('down'));
      for (let index = 0; index < MANY; index++) down.pipe(waitForClosed(breaker, { scheduler })).subscribe({ error: () => failed++ });
      breaker.reset();
      expect(failed).toBe(MANY);
    });

    it('and leave at once', () => {
      const waiters = Array.from({ length: MANY }, () => wait(of(1)).subscribe(() => fail('released')));
      for (const waiter of waiters) waiter.unsubscribe();
      scheduler.flush();
      expect(breaker.idle).toBeFalse();
      expect(breaker.metrics.calls).toBe(1);
    });

    it('and are refused by the breaker inside when they had gone already', () => {
      const gate = new Subject<void>();
      const seen: number[] = [];
      breaker.reset();
      for (let index = 0; index < MANY; index++) {
        const call = defer(() => of(index).pipe(circuitBreaker(breaker)));
        concat(gate.pipe(ignoreElements()), call)
          .pipe(waitForClosed(breaker, { scheduler }))
          .subscribe((value) => seen.push(value));
      }
      breaker.tryAcquire()!.failure();
      gate.complete();
      expect([seen.length, breaker.metrics.refused]).toEqual([0, MANY]);
      scheduler.flush();
      expect(seen.length).toBe(MANY);
    });
  });

  type Limiter = TokenBucket | SlidingWindow;
  const limiters: readonly [name: string, create: (scheduler: SchedulerLike) => Limiter][] = [
    ['TokenBucket', (scheduler) => new TokenBucket({ capacity: MANY, refillPerSecond: 1, scheduler })],
    ['SlidingWindow', (scheduler) => new SlidingWindow({ limit: MANY, window: 1000, scheduler })],
  ];
  for (const [name, create] of limiters) {
    const through = (limiter: Limiter) =>
      limiter instanceof TokenBucket ? throttleTokenBucket<number>(limiter) : throttleSlidingWindow<number>(limiter);

    it(`of ${MANY} waiters that a ${name} lets go at once, first come, first served`, () => {
      const limiter = create(scheduler);
      const seen: number[] = [];
      limiter.pause(10);
      for (let index = 0; index < MANY; index++)
        of(index)
          .pipe(through(limiter))
          .subscribe((value) => seen.push(value));
      expect(seen).toEqual([]);
      expect(limiter.state$.value.queued).toBe(MANY);
      scheduler.flush();
      expect(seen.length).toBe(MANY);
      expect(seen.every((value, index) => value === index)).toBeTrue();
      expect(scheduler.now()).toBe(10);
    }, 60_000);

    it(`of ${MANY} waiters of a ${name}, each of whom queues the next when its turn comes`, () => {
      const limiter = create(scheduler);
      let count = 0;
      limiter.pause(10);
      const queueNext = (): void => {
        limiter.take().subscribe(() => {
          if (++count < MANY) queueNext();
        });
      };
      queueNext();
      scheduler.flush();
      expect(count).toBe(MANY);
    }, 60_000);

    it(`of ${MANY} waiters of a ${name} who leave at once`, () => {
      const limiter = create(scheduler);
      limiter.pause(10);
      const waiters = Array.from({ length: MANY }, () => limiter.take().subscribe(() => fail('granted')));
      for (const waiter of waiters) waiter.unsubscribe();
      scheduler.flush();
      expect(limiter.state$.value.queued).toBe(0);
      expect(limiter.metrics.cancelled).toBe(MANY);
    }, 60_000);

    it(`of ${MANY} waiters of a ${name} whom new limits refuse`, () => {
      const limiter = create(scheduler);
      let refused = 0;
      limiter.pause(10);
      for (let index = 0; index < MANY; index++) limiter.take(2).subscribe({ next: fail, error: () => refused++ });
      if (limiter instanceof TokenBucket) limiter.update({ capacity: 1 });
      else limiter.update({ limit: 1 });
      expect(refused).toBe(MANY);
      scheduler.flush();
    }, 60_000);
  }
});
