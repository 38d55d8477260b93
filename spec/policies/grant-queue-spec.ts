import { merge, Subscriber, VirtualTimeScheduler, type SchedulerAction, type SchedulerLike, type Subscription } from 'rxjs';
import { RateLimitError, SlidingWindow, TokenBucket, type LimiterState, type RateLimiter } from '../../src/index.js';

interface LimiterOptions {
  readonly maxQueue?: number;
  readonly maxWait?: number;
  readonly scheduler: SchedulerLike;
}

type Limiter = TokenBucket | SlidingWindow;

/** Both let one call of cost 1 go every 10 milliseconds. */
const limiters: Record<string, (options: LimiterOptions) => Limiter> = {
  TokenBucket: (options) => new TokenBucket({ name: 'it', capacity: 1, refillPerSecond: 100, ...options }),
  SlidingWindow: (options) => new SlidingWindow({ name: 'it', limit: 1, window: 10, ...options }),
};

/** What became of some calls, each told as `name time`, with a sign for what it was. */
function observe(scheduler: SchedulerLike) {
  const log: string[] = [];
  const call = (limiter: RateLimiter, name: string, cost?: number): Subscription =>
    limiter.take(cost).subscribe({
      next: () => log.push(`${name} ${scheduler.now()}`),
      error: (error: unknown) =>
        log.push(`${name} ${scheduler.now()} ${error instanceof RateLimitError ? `refused +${error.retryAfter}` : String(error)}`),
    });
  return { log, call };
}

/** Whose timers fire a millisecond early, as platform timers sometimes do. */
class HastyScheduler extends VirtualTimeScheduler {
  override schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return super.schedule(work, delay > 1 ? delay - 1 : delay, state);
  }
}

for (const [kind, create] of Object.entries(limiters)) {
  describe(`GrantQueue in front of a ${kind}`, () => {
    let scheduler: VirtualTimeScheduler;

    beforeEach(() => {
      scheduler = new VirtualTimeScheduler();
    });

    function at(time: number, work: () => void): void {
      scheduler.schedule(work, time - scheduler.now());
    }

    it('lets the first go at once and the others one by one, first come, first served', () => {
      const limiter = create({ scheduler });
      const { log, call } = observe(scheduler);
      for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
      expect(log).toEqual(['a 0']);
      scheduler.flush();
      expect(log).toEqual(['a 0', 'b 10', 'c 20', 'd 30']);
    });

    it('emits once and completes', () => {
      const limiter = create({ scheduler });
      const seen: string[] = [];
      for (let i = 0; i < 2; i++) limiter.take().subscribe({ next: () => seen.push('next'), complete: () => seen.push('complete') });
      scheduler.flush();
      expect(seen).toEqual(['next', 'complete', 'next', 'complete']);
    });

    it('takes a place per subscription, not per call of take()', () => {
      const limiter = create({ scheduler });
      const turn = limiter.take();
      expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 0, queued: 0 }));
      merge(turn, turn).subscribe();
      expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, queued: 1 }));
    });

    it('grants nothing to a subscriber that has left already', () => {
      const limiter = create({ scheduler });
      const gone = new Subscriber<void>({ next: () => fail('was granted'), error: fail, complete: () => fail('has ended') });
      gone.unsubscribe();
      limiter.take().subscribe(gone);
      expect(limiter.metrics).toEqual({ granted: 0, refused: 0, cancelled: 0, queued: 0, requestsPerSecond: 0 });
      expect(limiter.tryTake()).toBeTrue();
    });

    describe('tryTake', () => {
      it('takes what is free and never waits', () => {
        const limiter = create({ scheduler });
        expect([limiter.tryTake(), limiter.tryTake()]).toEqual([true, false]);
        expect(scheduler.actions.length).toBe(0);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, refused: 1, queued: 0 }));
      });

      it('is false while others queue, also in the millisecond in which the first of them is due', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        const results: boolean[] = [];
        at(10, () => results.push(limiter.tryTake()));
        call(limiter, 'a');
        call(limiter, 'b');
        results.push(limiter.tryTake());
        scheduler.flush();
        expect(results).toEqual([false, false]);
        expect(log).toEqual(['a 0', 'b 10']);
      });

      it('is false while paused', () => {
        const limiter = create({ scheduler });
        limiter.pause(5);
        const results: boolean[] = [];
        for (const time of [0, 4, 5]) at(time, () => results.push(limiter.tryTake()));
        scheduler.flush();
        expect(results).toEqual([false, false, true]);
      });
    });

    describe('cost', () => {
      for (const cost of [0, -1, NaN, Infinity, 1.5]) {
        it(`refuses ${cost} with a RangeError at once`, () => {
          const limiter = create({ scheduler });
          expect(() => limiter.take(cost)).toThrowError(RangeError, /^cost must be .* was (0|-1|NaN|Infinity|1\.5)\.$/);
          expect(() => limiter.tryTake(cost)).toThrowError(RangeError, /^cost must be /);
          expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 0, refused: 0 }));
        });
      }
    });

    describe('maxQueue', () => {
      it('0: lets go or refuses, and tells when the turn would have come', () => {
        const limiter = create({ scheduler, maxQueue: 0 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        at(3, () => call(limiter, 'b'));
        at(10, () => call(limiter, 'c'));
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 3 refused +7', 'c 10']);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 2, refused: 1, cancelled: 0, queued: 0 }));
      });

      it('1: lets one wait, and a place that has become free is taken again', () => {
        const limiter = create({ scheduler, maxQueue: 1 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        const waiting = call(limiter, 'b');
        call(limiter, 'c');
        waiting.unsubscribe();
        call(limiter, 'd');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 0 refused +20', 'd 10']);
      });

      it('has room in the millisecond in which the first in line is due, even before its timer', () => {
        const limiter = create({ scheduler, maxQueue: 1 });
        const { log, call } = observe(scheduler);
        at(10, () => {
          call(limiter, 'c');
          call(limiter, 'd');
        });
        call(limiter, 'a');
        call(limiter, 'b');
        at(10, () => log.push('timers'));
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 10', 'd 10 refused +20', 'timers', 'c 20']);
      });

      it('has room for whoever goes at once, in the middle of a grant too', () => {
        const wide = new TokenBucket({ capacity: 3, refillPerSecond: 1, maxQueue: 0, scheduler });
        const { log, call } = observe(scheduler);
        wide.take().subscribe(() => {
          for (const name of ['a', 'b', 'c']) call(wide, name);
        });
        expect(log).toEqual(['c 0 refused +1000', 'a 0', 'b 0']);
      });
    });

    describe('maxWait', () => {
      it('allows a predicted wait of exactly that long, and refuses a longer one at once', () => {
        const limiter = create({ scheduler, maxWait: 20 });
        const { log, call } = observe(scheduler);
        for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
        expect(log).toEqual(['a 0', 'd 0 refused +30']);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'd 0 refused +30', 'b 10', 'c 20']);
      });

      it('0: lets go or refuses', () => {
        const limiter = create({ scheduler, maxWait: 0 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        at(9, () => call(limiter, 'b'));
        at(10, () => call(limiter, 'c'));
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 9 refused +1', 'c 10']);
      });

      it('counts who has left no longer', () => {
        const limiter = create({ scheduler, maxWait: 20 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        const waiting = call(limiter, 'b');
        call(limiter, 'c');
        waiting.unsubscribe();
        call(limiter, 'd');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 10', 'd 20']);
      });
    });

    describe('leaving', () => {
      for (const [who, rest] of [
        ['b', ['a 0', 'c 10', 'd 20']],
        ['c', ['a 0', 'b 10', 'd 20']],
        ['d', ['a 0', 'b 10', 'c 20']],
      ] as const) {
        it(`moves the others up when ${who} of b, c, d goes`, () => {
          const limiter = create({ scheduler });
          const { log, call } = observe(scheduler);
          const calls = new Map(['a', 'b', 'c', 'd'].map((name) => [name, call(limiter, name)]));
          at(5, () => {
            calls.get(who)?.unsubscribe();
            expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, refused: 0, cancelled: 1, queued: 2 }));
            expect(limiter.state$.value.queued).toBe(2);
          });
          scheduler.flush();
          expect(log).toEqual([...rest]);
          expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 3, cancelled: 1, queued: 0 }));
        });
      }

      it('leaves no timer and takes nothing', () => {
        const limiter = create({ scheduler });
        const { call } = observe(scheduler);
        call(limiter, 'a');
        const [b, c] = [call(limiter, 'b'), call(limiter, 'c')];
        expect(scheduler.actions.length).toBe(1);
        b.unsubscribe();
        expect(scheduler.actions.length).toBe(1);
        c.unsubscribe();
        expect(scheduler.actions.length).toBe(0);
        at(10, () => expect(limiter.tryTake()).toBeTrue());
        scheduler.flush();
      });

      it('counts once, and not after the turn has come', () => {
        const limiter = create({ scheduler });
        const { call } = observe(scheduler);
        const [a, b] = [call(limiter, 'a'), call(limiter, 'b')];
        a.unsubscribe();
        b.unsubscribe();
        b.unsubscribe();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, cancelled: 1 }));
      });
    });

    describe('pause', () => {
      it('grants nothing until its end, and then goes on in order', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter.pause(7);
        for (const name of ['a', 'b']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 7', 'b 17']);
      });

      it('is extended by a longer one and not shortened by a shorter one', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter.pause(20);
        call(limiter, 'a');
        at(5, () => limiter.pause(5));
        at(6, () => limiter.pause(30));
        at(7, () => limiter.pause(0));
        scheduler.flush();
        expect(log).toEqual(['a 36']);
      });

      it('holds those who wait already', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        for (const name of ['a', 'b', 'c']) call(limiter, name);
        at(5, () => limiter.pause(20));
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 25', 'c 35']);
      });

      it('refuses at once whoever it makes wait too long, and only those', () => {
        const limiter = create({ scheduler, maxWait: 30 });
        const { log, call } = observe(scheduler);
        for (const name of ['a', 'b', 'c', 'd']) call(limiter, name);
        at(5, () => {
          limiter.pause(15);
          expect(limiter.metrics).toEqual(jasmine.objectContaining({ refused: 1, cancelled: 0, queued: 2 }));
        });
        scheduler.flush();
        expect(log).toEqual(['a 0', 'd 5 refused +35', 'b 20', 'c 30']);
      });

      it('is in what a refused call is told, also in the same millisecond', () => {
        const limiter = create({ scheduler, maxQueue: 0 });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        call(limiter, 'a');
        limiter.pause(50);
        call(limiter, 'b');
        expect(log).toEqual(['a 0 refused +10', 'b 0 refused +50']);
      });

      it('does not spare who is due in the same millisecond', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        at(10, () => limiter.pause(5));
        call(limiter, 'a');
        call(limiter, 'b');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 15']);
      });

      for (const duration of [-1, NaN, Infinity]) {
        it(`refuses ${duration}`, () => {
          expect(() => create({ scheduler }).pause(duration)).toThrowError(RangeError, /^duration must be /);
        });
      }

      it('tells how much may go meanwhile as it is', () => {
        const limiter = create({ scheduler });
        const { call } = observe(scheduler);
        call(limiter, 'a');
        call(limiter, 'b');
        limiter.pause(100);
        expect(limiter.state$.value).toEqual({ available: 0, queued: 1, pausedUntil: 100 });
      });
    });

    describe('update', () => {
      it('lets who waits keep the maxWait and the place that it came with', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        for (const name of ['a', 'b', 'c']) call(limiter, name);
        limiter.update({ maxWait: 5, maxQueue: 0 });
        call(limiter, 'd');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'd 0 refused +30', 'b 10', 'c 20']);
      });

      it('lets who is late already, and whose turn has come, go in line', () => {
        const limiter = create({ scheduler, maxWait: 10 });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        call(limiter, 'a');
        const wall = spyOn(scheduler, 'now').and.callFake(() => scheduler.frame + 3_600_000);
        limiter.update({ maxQueue: 5 });
        wall.and.callThrough();
        expect(log).toEqual(['a 3600000']);
      });

      it('changes nothing when a part of it is out of range', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        expect(() => limiter.update({ maxQueue: 0, maxWait: -1 })).toThrowError(RangeError, /^maxWait must be /);
        expect(() => limiter.update({ maxQueue: 0.5, maxWait: 0 })).toThrowError(RangeError, /^maxQueue must be /);
        for (const name of ['a', 'b']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 10']);
      });

      it('keeps what is undefined', () => {
        const limiter = create({ scheduler, maxQueue: 1 });
        const { log, call } = observe(scheduler);
        limiter.update({ maxQueue: undefined, maxWait: 15 });
        for (const name of ['a', 'b', 'c']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 0 refused +20', 'b 10']);
      });
    });

    describe('state$', () => {
      function watch(limiter: RateLimiter): LimiterState[] {
        const states: LimiterState[] = [];
        limiter.state$.subscribe((state) => states.push(state));
        return states;
      }

      it('starts with the state as it is, and emits on every grant, queue change, refusal and pause', () => {
        const limiter = create({ scheduler, maxQueue: 1 });
        const { call } = observe(scheduler);
        const states = watch(limiter);
        call(limiter, 'a');
        const b = call(limiter, 'b');
        call(limiter, 'refused');
        limiter.tryTake();
        b.unsubscribe();
        limiter.pause(4);
        expect(states).toEqual([
          { available: 1, queued: 0 },
          { available: 0, queued: 0 },
          { available: 0, queued: 1 },
          { available: 0, queued: 1 },
          { available: 0, queued: 1 },
          { available: 0, queued: 0 },
          { available: 0, queued: 0, pausedUntil: 4 },
        ]);
      });

      it('tells a grant from the queue once', () => {
        const limiter = create({ scheduler });
        const { call } = observe(scheduler);
        call(limiter, 'a');
        call(limiter, 'b');
        const states = watch(limiter);
        scheduler.flush();
        expect(states).toEqual([
          { available: 0, queued: 1 },
          { available: 0, queued: 0 },
        ]);
      });

      it('stays silent on refill and at the end of a pause, while .value is fresh', () => {
        const limiter = create({ scheduler });
        limiter.tryTake();
        limiter.pause(20);
        const states = watch(limiter);
        const values: LimiterState[] = [];
        for (const time of [10, 19, 20]) at(time, () => values.push(limiter.state$.value));
        scheduler.flush();
        expect(states.length).toBe(1);
        expect(values).toEqual([
          { available: 1, queued: 0, pausedUntil: 20 },
          { available: 1, queued: 0, pausedUntil: 20 },
          { available: 1, queued: 0 },
        ]);
      });

      it('shows all subscribers the same order when one of them takes inside next', () => {
        const limiter = create({ scheduler });
        limiter.state$.subscribe(({ available }) => available === 1 && limiter.tryTake());
        const states = watch(limiter);
        at(10, () => limiter.pause(0));
        scheduler.flush();
        expect(states).toEqual([
          { available: 0, queued: 0 },
          { available: 1, queued: 0 },
          { available: 0, queued: 0 },
        ]);
        expect(limiter.state$.value).toEqual({ available: 0, queued: 0 });
      });

      it('lets a subscriber cancel a waiting call inside next', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        const [b] = [call(limiter, 'b'), call(limiter, 'c')];
        limiter.state$.subscribe(({ pausedUntil }) => pausedUntil !== undefined && b.unsubscribe());
        limiter.pause(15);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 15']);
      });
    });

    describe('metrics', () => {
      it('count the grants of the last second to 100 ms', () => {
        const limiter = create({ scheduler });
        const rates: number[] = [];
        for (let time = 0; time < 1000; time += 100) at(time, () => limiter.tryTake());
        for (const time of [0, 950, 1050, 1950, 5000]) at(time, () => rates.push(limiter.metrics.requestsPerSecond));
        scheduler.flush();
        expect(rates).toEqual([1, 10, 9, 0, 0]);
      });
    });

    describe('idle', () => {
      it('is true at the full allowance, unpaused, without queue and watchers', () => {
        const limiter = create({ scheduler });
        const idle: boolean[] = [limiter.idle];
        limiter.tryTake();
        for (const time of [9, 10]) at(time, () => idle.push(limiter.idle));
        at(11, () => {
          const watching = limiter.state$.subscribe();
          idle.push(limiter.idle);
          watching.unsubscribe();
          idle.push(limiter.idle);
          limiter.pause(5);
          idle.push(limiter.idle);
        });
        at(16, () => idle.push(limiter.idle));
        scheduler.flush();
        expect(idle).toEqual([true, false, true, false, true, false, true]);
      });
    });

    describe('timers', () => {
      it('are none without a queue and one with it', () => {
        const limiter = create({ scheduler });
        const { call } = observe(scheduler);
        const counts: number[] = [];
        call(limiter, 'a');
        counts.push(scheduler.actions.length);
        for (const name of ['b', 'c', 'd']) call(limiter, name);
        counts.push(scheduler.actions.length);
        limiter.pause(50);
        limiter.update({ maxWait: 1000 });
        counts.push(scheduler.actions.length);
        scheduler.flush();
        counts.push(scheduler.actions.length);
        expect(counts).toEqual([0, 1, 1, 0]);
      });

      it('are left alone by newcomers', () => {
        const limiter = create({ scheduler });
        limiter.tryTake();
        const schedule = spyOn(scheduler, 'schedule').and.callThrough();
        for (let i = 0; i < 3; i++) limiter.take().subscribe();
        expect(schedule).toHaveBeenCalledTimes(1);
      });

      it('are none when a pause has refused all who waited', () => {
        const limiter = create({ scheduler, maxWait: 10 });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        call(limiter, 'a');
        limiter.pause(20);
        expect(log).toEqual(['a 0 refused +20']);
        expect(scheduler.actions.length).toBe(0);
      });

      it('may fire a millisecond early', () => {
        scheduler = new HastyScheduler();
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        for (const name of ['a', 'b', 'c']) call(limiter, name);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 10', 'c 20']);
      });

      it('wait in full beyond what a platform timer can hold', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        scheduler.maxFrames = Infinity;
        limiter.pause(2 ** 33);
        call(limiter, 'a');
        scheduler.flush();
        expect(log).toEqual([`a ${2 ** 33}`]);
      });
    });

    describe('re-entrance', () => {
      it('takes again inside a grant: behind those who wait', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        limiter.take().subscribe(() => {
          log.push(`b ${scheduler.now()}`);
          expect(limiter.tryTake()).toBeFalse();
          call(limiter, 'b again');
        });
        call(limiter, 'c');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 10', 'c 20', 'b again 30']);
      });

      it('unsubscribes another inside a grant', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        const others: Subscription[] = [];
        limiter.take().subscribe(() => others.forEach((other) => other.unsubscribe()));
        others.push(call(limiter, 'c'), call(limiter, 'd'));
        call(limiter, 'e');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'e 20']);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 3, cancelled: 2, queued: 0 }));
      });

      it('keeps nobody waiting by a pause of nothing in the very millisecond of a turn', () => {
        const limiter = create({ scheduler });
        const times: number[] = [];
        scheduler.schedule(() => limiter.pause(0), 10);
        limiter.tryTake();
        limiter.take().subscribe(() => times.push(scheduler.now()));
        scheduler.flush();
        expect(times).toEqual([10]);
      });

      it('keeps nobody waiting by a plentiful limit of the server, told in the very millisecond of a turn', () => {
        const limiter = create({ scheduler, maxWait: 100 });
        const times: number[] = [];
        scheduler.schedule(() => limiter.heed([{ policy: 'default', remaining: 100, resetAfter: 60_000 }]), 10);
        limiter.tryTake();
        limiter.take().subscribe(() => times.push(scheduler.now()));
        scheduler.flush();
        expect(times).toEqual([10]);
      });

      it('pauses inside a grant', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        limiter.take().subscribe(() => limiter.pause(30));
        call(limiter, 'c');
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 40']);
      });

      it('takes again inside a refusal', () => {
        const limiter = create({ scheduler, maxQueue: 1 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        const b = call(limiter, 'b');
        limiter.take().subscribe({
          error: () => {
            b.unsubscribe();
            call(limiter, 'c');
          },
        });
        scheduler.flush();
        expect(log).toEqual(['a 0', 'c 10']);
      });

      it('updates inside the error that an update has caused', () => {
        const limiter = create({ scheduler, maxWait: 10 });
        const { log, call } = observe(scheduler);
        call(limiter, 'a');
        limiter.take().subscribe({
          error: () => {
            limiter.update({ maxWait: Infinity });
            call(limiter, 'b');
          },
        });
        limiter.pause(15);
        scheduler.flush();
        expect(log).toEqual(['a 0', 'b 15']);
      });
    });

    describe('onTurn', () => {
      it('is asked when the turn has come, and before anything is spent', () => {
        const limiter = create({ scheduler });
        limiter.tryTake();
        const asked: unknown[] = [];
        limiter
          .take(1, () => {
            asked.push(scheduler.now(), limiter.state$.value, limiter.metrics.granted);
            return true;
          })
          .subscribe(() => asked.push(limiter.state$.value, limiter.metrics.granted));
        scheduler.flush();
        expect(asked).toEqual([10, { available: 1, queued: 1 }, 1, { available: 0, queued: 0 }, 2]);
      });

      it('counts as waiting no longer than it is asked, where nobody waits', () => {
        const limiter = create({ scheduler });
        const queued: number[] = [];
        const tell = (): boolean => queued.push(limiter.metrics.queued) > 0;
        limiter.take(1, tell).subscribe(tell);
        expect(queued).toEqual([1, 0]);
      });

      it('gives the turn to the next in line when it is false, in the same millisecond', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        limiter.take(1, () => false).subscribe({ next: () => fail('was granted'), complete: () => log.push('complete') });
        call(limiter, 'b');
        scheduler.flush();
        expect(log).toEqual(['complete', 'b 10']);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 2, refused: 0, cancelled: 0 }));
      });

      it('lets nobody go first who comes while it is asked', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter
          .take(1, () => {
            expect(limiter.tryTake()).toBeFalse();
            call(limiter, 'late');
            return true;
          })
          .subscribe(() => log.push('asked'));
        scheduler.flush();
        expect(log).toEqual(['asked', 'late 10']);
      });

      it('spends nothing for a call that leaves while it is asked', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        const left = limiter
          .take(1, () => {
            left.unsubscribe();
            return true;
          })
          .subscribe({ next: () => fail('was granted'), complete: () => fail('has ended') });
        call(limiter, 'b');
        scheduler.flush();
        expect(log).toEqual(['b 10']);
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 2, cancelled: 1 }));
      });

      it('errors its call when it throws, and the next in line goes', () => {
        const limiter = create({ scheduler });
        const { log, call } = observe(scheduler);
        limiter.tryTake();
        limiter
          .take(1, () => {
            throw new Error('broken');
          })
          .subscribe({ error: (error: unknown) => log.push(String(error)) });
        call(limiter, 'b');
        scheduler.flush();
        expect(log).toEqual(['Error: broken', 'b 10']);
      });
    });

    describe('in bulk', () => {
      it('drains 100,000 waiters in order', () => {
        const limiter = create({ scheduler, maxWait: 1_000_000 });
        scheduler.maxFrames = Infinity;
        let granted = 0;
        let isInOrder = true;
        for (let number = 0; number < 100_000; number++) {
          limiter.take().subscribe(() => {
            isInOrder &&= granted++ === number && scheduler.now() === number * 10;
          });
        }
        const { log, call } = observe(scheduler);
        limiter.update({ maxWait: 0 });
        call(limiter, 'late');
        scheduler.flush();
        expect(granted).toBe(100_000);
        expect(isInOrder).toBeTrue();
        expect(log).toEqual(['late 0 refused +1000000']);
      });

      it('lets 20,000 go at once, and 20,000 who each take the next, without overflowing the stack', () => {
        const wide = kind === 'TokenBucket' ? new TokenBucket({ capacity: 40_000, refillPerSecond: 1, scheduler }) : undefined;
        const limiter = wide ?? new SlidingWindow({ limit: 40_000, window: 10, scheduler });
        limiter.pause(5);
        let granted = 0;
        for (let number = 0; number < 20_000; number++) limiter.take().subscribe(() => granted++);
        const again = (): void => void limiter.take().subscribe(() => ++granted < 40_000 && again());
        again();
        scheduler.flush();
        expect(granted).toBe(40_000);
        expect(scheduler.now()).toBe(5);
      });

      it('lets 100,000 waiters leave from the front', () => {
        const limiter = create({ scheduler });
        limiter.tryTake();
        const calls = Array.from({ length: 100_000 }, () => limiter.take().subscribe());
        for (const call of calls) call.unsubscribe();
        expect(limiter.metrics).toEqual(jasmine.objectContaining({ granted: 1, cancelled: 100_000, queued: 0 }));
        expect(scheduler.actions.length).toBe(0);
      });
    });
  });
}
