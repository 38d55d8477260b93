import fc from 'fast-check';
import { VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { RateLimitError, TokenBucket, type TokenBucketOptions } from '../../src/index.js';

describe('TokenBucket', () => {
  let scheduler: VirtualTimeScheduler;

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
    scheduler.maxFrames = Infinity;
  });

  function create(options: Partial<TokenBucketOptions> = {}): TokenBucket {
    return new TokenBucket({ capacity: 10, refillPerSecond: 100, scheduler, ...options });
  }

  function at(time: number, work: () => void): void {
    scheduler.schedule(work, time - scheduler.now());
  }

  /** Notes when calls of these costs go; a refused one as the number of milliseconds it was told, negative. */
  function grants(bucket: TokenBucket, ...costs: number[]): number[] {
    const times: number[] = [];
    for (const cost of costs) {
      bucket.take(cost).subscribe({
        next: () => times.push(scheduler.now()),
        error: (error: unknown) => times.push(error instanceof RateLimitError ? -error.retryAfter : NaN),
      });
    }
    return times;
  }

  it('has its defaults: full, an endless queue, and a name for its errors', () => {
    expect(create().name).toBe('token-bucket');
    expect(create({ name: 'orders' }).name).toBe('orders');
    expect(create().state$.value).toEqual({ available: 10, queued: 0 });
  });

  const invalid: [keyof TokenBucketOptions, unknown[]][] = [
    ['capacity', [0, -1, NaN, Infinity, undefined, '5']],
    ['refillPerSecond', [0, -1, NaN, Infinity, undefined]],
    ['initialTokens', [-1, 11, NaN]],
    ['maxQueue', [-1, 1.5, NaN]],
    ['maxWait', [-1, NaN]],
  ];
  for (const [option, values] of invalid) {
    for (const value of values) {
      it(`refuses ${option}: ${String(value)}`, () => {
        expect(() => create({ [option]: value })).toThrowError(RangeError, new RegExp(`^${option} must be .* was `));
      });
    }
  }

  it('takes an explicit undefined for the default', () => {
    const bucket = create({ name: undefined, initialTokens: undefined, maxQueue: undefined, maxWait: undefined });
    expect([bucket.name, bucket.state$.value.available]).toEqual(['token-bucket', 10]);
  });

  describe('refill', () => {
    it('is continuous and stops at the capacity', () => {
      const bucket = create({ initialTokens: 0 });
      const seen: number[] = [];
      for (const time of [0, 1, 5, 99, 100, 101, 1_000_000]) at(time, () => seen.push(bucket.state$.value.available));
      scheduler.flush();
      expect(seen).toEqual([0, 0.1, 0.5, 9.9, 10, 10, 10]);
    });

    it('begins with initialTokens: 0 makes the first wait', () => {
      const times = grants(create({ initialTokens: 0, refillPerSecond: 3 }), 1, 1, 1, 1);
      scheduler.flush();
      expect(times).toEqual([334, 667, 1000, 1334]);
    });

    // the nth token of an empty bucket comes after n × 1000 × divisor / rate milliseconds, rounded up
    for (const [rate, divisor] of [
      [3, 1],
      [7, 1],
      [1500, 1],
      [1_000_000, 1],
      [1, 10], // 0.1 per second
      [7, 10],
      [23, 10],
      [333, 10],
      [1, 1000],
    ] as const) {
      it(`of ${rate / divisor} tokens per second is exact to the millisecond over a long time`, () => {
        const bucket = create({ initialTokens: 0, capacity: 5000, refillPerSecond: rate / divisor });
        const cost = rate >= 1500 ? 997 : 1;
        const count = 5000;
        const times = grants(bucket, ...Array.from({ length: count }, () => cost));
        scheduler.flush();
        const expected = Array.from({ length: count }, (_, index) => {
          const [n, r, d] = [BigInt(index + 1) * BigInt(cost), BigInt(rate), BigInt(divisor)];
          return Number((n * 1000n * d + r - 1n) / r);
        });
        expect(times).toEqual(expected);
      });
    }

    it('keeps a fraction of a token through any number of takes', () => {
      const bucket = create({ capacity: 2, initialTokens: 1, refillPerSecond: 3 });
      const times = grants(bucket, ...Array.from({ length: 3001 }, () => 1));
      scheduler.flush();
      expect(times.at(-1)).toBe(1_000_000);
    });

    it('holds no more than its capacity, for a part of a millisecond neither', () => {
      const times = grants(create({ capacity: 1, refillPerSecond: 3 }), 1, 1, 1, 1);
      scheduler.flush();
      expect(times).toEqual([0, 334, 668, 1002]);
    });

    it('counts decimal costs as they are written', () => {
      const bucket = create({ capacity: 0.3 });
      expect([0.1, 0.1, 0.1, 0.001].map((cost) => bucket.tryTake(cost))).toEqual([true, true, true, false]);
      expect(bucket.state$.value.available).toBe(0);
    });

    it('keeps thousandths exact when the rate changes', () => {
      const bucket = create({ initialTokens: 0, refillPerSecond: 47 });
      const times = grants(bucket, 1);
      at(3, () => bucket.update({ refillPerSecond: 859 }));
      scheduler.flush();
      expect(times).toEqual([4]);
    });

    it('wastes what flows over while a call waits for its whole millisecond, and says so beforehand', () => {
      const bucket = create({ capacity: 10, refillPerSecond: 3000, initialTokens: 0, maxQueue: 2 });
      const times = grants(bucket, 10, 10, 10);
      expect(times).toEqual([-12]);
      scheduler.flush();
      expect(times).toEqual([-12, 4, 8]);
    });
  });

  describe('cost', () => {
    it('lets a heavy head hold the lighter ones behind it', () => {
      const bucket = create({ initialTokens: 0 });
      const log: string[] = [];
      for (const cost of [5, 1, 8, 0.5]) bucket.take(cost).subscribe(() => log.push(`${cost} at ${scheduler.now()}`));
      scheduler.flush();
      expect(log).toEqual(['5 at 50', '1 at 60', '8 at 140', '0.5 at 145']);
    });

    it('lets the lighter ones go in the same millisecond when the heavy head leaves', () => {
      const bucket = create({ initialTokens: 3 });
      const heavy = bucket.take(10).subscribe();
      const times = grants(bucket, 1, 2, 1);
      at(4, () => heavy.unsubscribe());
      scheduler.flush();
      expect(times).toEqual([4, 4, 10]);
    });

    it('above the capacity is a RangeError that names the limiter', () => {
      expect(() => create({ name: 'orders' }).take(10.5)).toThrowError(
        RangeError,
        'cost must be at most 10, all that the limiter "orders" can hold, but was 10.5.',
      );
    });

    it('above a capacity that has been lowered since errors the subscription', () => {
      const bucket = create();
      const turn = bucket.take(10);
      bucket.update({ capacity: 9 });
      let error: unknown;
      turn.subscribe({ error: (e: unknown) => (error = e) });
      expect(error).toBeInstanceOf(RangeError);
    });
  });

  it('tells who it refuses exactly when the tokens would have been there', () => {
    const bucket = create({ initialTokens: 0, refillPerSecond: 3, maxQueue: 1 });
    const errors: unknown[] = [];
    bucket.take(2).subscribe();
    at(100, () => bucket.take().subscribe({ error: (error: unknown) => errors.push(error) }));
    scheduler.flush();
    expect(errors[0]).toBeInstanceOf(RateLimitError);
    expect(errors[0]).toEqual(jasmine.objectContaining({ limiter: 'token-bucket', retryAfter: 900 }));
  });

  it('tells the next it refuses of the tokens that have gone meanwhile, also in the same millisecond', () => {
    const bucket = create({ initialTokens: 1, maxQueue: 0 });
    const times = grants(bucket, 3);
    bucket.tryTake(1);
    times.push(...grants(bucket, 3));
    expect(times).toEqual([-20, -30]);
  });

  describe('update', () => {
    it('to a higher rate lets those who wait go earlier', () => {
      const bucket = create({ initialTokens: 0 });
      const times = grants(bucket, 1, 1, 1);
      at(5, () => bucket.update({ refillPerSecond: 1000 }));
      scheduler.flush();
      expect(times).toEqual([6, 7, 8]);
    });

    it('to a lower rate lets them go later, and keeps what has flowed in', () => {
      const bucket = create({ initialTokens: 0 });
      const times = grants(bucket, 1, 1);
      at(5, () => bucket.update({ refillPerSecond: 10 }));
      scheduler.flush();
      expect(times).toEqual([55, 155]);
    });

    it('to a lower rate refuses whoever would now wait too long', () => {
      const bucket = create({ initialTokens: 0, maxWait: 30 });
      const times = grants(bucket, 1, 1, 1);
      at(5, () => bucket.update({ refillPerSecond: 40 }));
      scheduler.flush();
      expect(times).toEqual([-38, -38, 18]);
    });

    it('to a lower capacity spills what is above it, and errors whoever waits for more than it holds', () => {
      const bucket = create({ initialTokens: 4 });
      const log: string[] = [];
      for (const cost of [5, 2, 3]) {
        bucket.take(cost).subscribe({
          next: () => log.push(`${cost} at ${scheduler.now()}`),
          error: (error: unknown) => log.push(String(error)),
        });
      }
      bucket.update({ capacity: 3 });
      scheduler.flush();
      expect(log).toEqual([
        'RangeError: cost must be at most 3, all that the limiter "token-bucket" can hold, but was 5.',
        '2 at 0',
        '3 at 20',
      ]);
    });

    it('to a higher capacity adds no tokens', () => {
      const bucket = create();
      const seen: number[] = [];
      at(1000, () => {
        bucket.update({ capacity: 20 });
        seen.push(bucket.state$.value.available);
      });
      at(1050, () => seen.push(bucket.state$.value.available));
      scheduler.flush();
      expect(seen).toEqual([10, 15]);
    });

    it('keeps what an earlier update has changed', () => {
      const bucket = create({ initialTokens: 0 });
      bucket.update({ capacity: 20 });
      bucket.update({ refillPerSecond: 1000 });
      const times = grants(bucket, 20, 1);
      scheduler.flush();
      expect(times).toEqual([20, 21]);
    });

    it('keeps the rest, and changes nothing when a part is out of range', () => {
      const bucket = create({ initialTokens: 0 });
      const times = grants(bucket, 1);
      expect(() => bucket.update({ capacity: 1, refillPerSecond: 0 })).toThrowError(RangeError, /^refillPerSecond must be /);
      expect(() => bucket.update({ refillPerSecond: 1, maxWait: NaN })).toThrowError(RangeError, /^maxWait must be /);
      bucket.update({});
      expect(() => bucket.take(10)).not.toThrow();
      scheduler.flush();
      expect(times).toEqual([10]);
    });

    it('errors in the middle of the queue, and an update inside the error is safe', () => {
      const bucket = create({ initialTokens: 0 });
      const times = grants(bucket, 1);
      bucket.take(8).subscribe({ error: () => bucket.update({ capacity: 10, refillPerSecond: 1000 }) });
      times.push(...grants(bucket, 2));
      bucket.update({ capacity: 5 });
      scheduler.flush();
      expect(times).toEqual([1]);
      expect(bucket.metrics).toEqual(jasmine.objectContaining({ granted: 2, refused: 0, cancelled: 0, queued: 0 }));
    });
  });

  describe('against a naive reference', () => {
    interface Step {
      readonly wait: number;
      readonly type: 'take' | 'tryTake' | 'leave' | 'pause' | 'update';
      readonly amount: number;
      readonly pick: number;
    }
    const steps = fc.array(
      fc.record<Step>({
        wait: fc.integer({ min: 0, max: 12 }),
        type: fc.constantFrom('take', 'take', 'take', 'tryTake', 'leave', 'pause', 'update'),
        amount: fc.integer({ min: 1, max: 4 }),
        pick: fc.nat(),
      }),
      { maxLength: 40 },
    );
    const rules = fc.record({ capacity: fc.integer({ min: 4, max: 9 }), rate: fc.integer({ min: 30, max: 2500 }) });

    /** Counts thousandths of tokens, millisecond by millisecond. */
    function reference(list: readonly Step[], { capacity, rate }: { capacity: number; rate: number }): string[] {
      const log: string[] = [];
      const queue: { id: number; cost: number }[] = [];
      let [level, pausedUntil, now] = [capacity * 1000, 0, 0];
      const fits = (cost: number): boolean => now >= pausedUntil && level >= cost * 1000;
      const drain = (): void => {
        for (let first = queue[0]; first && fits(first.cost); first = queue[0]) {
          queue.shift();
          level -= first.cost * 1000;
          log.push(`${first.id} at ${now}`);
        }
      };
      const pass = (): void => {
        drain();
        now++;
        level = Math.min(capacity * 1000, level + rate);
      };
      list.forEach(({ wait, type, amount, pick }, id) => {
        for (let i = 0; i < wait; i++) pass();
        if (type === 'take') queue.push({ id, cost: amount });
        if (type === 'tryTake' && queue.length === 0 && fits(amount)) {
          level -= amount * 1000;
          log.push(`${id} at ${now}`);
        }
        if (type === 'leave' && queue.length > 0) queue.splice(pick % queue.length, 1);
        if (type === 'pause') pausedUntil = Math.max(pausedUntil, now + amount * 5);
        if (type === 'update') rate = amount * 70;
        if (type === 'take' || type === 'leave' || type === 'update') drain();
      });
      while (queue.length > 0) pass();
      return log;
    }

    function play(list: readonly Step[], bucket: TokenBucket, log: string[]): void {
      const waiting: Subscription[] = [];
      let time = 0;
      list.forEach(({ wait, type, amount, pick }, id) => {
        time += wait;
        at(time, () => {
          const grant = (): void => void log.push(`${id} at ${scheduler.now()}`);
          const inLine = waiting.filter(({ closed }) => !closed);
          if (type === 'take') waiting.push(bucket.take(amount).subscribe(grant));
          if (type === 'tryTake' && bucket.tryTake(amount)) grant();
          if (type === 'leave' && inLine.length > 0) inLine[pick % inLine.length]!.unsubscribe();
          if (type === 'pause') bucket.pause(amount * 5);
          if (type === 'update') bucket.update({ refillPerSecond: amount * 70 });
        });
      });
    }

    it('grants the same calls at the same times', () => {
      fc.assert(
        fc.property(steps, rules, (list, { capacity, rate }) => {
          scheduler = new VirtualTimeScheduler();
          const log: string[] = [];
          play(list, create({ capacity, refillPerSecond: rate }), log);
          scheduler.flush();
          expect(log).toEqual(reference(list, { capacity, rate }));
        }),
        { numRuns: 300 },
      );
    });

    it('tells a refused call the wait that a patient twin really has', () => {
      fc.assert(
        fc.property(steps, rules, fc.integer({ min: 1, max: 4 }), (list, { capacity, rate }, cost) => {
          const end = list.reduce((sum, { wait }) => sum + wait, 0);
          const outcomes = [0, Infinity].map((maxQueue) => {
            scheduler = new VirtualTimeScheduler();
            const bucket = create({ capacity, refillPerSecond: rate });
            let outcome: number | undefined;
            play(list, bucket, []);
            at(end, () => {
              bucket.update({ maxQueue });
              bucket.take(cost).subscribe({
                next: () => (outcome = scheduler.now() - end),
                error: (error: unknown) => (outcome = error instanceof RateLimitError ? error.retryAfter : NaN),
              });
            });
            scheduler.flush();
            return outcome;
          });
          expect(outcomes[0]).toEqual(outcomes[1]);
        }),
        { numRuns: 300 },
      );
    });

    it('never passes more than capacity and refill allow, keeps the order and drains, whatever the clock does', () => {
      const jumps = fc.array(fc.record({ at: fc.nat(300), by: fc.integer({ min: -5000, max: 5000 }) }), { maxLength: 4 });
      fc.assert(
        fc.property(steps, rules, jumps, (list, { capacity, rate }, jumpsOfClock) => {
          scheduler = new VirtualTimeScheduler();
          let offset = 0;
          let [last, elapsed] = [0, 0];
          const jumping: SchedulerLike = {
            now: () => scheduler.now() + offset,
            schedule: scheduler.schedule.bind(scheduler),
          };
          const moved = (): number => {
            elapsed += Math.max(0, jumping.now() - last);
            last = jumping.now();
            return elapsed;
          };
          const bucket = create({ capacity, refillPerSecond: rate, scheduler: jumping });
          let [spent, previous] = [0, -1];
          for (const jump of jumpsOfClock) {
            at(jump.at, () => {
              moved();
              offset += jump.by;
              moved();
            });
          }
          let time = 0;
          list.forEach(({ wait, amount }, id) => {
            time += wait;
            at(time, () =>
              bucket.take(amount).subscribe(() => {
                expect(id).toBeGreaterThan(previous);
                previous = id;
                spent += amount;
                expect(spent).toBeLessThanOrEqual(capacity + (moved() * rate) / 1000 + 1e-9);
              }),
            );
          });
          scheduler.flush();
          expect(bucket.metrics).toEqual(jasmine.objectContaining({ granted: list.length, queued: 0 }));
        }),
        { numRuns: 300 },
      );
    });
  });
});
