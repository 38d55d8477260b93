import fc from 'fast-check';
import { asyncScheduler, map, mergeMap, VirtualTimeScheduler, type SchedulerLike, type Subscription } from 'rxjs';
import { RateLimitError, SlidingWindow, TokenBucket, type LimiterState, type RateLimitInfo } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

interface LimiterOptions {
  readonly maxQueue?: number;
  readonly maxWait?: number;
  readonly scheduler: SchedulerLike;
}

type Limiter = TokenBucket | SlidingWindow;

/** Both let ten go at once. */
const limiters: Record<string, (options: LimiterOptions) => Limiter> = {
  TokenBucket: (options) => new TokenBucket({ name: 'it', capacity: 10, refillPerSecond: 1000, ...options }),
  SlidingWindow: (options) => new SlidingWindow({ name: 'it', limit: 10, window: 10, ...options }),
};

function word(remaining: number, resetAfter?: number, limit?: number): RateLimitInfo {
  return { policy: 'default', remaining, resetAfter, limit };
}

for (const [kind, create] of Object.entries(limiters)) {
  describe(`What the server says to a ${kind}`, () => {
    let scheduler: VirtualTimeScheduler;
    let log: string[];

    beforeEach(() => {
      scheduler = new VirtualTimeScheduler();
      log = [];
    });

    function at(time: number, work: () => void): void {
      scheduler.schedule(work, time - scheduler.now());
    }

    function call(limiter: Limiter, name: string, cost?: number): Subscription {
      return limiter.take(cost).subscribe({
        next: () => log.push(`${name} ${scheduler.now()}`),
        error: (error: unknown) =>
          log.push(`${name} ${scheduler.now()} ${error instanceof RateLimitError ? `refused +${error.retryAfter}` : String(error)}`),
      });
    }

    describe('heed', () => {
      it('grants no more until the reset than was said to remain, first come, first served', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(2, 50)]);
        for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 0', 'c 50', 'd 50']);
      });

      it('spreads the last quarter', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(2, 50, 10)]);
        for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 25', 'c 50', 'd 50']);
      });

      it('spreads the last quarter, as the docs show', () => {
        inVirtualTime(({ cold, expectObservable }) => {
          const limiter = create({ scheduler: asyncScheduler });
          limiter.heed([word(2, 8, 8)]);
          const started = cold('(abcd|)').pipe(mergeMap((name) => limiter.take().pipe(map(() => name))));
          expectObservable(started).toBe('a---b---(cd|)');
        });
      });

      it('never grants more than its own limit allows', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(100, 5)]);
        for (let count = 0; count < 15; count++) call(limiter, String(count));
        expect(log.length).toBe(10);
        scheduler.flush();
        expect(log.length).toBe(15);
      });

      it('holds those who wait already, and newcomers behind them', () => {
        const limiter = create({ scheduler });
        limiter.tryTake(10);
        for (const name of ['a', 'b']) call(limiter, name, 10);
        at(5, () => {
          limiter.heed([word(0, 95)]);
          call(limiter, 'c', 10);
        });
        scheduler.flush();
        expect(log).toEqual(['a 100', 'b 110', 'c 120']);
      });

      it('is counted in the middle of a grant', () => {
        const limiter = create({ scheduler });
        for (let count = 0; count < 6; count++) {
          limiter.take().subscribe(() => {
            log.push(`${count} ${scheduler.now()}`);
            if (count === 1) limiter.heed([word(1, 40)]);
          });
        }
        scheduler.flush();
        expect(log).toEqual(['0 0', '1 0', '2 0', '3 40', '4 40', '5 40']);
      });

      it('lets a call of its turn go that was asked when the word came, and counts it', () => {
        const limiter = create({ scheduler });
        const heeding = (): boolean => {
          limiter.heed([word(0, 40, 10)]);
          return true;
        };
        limiter.take(1, heeding).subscribe(() => log.push(`a ${scheduler.now()}`));
        call(limiter, 'b');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 40']);
      });

      it('makes tryTake false while nothing may go', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(2, 50, 10)]);
        const results: boolean[] = [];
        for (const time of [0, 0, 24, 25, 49, 50]) at(time, () => results.push(limiter.tryTake()));
        scheduler.flush();
        expect(results).toEqual([true, false, false, true, false, true]);
      });

      it('predicts waits with it: maxWait refuses exactly those who would wait longer', () => {
        const limiter = create({ scheduler, maxWait: 50 });
        limiter.heed([word(2, 50, 10), { ...word(3, 90), policy: 'slow' }]);
        for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'd 0 refused +90', 'b 25', 'c 50']);
      });

      it('refuses at once whoever waits already and would now wait too long, and only those', () => {
        const limiter = create({ scheduler, maxWait: 30 });
        limiter.tryTake(10);
        for (const name of ['a', 'b']) call(limiter, name, 10);
        at(5, () => {
          limiter.heed([word(10, 35)]);
          expect(limiter.metrics).toEqual(jasmine.objectContaining({ refused: 1, queued: 1 }));
        });
        scheduler.flush();
        expect(log).toEqual(['b 5 refused +35', 'a 10']);
      });

      it('refuses in time those, too, who came before maxWait was lifted', () => {
        const limiter = create({ scheduler, maxWait: 30 });
        limiter.tryTake(10);
        call(limiter, 'a', 10);
        limiter.update({ maxWait: Infinity });
        call(limiter, 'b', 10);
        at(5, () => limiter.heed([word(0, 50)]));
        scheduler.flush();
        expect(log).toEqual(['a 5 refused +60', 'b 55']);
      });

      it('refuses in time those, too, who came after others that could wait for ever', () => {
        const limiter = create({ scheduler });
        for (const name of ['a', 'b']) call(limiter, name);
        limiter.update({ maxWait: 30 });
        limiter.tryTake(8);
        call(limiter, 'c', 10);
        at(5, () => limiter.heed([word(0, 50)]));
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 0', 'c 5 refused +50']);
      });

      it('tells a refused call of it, also in the same millisecond', () => {
        const limiter = create({ scheduler, maxQueue: 0 });
        limiter.tryTake(10);
        call(limiter, 'a', 10);
        limiter.heed([word(0, 50)]);
        call(limiter, 'b', 10);
        expect(log).toEqual(['a 0 refused +10', 'b 0 refused +50']);
      });

      it('adds up with a pause', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(1, 50)]);
        limiter.pause(20);
        for (const name of ['a', 'b']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 20', 'b 50']);
      });

      it('gives the place of who leaves to the next', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(1, 50, 4)]);
        const [, b] = ['a', 'b', 'c', 'd'].map((name) => call(limiter, name));
        at(10, () => b!.unsubscribe());
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 50', 'd 50']);
      });

      it('stays in force when limits are updated', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(1, 50)]);
        limiter.update(limiter instanceof TokenBucket ? { capacity: 20 } : { limit: 20 });
        for (const name of ['a', 'b']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 50']);
      });

      it('owns no timer without a queue, and one with it', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(0, 50)]);
        expect(scheduler.actions.length).toBe(0);
        const calls = ['a', 'b'].map((name) => call(limiter, name));
        limiter.heed([word(0, 60)]);
        expect(scheduler.actions.length).toBe(1);
        for (const each of calls) each.unsubscribe();
        expect(scheduler.actions.length).toBe(0);
      });

      it('makes it busy while a limit is in force, also one that it has not reached', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(1000, 50)]);
        const seen: boolean[] = [];
        for (const time of [0, 49, 50]) at(time, () => seen.push(limiter.idle));
        scheduler.flush();
        expect(seen).toEqual([false, false, true]);
      });

      it('refuses what no server can mean', () => {
        const limiter = create({ scheduler });
        expect(() => limiter.heed([word(-1, 50)])).toThrowError(RangeError, /^remaining must be /);
        expect(limiter.idle).toBeTrue();
      });
    });

    describe('resume', () => {
      it('ends a pause: who waits goes at once', () => {
        const limiter = create({ scheduler });
        limiter.pause(86_400_000);
        for (const name of ['a', 'b']) call(limiter, name);
        at(7, () => limiter.resume());
        scheduler.flush();
        expect(log).toEqual(['a 7', 'b 7']);
      });

      it('forgets what the server has said, and the gap that it made', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(2, 86_400_000, 10)]);
        for (const name of ['a', 'b', 'c']) call(limiter, name);
        at(7, () => limiter.resume());
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 7', 'c 7']);
        expect(limiter.idle).toBeFalse();
        expect(limiter.state$.value.server).toBeUndefined();
      });

      it('leaves its own limit as it is', () => {
        const limiter = create({ scheduler });
        limiter.tryTake(10);
        limiter.pause(1000);
        call(limiter, 'a', 10);
        limiter.resume();
        scheduler.flush();
        expect(log).toEqual(['a 10']);
      });

      it('is told on state$, and predictions forget the pause in the same millisecond', () => {
        const limiter = create({ scheduler, maxQueue: 0 });
        limiter.tryTake(10);
        limiter.pause(1000);
        call(limiter, 'a', 10);
        const states: LimiterState[] = [];
        limiter.state$.subscribe((state) => states.push(state));
        limiter.resume();
        call(limiter, 'b', 10);
        expect(log).toEqual(['a 0 refused +1000', 'b 0 refused +10']);
        expect(states[1]).toEqual({ available: 0, queued: 0 });
      });

      it('may be called in the middle of a grant', () => {
        const limiter = create({ scheduler });
        limiter.take().subscribe(() => {
          limiter.pause(50);
          call(limiter, 'a');
          limiter.resume();
          log.push('resumed');
        });
        scheduler.flush();
        expect(log).toEqual(['resumed', 'a 0']);
      });

      it('does nothing to a limiter that goes on anyway', () => {
        const limiter = create({ scheduler });
        limiter.resume();
        expect(limiter.state$.value).toEqual({ available: 10, queued: 0 });
        expect(limiter.idle).toBeTrue();
      });
    });

    describe('state$', () => {
      function watch(limiter: Limiter): LimiterState[] {
        const states: LimiterState[] = [];
        limiter.state$.subscribe((state) => states.push(state));
        return states.splice(0) && states;
      }

      it('tells a word that says something new, what is left after a grant, and nothing of one that does not', () => {
        const limiter = create({ scheduler });
        const states = watch(limiter);
        limiter.heed([word(3, 50, 10)]);
        limiter.heed([word(3, 50, 10)]);
        limiter.heed([word(9, 40, 10)]);
        limiter.heed([]);
        limiter.heed([word(0)]);
        limiter.tryTake();
        limiter.heed([word(0, 60)]);
        expect(states).toEqual([
          { available: 3, queued: 0, server: { limit: 10, remaining: 3, resetAt: 50 } },
          { available: 2, queued: 0, server: { limit: 10, remaining: 2, resetAt: 50 } },
          { available: 0, queued: 0, server: { remaining: 0, resetAt: 60 } },
        ]);
        expect(Object.keys(states[2]!.server!)).toEqual(['remaining', 'resetAt']);
      });

      it('is free of it from the reset on, and silent about that', () => {
        const limiter = create({ scheduler });
        limiter.heed([word(0, 50)]);
        const states = watch(limiter);
        const values: LimiterState[] = [];
        for (const time of [49, 50]) at(time, () => values.push(limiter.state$.value));
        scheduler.flush();
        expect(states).toEqual([]);
        expect(values).toEqual([
          { available: 0, queued: 0, server: { remaining: 0, resetAt: 50 } },
          { available: 10, queued: 0 },
        ]);
      });

      it('tells the reset on the scheduler’s clock, also when that has been set back', () => {
        let offset = 1000;
        const limiter = create({ scheduler: { now: () => scheduler.now() + offset, schedule: scheduler.schedule.bind(scheduler) } });
        offset = 400;
        limiter.heed([word(0, 50)]);
        expect(limiter.state$.value.server).toEqual({ remaining: 0, resetAt: 450 });
      });

      it('may be answered by a word or resume inside next, and all see the same order', () => {
        const limiter = create({ scheduler });
        const seen: (number | undefined)[][] = [[], []];
        limiter.state$.subscribe(({ server }) => {
          seen[0]!.push(server?.remaining);
          if (server?.remaining === 5) limiter.heed([word(1, 50)]);
          if (server?.remaining === 1) limiter.resume();
        });
        limiter.state$.subscribe(({ server }) => seen[1]!.push(server?.remaining));
        limiter.heed([word(5, 50)]);
        expect(seen).toEqual([
          [undefined, 5, 1, undefined],
          [undefined, 5, 1, undefined],
        ]);
      });
    });

    it('lets 20,000 go in one burst after the reset', () => {
      const wide =
        kind === 'TokenBucket'
          ? new TokenBucket({ capacity: 20_000, refillPerSecond: 1, scheduler })
          : new SlidingWindow({ limit: 20_000, window: 10, scheduler });
      let granted = 0;
      wide.heed([word(0, 50)]);
      for (let count = 0; count < 20_000; count++) wide.take().subscribe(() => granted++);
      scheduler.flush();
      expect(granted).toBe(20_000);
    });

    describe('over random arrivals, costs, words, leaving, updates and clocks', () => {
      interface Step {
        readonly wait: number;
        readonly type: 'take' | 'tryTake' | 'heed' | 'leave' | 'update' | 'jump' | 'pause';
        readonly amount: number;
        readonly pick: number;
      }
      const steps = fc.array(
        fc.record<Step>({
          wait: fc.integer({ min: 0, max: 20 }),
          type: fc.constantFrom('take', 'take', 'take', 'take', 'tryTake', 'heed', 'heed', 'leave', 'update', 'jump', 'pause'),
          amount: fc.integer({ min: 1, max: 4 }),
          pick: fc.nat(5000),
        }),
        { maxLength: 50 },
      );

      it('never grants more than the server said remain, nor than its own limit, keeps the order, and drains', () => {
        fc.assert(
          fc.property(steps, (list) => {
            scheduler = new VirtualTimeScheduler();
            let offset = 0;
            let [last, elapsed] = [0, 0];
            const wall: SchedulerLike = { now: () => scheduler.now() + offset, schedule: scheduler.schedule.bind(scheduler) };
            /** The sum of the forward steps of the clock, which the limiter may see fewer of. */
            const passed = (): number => {
              elapsed += Math.max(0, wall.now() - last);
              last = wall.now();
              return elapsed;
            };
            const limiter = create({ scheduler: wall });
            const promises: { left: number; readonly until: number }[] = [];
            const starts: { readonly at: number; readonly cost: number }[] = [];
            const waiting: Subscription[] = [];
            let [previous, granted, taken] = [-1, 0, 0];
            const start = (cost: number): void => {
              const now = passed();
              for (const promise of promises) {
                if (now >= promise.until) continue;
                promise.left -= cost;
                expect(promise.left).toBeGreaterThanOrEqual(0);
              }
              starts.push({ at: now, cost });
              const recent = starts.filter((each) => each.at > now - 10).reduce((sum, each) => sum + each.cost, 0);
              expect(recent).toBeLessThanOrEqual(limiter instanceof TokenBucket ? 20 : 10);
            };
            const heed = (remaining: number, resetAfter: number): void => {
              limiter.heed([{ policy: `p${remaining % 2}`, limit: remaining % 3 === 0 ? undefined : 20, remaining, resetAfter }]);
              promises.push({ left: remaining, until: passed() + resetAfter });
            };
            const play = ({ type, amount, pick }: Step, id: number): void => {
              passed();
              if (type === 'take') {
                taken++;
                waiting.push(
                  limiter.take(amount).subscribe(() => {
                    expect(id).toBeGreaterThan(previous);
                    previous = id;
                    granted++;
                    start(amount);
                    if (pick % 3 === 0) heed(pick % 7, pick % 90);
                  }),
                );
              }
              if (type === 'tryTake' && limiter.tryTake(amount)) start(amount);
              if (type === 'heed') heed(pick % 12, pick % 200);
              if (type === 'leave') waiting.filter(({ closed }) => !closed)[pick % 3]?.unsubscribe();
              if (type === 'update')
                limiter.update(limiter instanceof TokenBucket ? { refillPerSecond: amount * 250 } : { limit: 6 + amount });
              if (type === 'pause') limiter.pause(pick % 40);
              if (type === 'jump') offset += (pick % 2 === 0 ? 1 : -1) * pick;
              passed();
            };
            let time = 0;
            list.forEach((step, id) => at((time += step.wait), () => play(step, id)));
            scheduler.flush();
            const { queued, cancelled } = limiter.metrics;
            expect({ queued, done: granted + cancelled }).toEqual({ queued: 0, done: taken });
          }),
          { numRuns: 400 },
        );
      });
    });
  });
}
