import { defer, NEVER, throwError, VirtualTimeScheduler, type SchedulerLike } from 'rxjs';
import {
  AdaptiveLimit,
  CircuitBreaker,
  hedge,
  NetworkError,
  Registry,
  retryBackoff,
  RetryBudget,
  SlidingWindow,
  TokenBucket,
  type RateLimiter,
} from '../../src/index.js';

const HOUR = 3_600_000;

describe('20: a wall clock that jumps wedges nothing', () => {
  let virtual: VirtualTimeScheduler;
  let offset: number;
  let scheduler: SchedulerLike;

  beforeEach(() => {
    virtual = new VirtualTimeScheduler();
    virtual.maxFrames = 10 * HOUR;
    offset = 5 * HOUR;
    scheduler = { now: () => virtual.now() + offset, schedule: virtual.schedule.bind(virtual) };
  });

  /** Moves the wall clock at some time of the real one. */
  function jump(at: number, by: number): void {
    virtual.schedule(() => (offset += by), at);
  }

  const limiters: Record<string, () => RateLimiter> = {
    'token bucket': () => new TokenBucket({ capacity: 2, refillPerSecond: 100, scheduler }),
    'sliding window': () => new SlidingWindow({ limit: 2, window: 20, scheduler }),
  };
  for (const [kind, create] of Object.entries(limiters)) {
    it(`an hour back starves nobody who waits for a ${kind}`, () => {
      const limiter = create();
      const times: number[] = [];
      for (let i = 0; i < 6; i++) limiter.take().subscribe(() => times.push(virtual.now()));
      jump(5, -HOUR);
      virtual.flush();
      expect(times.length).toBe(6);
      // what was waited before the jump may have to be waited again, once
      expect(times.at(-1)).toBeLessThanOrEqual(60);
    });

    it(`an hour back starves nobody who comes to a ${kind} later, and lengthens no pause`, () => {
      const limiter = create();
      const times: number[] = [];
      limiter.pause(30);
      jump(5, -HOUR);
      virtual.schedule(() => limiter.take().subscribe(() => times.push(virtual.now())), 10);
      virtual.flush();
      expect(times.length).toBe(1);
      expect(times[0]).toBeLessThanOrEqual(40);
    });

    it(`an hour back lengthens what the server said to a ${kind} by no hour`, () => {
      const limiter = create();
      const times: number[] = [];
      limiter.heed([{ policy: 'default', limit: 8, remaining: 2, resetAfter: 30 }]);
      for (let i = 0; i < 4; i++) limiter.take().subscribe(() => times.push(virtual.now()));
      jump(5, -HOUR);
      virtual.flush();
      expect(times.length).toBe(4);
      expect(times.at(-1)).toBeLessThanOrEqual(70);
      expect(limiter.state$.value.server).toBeUndefined();
    });

    it(`an hour forward lets one full allowance of a ${kind} through, not more`, () => {
      const limiter = create();
      for (let i = 0; i < 2; i++) limiter.tryTake();
      jump(1, HOUR);
      const results: boolean[] = [];
      virtual.schedule(() => results.push(limiter.tryTake(), limiter.tryTake(), limiter.tryTake()), 2);
      virtual.flush();
      expect(results).toEqual([true, true, false]);
    });

    it(`forward and back again lets a ${kind} keep its count`, () => {
      const limiter = create();
      for (let i = 0; i < 2; i++) limiter.tryTake();
      const results: boolean[] = [];
      jump(1, HOUR);
      virtual.schedule(() => results.push(limiter.tryTake(2)), 2);
      jump(3, -HOUR);
      virtual.schedule(() => results.push(limiter.tryTake()), 4);
      virtual.schedule(() => results.push(limiter.tryTake(2)), 24);
      virtual.flush();
      expect(results).toEqual([true, false, true]);
    });
  }

  describe('in a circuit breaker', () => {
    function admittedAt(jumpAt: number, by: number, watched: boolean): number {
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, scheduler });
      if (watched) breaker.state$.subscribe();
      breaker.tryAcquire()?.failure(new NetworkError('broken'));
      jump(jumpAt, by);
      let admitted = NaN;
      for (let time = 1; time <= 300; time++) {
        virtual.schedule(() => {
          if (Number.isNaN(admitted) && breaker.canAcquire()) admitted = virtual.now();
        }, time);
      }
      virtual.flush();
      return admitted;
    }

    for (const watched of [false, true]) {
      it(`an hour back doesn't keep it open for an hour ${watched ? 'while watched' : 'while unwatched'}`, () => {
        expect(admittedAt(50, -HOUR, watched)).toBeLessThanOrEqual(202);
      });

      it(`an hour forward makes it half-open, and no worse ${watched ? 'while watched' : 'while unwatched'}`, () => {
        expect(admittedAt(50, HOUR, watched)).toBe(50);
      });
    }

    const rates = { failureRate: 0.5, slowCallRate: 0.5, slowCallDuration: 20, minimumCalls: 4, window: { duration: 100 } };

    it('an hour back leaves no statistics in the window for an hour', () => {
      const breaker = new CircuitBreaker({ ...rates, scheduler });
      for (let call = 0; call < 3; call++) breaker.tryAcquire()?.failure();
      jump(50, -HOUR);
      const seen: number[] = [];
      for (const time of [51, 152]) virtual.schedule(() => seen.push(breaker.metrics.failureRate), time);
      virtual.schedule(() => breaker.tryAcquire()?.failure(), 153);
      virtual.flush();
      expect([seen, breaker.state$.value.status]).toEqual([[1, 0], 'closed']);
    });

    it('an hour forward empties the window, and makes nothing fail', () => {
      const breaker = new CircuitBreaker({ ...rates, scheduler });
      for (let call = 0; call < 3; call++) breaker.tryAcquire()?.failure();
      jump(50, HOUR);
      virtual.schedule(() => breaker.tryAcquire()?.failure(), 51);
      virtual.flush();
      expect([breaker.metrics.failureRate, breaker.state$.value.status]).toEqual([1, 'closed']);
    });

    it('an hour back makes no call that runs slow later than it is, nor one that ends in time', () => {
      const breaker = new CircuitBreaker({ ...rates, minimumCalls: 1, slowCallRate: 1, scheduler });
      const [quick] = [breaker.tryAcquire(), breaker.tryAcquire()];
      jump(5, -HOUR);
      virtual.schedule(() => quick?.success(), 15);
      const seen: unknown[] = [];
      for (const time of [19, 21]) virtual.schedule(() => seen.push(breaker.metrics.slow), time);
      virtual.flush();
      expect(seen).toEqual([0, 1]);
    });

    it('an hour back lengthens a ramp-up by what has passed of it at most, and one forward ends it', () => {
      for (const by of [-HOUR, HOUR]) {
        const breaker = new CircuitBreaker({
          rampUp: { duration: 100, steps: 1 },
          initialState: { status: 'half-open', since: 0, openings: 1 },
          scheduler,
        });
        const start = virtual.now();
        breaker.tryAcquire()?.success();
        const admitted: number[] = [];
        const count = (): void => void admitted.push([1, 2, 3, 4].filter(() => breaker.tryAcquire() !== undefined).length);
        for (const time of [40, 60, 161]) virtual.schedule(count, time);
        jump(50, by);
        virtual.flush();
        expect(admitted).toEqual(by < 0 ? [2, 2, 4] : [2, 4, 4]);
        virtual = new VirtualTimeScheduler();
        virtual.maxFrames = 10 * HOUR;
        expect(start).toBe(0);
      }
    });

    it('an hour back between two processes keeps a restored circuit open no longer than it was to be', () => {
      const now = scheduler.now();
      const initialState = { status: 'open', openedAt: now + HOUR, retryAt: now + HOUR + 100, openings: 1 } as const;
      const breaker = new CircuitBreaker({ initialState, scheduler });
      const admitted: boolean[] = [];
      for (const time of [99, 100]) virtual.schedule(() => admitted.push(breaker.canAcquire()), time);
      virtual.flush();
      expect(admitted).toEqual([false, true]);
    });

    it("an hour back doesn't keep a probe's place for an hour", () => {
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, probeTimeout: 50, scheduler });
      breaker.tryAcquire()?.failure(new NetworkError('broken'));
      const admitted: boolean[] = [];
      for (const time of [10, 30, 150]) virtual.schedule(() => admitted.push(breaker.tryAcquire() !== undefined), time);
      jump(20, -HOUR);
      virtual.flush();
      expect(admitted).toEqual([true, false, true]);
    });
  });

  describe("in retry's maxElapsedTime", () => {
    function attemptsAt(jumpAt: number, by: number): number[] {
      const times: number[] = [];
      const source = defer(() => {
        times.push(virtual.now());
        return throwError(() => new NetworkError('broken'));
      });
      const options = { initialInterval: 10, multiplier: 1, jitter: 'none', maxRetries: Infinity, maxElapsedTime: 55, scheduler } as const;
      source.pipe(retryBackoff(options)).subscribe({ error: () => times.push(-virtual.now()) });
      jump(jumpAt, by);
      virtual.flush();
      return times;
    }

    it('an hour back lengthens the retrying by one wait at most', () => {
      expect(attemptsAt(25, -HOUR)).toEqual([0, 10, 20, 30, 40, 50, 60, -60]);
    });

    it('an hour forward ends it', () => {
      expect(attemptsAt(25, HOUR)).toEqual([0, 10, 20, 30, -30]);
    });
  });

  for (const [by, attempts] of [
    [-HOUR, 2],
    [HOUR, 2],
  ] as const) {
    it(`${by < 0 ? 'an hour back' : 'an hour forward'} delays no hedge and makes none come twice`, () => {
      let sent = 0;
      const call = defer(() => (sent++, NEVER))
        .pipe(hedge({ delay: 100, scheduler }))
        .subscribe();
      jump(50, by);
      virtual.schedule(() => {
        expect(sent).toBe(attempts);
        call.unsubscribe();
      }, 102);
      virtual.flush();
      expect(sent).toBe(attempts);
    });
  }

  it('in a retry budget an hour back starves nobody for an hour, and one forward lets one full allowance through', () => {
    for (const by of [-HOUR, HOUR]) {
      const budget = new RetryBudget({ ratio: 0, minPerSecond: 20, ttl: 100, scheduler });
      const takeAll = (): number => [1, 2, 3].filter(() => budget.tryWithdraw()).length;
      const taken = [takeAll()];
      const start = virtual.now();
      jump(50, by);
      for (const time of [51, 202]) virtual.schedule(() => taken.push(takeAll()), time);
      virtual.flush();
      expect([start, ...taken]).toEqual(by < 0 ? [0, 2, 0, 2] : [0, 2, 2, 2]);
      virtual = new VirtualTimeScheduler();
      virtual.maxFrames = 10 * HOUR;
    }
  });

  it('in a registry an hour back keeps no entry for an hour beyond its maxAge', () => {
    const registry = new Registry(() => ({ idle: true }), { maxAge: 100, scheduler });
    registry.get('old');
    jump(50, -HOUR);
    virtual.schedule(() => registry.get('new'), 51);
    virtual.schedule(() => registry.get('new'), 152);
    virtual.flush();
    expect([...registry.entries$.value.keys()]).toEqual(['new']);
  });

  describe('in an adaptive limit', () => {
    /** Runs calls of 10 ms for 600 ms, as many at once as may, and tells its state every 10 ms. */
    function run(jumpAt: number, by: number): readonly { limit: number; baseline?: number }[] {
      const limit = new AdaptiveLimit({ maxWait: 1000, scheduler });
      const states: { limit: number; baseline?: number }[] = [];
      const call = (): void =>
        void limit.acquire().subscribe((permit) => {
          virtual.schedule(() => {
            permit.succeeded();
            permit.release();
            if (virtual.now() < 600) call();
          }, 10);
        });
      for (let i = 0; i < 100; i++) call();
      jump(jumpAt, by);
      for (let time = 5; time < 600; time += 10) virtual.schedule(() => states.push(limit.state$.value), time);
      virtual.flush();
      expect(limit.idle).toBeTrue();
      return states;
    }

    it('an hour back takes nobody’s turn, and lowers no limit but for probes', () => {
      const states = run(105, -HOUR);
      expect(states.filter(({ limit }) => limit < 20).length).toBeLessThanOrEqual(9);
      expect(states.at(-1)!.limit).toBeGreaterThan(60);
      for (const { baseline } of states) if (baseline !== undefined) expect(baseline).toBeLessThanOrEqual(10);
    });

    it('an hour forward lowers it once, and is no baseline', () => {
      const states = run(305, HOUR);
      expect(states.at(-1)!.limit).toBeGreaterThan(40);
      for (const { baseline } of states) if (baseline !== undefined) expect(baseline).toBeLessThanOrEqual(25);
    });

    it('an hour back keeps nobody in its queue for an hour', () => {
      const limit = new AdaptiveLimit({ initial: 1, maxWait: 50, scheduler });
      limit.tryAcquire();
      let refusedAt = NaN;
      limit.acquire().subscribe({ error: () => (refusedAt = virtual.now()) });
      jump(20, -HOUR);
      virtual.flush();
      expect(refusedAt).toBeLessThanOrEqual(100);
    });
  });

  it('an hour back leaves no hour in the times that a breaker or limiter tells: they are those of the scheduler', () => {
    const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, scheduler });
    const bucket = new TokenBucket({ capacity: 2, refillPerSecond: 100, scheduler });
    breaker.canAcquire();
    bucket.tryTake();
    offset -= HOUR;
    const now = scheduler.now();
    breaker.tryAcquire()!.failure();
    bucket.pause(50);
    expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openedAt: now, retryAt: now + 100 }));
    expect(breaker.state$.value).toBe(breaker.state$.value);
    expect(breaker.metrics.lastOpenedAt).toBe(now);
    expect(bucket.state$.value.pausedUntil).toBe(now + 50);
    virtual.schedule(() => undefined, 100);
    virtual.flush();
    expect(breaker.state$.value).toEqual({ status: 'half-open', since: now + 100 });
  });
});
