import fc from 'fast-check';
import { VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { RateLimitError, SlidingWindow, type SlidingWindowOptions } from '../../src/index.js';

describe('SlidingWindow', () => {
  let scheduler: VirtualTimeScheduler;

  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
  });

  function create(options: Partial<SlidingWindowOptions> = {}): SlidingWindow {
    return new SlidingWindow({ limit: 3, window: 100, scheduler, ...options });
  }

  function at(time: number, work: () => void): void {
    scheduler.schedule(work, time - scheduler.now());
  }

  function grants(window: SlidingWindow, ...costs: number[]): number[] {
    const times: number[] = [];
    for (const cost of costs) {
      window.take(cost).subscribe({
        next: () => times.push(scheduler.now()),
        error: (error: unknown) => times.push(error instanceof RateLimitError ? -error.retryAfter : NaN),
      });
    }
    return times;
  }

  it('has its defaults: empty, an endless queue, and a name for its errors', () => {
    expect(create().name).toBe('sliding-window');
    expect(create({ name: undefined, maxQueue: undefined, maxWait: undefined }).name).toBe('sliding-window');
    expect(create().state$.value).toEqual({ available: 3, queued: 0 });
  });

  const invalid: [keyof SlidingWindowOptions, unknown[]][] = [
    ['limit', [0, -1, 1.5, NaN, Infinity, undefined]],
    ['window', [0, -1, NaN, Infinity, undefined]],
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

  it('lets a start that is exactly one window old go out of it', () => {
    const window = create({ limit: 1 });
    const results: boolean[] = [];
    for (const time of [0, 99, 100, 199, 200]) at(time, () => results.push(window.tryTake()));
    scheduler.flush();
    expect(results).toEqual([true, false, true, false, true]);
  });

  it('spreads starts as they were spread one window before, with no burst at a border', () => {
    const window = create();
    const times: number[] = [];
    for (const time of [0, 60, 90, 90, 90, 90]) at(time, () => window.take().subscribe(() => times.push(scheduler.now())));
    scheduler.flush();
    expect(times).toEqual([0, 60, 90, 100, 160, 190]);
  });

  it('rounds the end of an odd window up to a whole millisecond', () => {
    const times = grants(create({ limit: 1, window: 2.5 }), 1, 1, 1);
    scheduler.flush();
    expect(times).toEqual([0, 3, 6]);
  });

  it('lets a heavy head hold the lighter ones behind it', () => {
    const window = create();
    const log: string[] = [];
    at(0, () => window.tryTake(1));
    at(10, () => {
      for (const cost of [3, 1, 2]) window.take(cost).subscribe(() => log.push(`${cost} at ${scheduler.now()}`));
    });
    scheduler.flush();
    expect(log).toEqual(['3 at 100', '1 at 200', '2 at 200']);
  });

  it('lets the lighter ones go in the same millisecond when the heavy head leaves', () => {
    const window = create();
    window.tryTake(1);
    const heavy = window.take(3).subscribe();
    const times = grants(window, 1, 1, 1);
    at(4, () => heavy.unsubscribe());
    scheduler.flush();
    expect(times).toEqual([4, 4, 100]);
  });

  it('refuses a cost above its limit with a RangeError that names it', () => {
    expect(() => create({ name: 'orders' }).take(4)).toThrowError(
      RangeError,
      'cost must be at most 3, all that the limiter "orders" can hold, but was 4.',
    );
  });

  it('knows during a long pause what is still in the window', () => {
    const window = create({ limit: 2 });
    window.tryTake(2);
    window.take().subscribe();
    at(10, () => {
      window.pause(200);
      expect(window.state$.value).toEqual({ available: 0, queued: 1, pausedUntil: 210 });
      window.update({ window: 300 });
    });
    const values: number[] = [];
    for (const time of [99, 209, 299]) at(time, () => values.push(window.state$.value.available));
    at(300, () => values.push(window.state$.value.available));
    scheduler.flush();
    expect(values).toEqual([0, 0, 0, 2]);
  });

  describe('update', () => {
    it('to a higher limit lets those who wait go at once', () => {
      const window = create();
      const times = grants(window, 1, 1, 1, 1, 1, 1);
      at(5, () => window.update({ limit: 5 }));
      scheduler.flush();
      expect(times).toEqual([0, 0, 0, 5, 5, 100]);
    });

    it('to a lower limit waits until enough starts are out, and errors whoever can never go', () => {
      const window = create();
      window.tryTake(1);
      at(50, () => window.tryTake(2));
      const log: string[] = [];
      at(60, () => {
        for (const cost of [3, 1, 1]) {
          window.take(cost).subscribe({
            next: () => log.push(`${cost} at ${scheduler.now()}`),
            error: (error: unknown) => log.push(String(error)),
          });
        }
        window.update({ limit: 2 });
        expect(window.state$.value).toEqual({ available: 0, queued: 2 });
      });
      scheduler.flush();
      expect(log).toEqual([
        'RangeError: cost must be at most 2, all that the limiter "sliding-window" can hold, but was 3.',
        '1 at 150',
        '1 at 150',
      ]);
    });

    it('to a shorter window lets starts out earlier, to a longer one later', () => {
      const window = create({ limit: 1 });
      const times = grants(window, 1, 1, 1);
      at(10, () => window.update({ window: 40 }));
      at(50, () => window.update({ window: 70 }));
      scheduler.flush();
      expect(times).toEqual([0, 40, 110]);
    });

    it('keeps what an earlier update has changed', () => {
      const window = create();
      window.update({ limit: 1 });
      window.update({ window: 20 });
      const times = grants(window, 1, 1, 1);
      scheduler.flush();
      expect(times).toEqual([0, 20, 40]);
    });

    it('changes nothing when a part of it is out of range', () => {
      const window = create({ limit: 1 });
      expect(() => window.update({ limit: 5, window: 0 })).toThrowError(RangeError, /^window must be /);
      expect(() => window.update({ limit: 5, maxQueue: -1 })).toThrowError(RangeError, /^maxQueue must be /);
      window.update({});
      expect([window.tryTake(), window.tryTake()]).toEqual([true, false]);
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
        wait: fc.integer({ min: 0, max: 15 }),
        type: fc.constantFrom('take', 'take', 'take', 'take', 'tryTake', 'leave', 'pause', 'update'),
        amount: fc.integer({ min: 1, max: 3 }),
        pick: fc.nat(),
      }),
      { maxLength: 40 },
    );
    const rules = fc.record({ limit: fc.integer({ min: 3, max: 6 }), window: fc.integer({ min: 1, max: 40 }) });

    /** Goes through time millisecond by millisecond, over the whole history. */
    function reference(list: readonly Step[], { limit, window }: { limit: number; window: number }): string[] {
      const log: string[] = [];
      const starts: { at: number; cost: number }[] = [];
      const queue: { id: number; cost: number }[] = [];
      let [pausedUntil, now] = [0, 0];
      const fits = (cost: number): boolean => {
        const used = starts.filter((start) => now - start.at < window).reduce((sum, start) => sum + start.cost, 0);
        return now >= pausedUntil && used + cost <= limit;
      };
      const start = (id: number, cost: number): void => {
        starts.push({ at: now, cost });
        log.push(`${id} at ${now}`);
      };
      const drain = (): void => {
        for (let first = queue[0]; first && fits(first.cost); first = queue[0]) start(queue.shift()!.id, first.cost);
      };
      list.forEach(({ wait, type, amount, pick }, id) => {
        for (let i = 0; i < wait; i++) {
          drain();
          now++;
        }
        if (type === 'take') queue.push({ id, cost: amount });
        if (type === 'tryTake' && queue.length === 0 && fits(amount)) start(id, amount);
        if (type === 'leave' && queue.length > 0) queue.splice(pick % queue.length, 1);
        if (type === 'pause') pausedUntil = Math.max(pausedUntil, now + amount * 9);
        if (type === 'update') limit = 2 + amount;
        if (type === 'take' || type === 'leave' || type === 'update') drain();
      });
      for (; queue.length > 0; now++) drain();
      return log;
    }

    function play(list: readonly Step[], window: SlidingWindow, onGrant: (id: number, cost: number) => void): void {
      const waiting: Subscription[] = [];
      let time = 0;
      list.forEach(({ wait, type, amount, pick }, id) => {
        time += wait;
        at(time, () => {
          const inLine = waiting.filter(({ closed }) => !closed);
          if (type === 'take') waiting.push(window.take(amount).subscribe(() => onGrant(id, amount)));
          if (type === 'tryTake' && window.tryTake(amount)) onGrant(id, amount);
          if (type === 'leave' && inLine.length > 0) inLine[pick % inLine.length]!.unsubscribe();
          if (type === 'pause') window.pause(amount * 9);
          if (type === 'update') window.update({ limit: 2 + amount });
        });
      });
    }

    it('starts the same calls at the same times', () => {
      fc.assert(
        fc.property(steps, rules, (list, { limit, window }) => {
          scheduler = new VirtualTimeScheduler();
          const log: string[] = [];
          play(list, create({ limit, window }), (id) => log.push(`${id} at ${scheduler.now()}`));
          scheduler.flush();
          expect(log).toEqual(reference(list, { limit, window }));
        }),
        { numRuns: 300 },
      );
    });

    it('tells a refused call the wait that a patient twin really has', () => {
      fc.assert(
        fc.property(steps, rules, fc.integer({ min: 1, max: 3 }), (list, { limit, window }, cost) => {
          const end = list.reduce((sum, { wait }) => sum + wait, 0);
          const outcomes = [0, Infinity].map((maxQueue) => {
            scheduler = new VirtualTimeScheduler();
            const twin = create({ limit, window });
            let outcome: number | undefined;
            play(list, twin, () => undefined);
            at(end, () => {
              twin.update({ maxQueue });
              twin.take(cost).subscribe({
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

    it('holds its limit in any window of its clock, and drains, whatever the wall clock does', () => {
      const jumps = fc.array(fc.record({ at: fc.nat(300), by: fc.integer({ min: -5000, max: 5000 }) }), { maxLength: 4 });
      fc.assert(
        fc.property(steps, rules, jumps, (list, { limit, window }, jumpsOfClock) => {
          scheduler = new VirtualTimeScheduler();
          let [offset, last, elapsed] = [0, 0, 0];
          const jumping: SchedulerLike = {
            now: () => scheduler.now() + offset,
            schedule: scheduler.schedule.bind(scheduler),
          };
          const moved = (): number => {
            elapsed += Math.max(0, jumping.now() - last);
            last = jumping.now();
            return elapsed;
          };
          for (const jump of jumpsOfClock) {
            at(jump.at, () => {
              moved();
              offset += jump.by;
              moved();
            });
          }
          const calm = list.filter(({ type }) => type === 'take' || type === 'pause');
          const starts: { at: number; cost: number; id: number }[] = [];
          play(calm, create({ limit, window, scheduler: jumping }), (id, cost) => {
            const now = moved();
            expect(id).toBeGreaterThan(starts.at(-1)?.id ?? -1);
            starts.push({ at: now, cost, id });
            const used = starts.filter((start) => now - start.at < window).reduce((sum, start) => sum + start.cost, 0);
            expect(used).toBeLessThanOrEqual(limit);
          });
          scheduler.flush();
          expect(starts.length).toBe(calm.filter(({ type }) => type === 'take').length);
        }),
        { numRuns: 300 },
      );
    });
  });
});
