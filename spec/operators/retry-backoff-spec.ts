import {
  asyncScheduler,
  concat,
  defer,
  EMPTY,
  type MonoTypeOperatorFunction,
  NEVER,
  Observable,
  of,
  type SchedulerLike,
  Subject,
  take,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import {
  CircuitOpenError,
  HttpStatusError,
  NetworkError,
  retryBackoff,
  type RetryBackoffOptions,
  type RetryEvent,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';
import { usePlatformTimers } from '../time/platform-timers.js';

const DAY = 86_400_000;

/** Everything as it stands in the contract but chance: delays of 1, 2, 4 … */
function plain(options: RetryBackoffOptions = {}): RetryBackoffOptions {
  return { initialInterval: 1, jitter: 'none', ...options };
}

/** Fails `times` times and then emits; each attempt notes when it started. */
function failing(times: number, scheduler: SchedulerLike, error: (attempt: number) => unknown = () => new Error('down')) {
  const starts: number[] = [];
  const source = defer(() => {
    starts.push(scheduler.now());
    return starts.length > times ? of('up') : throwError(() => error(starts.length - 1));
  });
  return { source, starts };
}

/** Runs a failing source to its end, and returns when its attempts started. */
function startsOf(times: number, options: RetryBackoffOptions, error?: (attempt: number) => unknown): number[] {
  const scheduler = new VirtualTimeScheduler();
  const { source, starts } = failing(times, scheduler, error);
  source.pipe(retryBackoff({ ...options, scheduler })).subscribe({ error: () => undefined });
  scheduler.flush();
  return starts;
}

function busy(retryAfter?: number): HttpStatusError {
  return new HttpStatusError({ status: 503, retryAfter });
}

describe('retryBackoff', () => {
  it('subscribes again with growing delays, and lets values, the error at the end and the order as they are', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' -a#             ');
      const result = '      -a--a---a-----a#';
      const subs = [
        '                   ^-!             ',
        '                   ---^-!          ',
        '                   -------^-!      ',
        '                   -------------^-!',
      ];
      expectObservable(source.pipe(retryBackoff(plain()))).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('shows what its diagram shows', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold(' --#');
      const second = cold('--#');
      const third = cold(' --a|');
      const result = '     ------------------a|';
      const attempts = [first, second, third];
      const source = defer(() => attempts.shift() ?? NEVER);
      expectObservable(source.pipe(retryBackoff({ initialInterval: 4, jitter: 'none' }))).toBe(result);
      expectSubscriptions(first.subscriptions).toBe(' ^-!');
      expectSubscriptions(second.subscriptions).toBe('------^-!');
      expectSubscriptions(third.subscriptions).toBe(' ----------------^--!');
    });
  });

  it('does nothing to a source that completes', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const source = cold('--a-b-|');
      const empty = cold(' |');
      const late = hot('  -a-^-b-|');
      expectObservable(source.pipe(retryBackoff())).toBe('--a-b-|');
      expectObservable(empty.pipe(retryBackoff())).toBe('|');
      expectObservable(late.pipe(retryBackoff())).toBe('--b-|');
      expectSubscriptions(source.subscriptions).toBe('^-----!');
      expectSubscriptions(empty.subscriptions).toBe('(^!)');
      expectSubscriptions(late.subscriptions).toBe('^---!');
    });
  });

  it('does nothing to a source that never ends', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a-');
      expectObservable(source.pipe(retryBackoff()), '---------!').toBe('--a-');
      expectSubscriptions(source.subscriptions).toBe('^--------!');
    });
  });

  it('passes the last error on, the same object', () => {
    const errors: Error[] = [];
    const scheduler = new VirtualTimeScheduler();
    const source = defer(() => {
      const error = new Error(`attempt ${errors.length}`);
      errors.push(error);
      return throwError(() => error);
    });
    let last: unknown;
    source.pipe(retryBackoff({ scheduler })).subscribe({ error: (error: unknown) => (last = error) });
    scheduler.flush();
    expect(errors.length).toBe(4);
    expect(last).toBe(errors[3]);
  });

  it('passes on an error that is not retried without a wait, falsy ones too', () => {
    for (const error of [undefined, null, 0, '', new Error('no')]) {
      const seen: unknown[] = [];
      new Observable<never>((subscriber) => subscriber.error(error))
        .pipe(retryBackoff({ shouldRetry: () => false }))
        .subscribe({ error: (last: unknown) => seen.push(last) });
      expect(seen).toEqual([error]);
      expect(seen[0]).toBe(error);
    }
  });

  describe('with a synchronous source', () => {
    it('lets values and completion through synchronously', () => {
      const seen: unknown[] = [];
      of(1, 2, 3)
        .pipe(retryBackoff())
        .subscribe({ next: (value) => seen.push(value), complete: () => seen.push('end') });
      expect(seen).toEqual([1, 2, 3, 'end']);
    });

    it('leaves an infinite one in the middle', () => {
      let emitted = 0;
      const source = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(emitted++);
      });
      const seen: number[] = [];
      source.pipe(retryBackoff(), take(3)).subscribe((value) => seen.push(value));
      expect(seen).toEqual([0, 1, 2]);
      expect(emitted).toBe(3);
    });

    it('leaves an infinite one in the middle of a retry', () => {
      const scheduler = new VirtualTimeScheduler();
      let attempts = 0;
      let emitted = 0;
      const source = new Observable<number>((subscriber) => {
        if (attempts++ === 0) return subscriber.error(new Error('down'));
        while (!subscriber.closed) subscriber.next(emitted++);
      });
      source.pipe(retryBackoff({ scheduler }), take(3)).subscribe();
      scheduler.flush();
      expect([attempts, emitted]).toEqual([2, 3]);
    });

    it('retries at once, without a timer, where the delay is 0', () => {
      const scheduler = new VirtualTimeScheduler();
      const { source, starts } = failing(3, scheduler);
      const seen: string[] = [];
      source.pipe(retryBackoff({ initialInterval: 0, scheduler })).subscribe((value) => seen.push(value));
      expect(seen).toEqual(['up']);
      expect(starts.length).toBe(4);
      expect(scheduler.actions.length).toBe(0);
    });
  });

  describe('unsubscribed', () => {
    it('leaves a running attempt', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a----#');
        expectObservable(source.pipe(retryBackoff(plain())), '---!').toBe('-a--');
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('during a wait starts no further attempt and leaves no timer', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush, scheduler }) => {
        const source = cold(' -#       ');
        const unsub = '       -------! ';
        const result = '      ---------';
        const subs = ['                   ^!       ', '                   --^!     '];
        expectObservable(source.pipe(retryBackoff(plain({ multiplier: 1000 }))), unsub).toBe(result);
        expectSubscriptions(source.subscriptions).toBe(subs);
        flush();
        expect(scheduler.now()).toBeLessThan(1000);
      });
    });

    it('clears the timer on a real scheduler in the same frame', () => {
      const cleared = spyOn(globalThis, 'clearInterval').and.callThrough();
      const started = spyOn(globalThis, 'setInterval').and.callThrough();
      const subscription = throwError(() => new Error('down'))
        .pipe(retryBackoff(plain({ initialInterval: 60_000 })))
        .subscribe({ error: () => undefined });
      expect(started).toHaveBeenCalledTimes(1);
      expect(cleared).not.toHaveBeenCalled();
      subscription.unsubscribe();
      expect(cleared).toHaveBeenCalledOnceWith(started.calls.mostRecent().returnValue);
    });

    const places: readonly [where: string, options: (leave: () => void) => RetryBackoffOptions][] = [
      ['onRetry', (leave) => ({ onRetry: leave })],
      ['shouldRetry', (leave) => ({ shouldRetry: () => (leave(), true) })],
      ['backoffDelay', (leave) => ({ backoffDelay: () => (leave(), 100) })],
      ['jitter', (leave) => ({ jitter: () => (leave(), 100) })],
      ['random', (leave) => ({ jitter: 'full', random: () => (leave(), 0.5) })],
      ['a callback that asks for no delay', (leave) => ({ jitter: () => (leave(), 0) })],
    ];
    for (const [where, options] of places) {
      it(`inside ${where} waits for nothing and attempts nothing more`, () => {
        const scheduler = new VirtualTimeScheduler();
        const failure = new Subject<never>();
        let attempts = 0;
        const source = defer(() => (attempts++, failure));
        const seen: unknown[] = [];
        const leave = (): void => subscription.unsubscribe();
        const subscription = source
          .pipe(retryBackoff({ initialInterval: 100, ...options(leave), scheduler }))
          .subscribe({ error: (error: unknown) => seen.push(error), complete: () => seen.push('end') });
        failure.error(new Error('down'));
        expect(scheduler.actions.length).toBe(0);
        scheduler.flush();
        expect(attempts).toBe(1);
        expect(seen).toEqual([]);
      });
    }

    it("by the failed attempt's own teardown asks no callback and waits for nothing", () => {
      const scheduler = new VirtualTimeScheduler();
      const shouldRetry = jasmine.createSpy('shouldRetry').and.returnValue(true);
      const failures: (() => void)[] = [];
      const source = new Observable<never>((subscriber) => {
        failures.push(() => subscriber.error(new Error('down')));
        return () => subscription.unsubscribe();
      });
      const subscription = source.pipe(retryBackoff({ shouldRetry, scheduler })).subscribe({ error: fail });
      failures[0]?.();
      expect(shouldRetry).not.toHaveBeenCalled();
      expect(scheduler.actions.length).toBe(0);
    });
  });

  it('holds no state: one operator serves several sources and subscriptions', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const operator: MonoTypeOperatorFunction<string> = retryBackoff<string>(plain({ maxRetries: 2 }));
      const first = cold(' -#');
      const second = cold('--#');
      const early = '      ^';
      const late = '       ----------^';
      const subs = [
        '                  ^!                ',
        '                  --^!              ',
        '                  -----^!           ',
        '                  ----------^!      ',
        '                  ------------^!    ',
        '                  ---------------^! ',
      ];
      expectObservable(first.pipe(operator), early).toBe(' ------#');
      expectObservable(first.pipe(operator), late).toBe('  ----------------#');
      expectObservable(second.pipe(operator)).toBe('       ---------#');
      expectSubscriptions(first.subscriptions).toBe(subs);
      expectSubscriptions(second.subscriptions).toBe(['^-!', '---^-!', '-------^-!']);
    });
  });

  describe('tears a failed attempt down', () => {
    type Fail = (subscriber: { error(error: unknown): void }, scheduler: SchedulerLike) => void;
    const failures: readonly [when: string, fail: Fail][] = [
      ['later', (subscriber, scheduler) => scheduler.schedule(() => subscriber.error(new Error('down')), 5)],
      ['synchronously', (subscriber) => subscriber.error(new Error('down'))],
    ];
    for (const [when, failWith] of failures) {
      for (const delay of [0, 10]) {
        it(`before onRetry is called and the next one starts, when it fails ${when} and the delay is ${delay}`, () => {
          const scheduler = new VirtualTimeScheduler();
          const log: string[] = [];
          let attempt = 0;
          const source = new Observable<never>((subscriber) => {
            const number = ++attempt;
            log.push(`start ${number}`);
            failWith(subscriber, scheduler);
            return () => log.push(`teardown ${number}`);
          });
          const onRetry = ({ retry }: RetryEvent): void => void log.push(`onRetry ${retry}`);
          source
            .pipe(retryBackoff({ initialInterval: delay, jitter: 'none', maxRetries: 2, onRetry, scheduler }))
            .subscribe({ error: () => log.push('error') });
          scheduler.flush();
          const order = ['start 1', 'teardown 1', 'onRetry 0', 'start 2', 'teardown 2', 'onRetry 1', 'start 3', 'teardown 3', 'error'];
          expect(log).toEqual(order);
        });
      }

      for (const broken of [1, 2]) {
        it(`and errors with what the teardown of attempt ${broken} throws, when it fails ${when}`, () => {
          const scheduler = new VirtualTimeScheduler();
          let attempt = 0;
          const source = new Observable<never>((subscriber) => {
            const number = ++attempt;
            failWith(subscriber, scheduler);
            return () => {
              if (number === broken) throw new Error('teardown failed');
            };
          });
          const seen: unknown[] = [];
          source.pipe(retryBackoff({ scheduler })).subscribe({ error: (error: unknown) => seen.push(error) });
          try {
            scheduler.flush();
          } catch {
            // RxJS may also let the producer know.
          }
          expect(seen.length).toBe(1);
          expect(String(seen[0])).toContain('teardown failed');
          expect(attempt).toBe(broken);
        });
      }
    }
  });

  it('does not grow its subscription over 10,000 retries', () => {
    const scheduler = new VirtualTimeScheduler();
    const { source, starts } = failing(10_000, scheduler);
    const sizes = new Set<number>();
    const finalizers = (): number => (subscription as unknown as { _finalizers: unknown[] | null })._finalizers?.length ?? 0;
    const options = plain({ multiplier: 1, maxRetries: Infinity, scheduler, onRetry: ({ retry }) => retry > 0 && sizes.add(finalizers()) });
    const subscription = new Observable<string>((subscriber) => source.pipe(retryBackoff(options)).subscribe(subscriber)).subscribe();
    scheduler.flush();
    expect(starts.length).toBe(10_001);
    expect(sizes.size).toBe(1);
  });

  describe('by default', () => {
    it('retries three times, after 100, 200 and 400 ms and full jitter', () => {
      expect(startsOf(9, { jitter: 'none' })).toEqual([0, 100, 300, 700]);
      expect(startsOf(9, { random: () => 0.5 })).toEqual([0, 50, 150, 350]);
      expect(startsOf(9, { random: () => 0 })).toEqual([0, 0, 0, 0]);
    });

    it('takes a number for the initial interval', () => {
      const scheduler = new VirtualTimeScheduler();
      const { source, starts } = failing(1, asyncScheduler);
      spyOn(Math, 'random').and.returnValue(0.5);
      const schedule = spyOn(asyncScheduler, 'schedule').and.callFake((work: () => void, delay?: number) =>
        scheduler.schedule(work, delay),
      );
      source.pipe(retryBackoff(500)).subscribe();
      scheduler.flush();
      expect(schedule.calls.mostRecent().args[1]).toBe(250);
      expect(starts.length).toBe(2);
    });

    it('caps a delay at 30 s', () => {
      const starts = startsOf(20, { jitter: 'none', maxRetries: 11 });
      expect(starts.map((start, index) => start - (starts[index - 1] ?? 0)).slice(-2)).toEqual([30_000, 30_000]);
    });

    it('retries what is retryable', () => {
      expect(startsOf(1, plain(), () => new NetworkError('no answer')).length).toBe(2);
      expect(startsOf(1, plain(), () => new HttpStatusError({ status: 404 })).length).toBe(1);
      expect(startsOf(1, plain(), () => new CircuitOpenError('orders', 5)).length).toBe(1);
      expect(startsOf(1, plain(), () => new DOMException('aborted', 'AbortError')).length).toBe(1);
      expect(startsOf(1, plain(), () => 'anything').length).toBe(2);
    });

    it('keeps a default for an option that is undefined', () => {
      const undefinedOptions = Object.fromEntries(
        ['initialInterval', 'maxInterval', 'multiplier', 'maxRetries', 'maxElapsedTime', 'shouldRetry', 'backoffDelay', 'resetOnSuccess']
          .concat(['retryAfter', 'maxRetryAfter', 'onRetry', 'random'])
          .map((name) => [name, undefined]),
      );
      expect(startsOf(9, { ...undefinedOptions, jitter: 'none' })).toEqual([0, 100, 300, 700]);
      expect(startsOf(9, { jitter: undefined, random: () => 0.5 })).toEqual([0, 50, 150, 350]);
    });
  });

  describe('with options', () => {
    it('counts maxRetries without the first attempt', () => {
      for (const maxRetries of [0, 1, 5]) expect(startsOf(99, plain({ maxRetries })).length).toBe(maxRetries + 1);
    });

    it('retries without an end when maxRetries is Infinity', () => {
      expect(startsOf(500, plain({ maxRetries: Infinity, maxInterval: 10 })).length).toBe(501);
    });

    it('waits as multiplier, maxInterval and backoffDelay say', () => {
      expect(startsOf(9, plain({ multiplier: 3 }))).toEqual([0, 1, 4, 13]);
      expect(startsOf(9, plain({ multiplier: 10, maxInterval: 5 }))).toEqual([0, 1, 6, 11]);
      const backoffDelay = (iteration: number, initialInterval: number): number => (iteration + 1) * initialInterval;
      expect(startsOf(9, plain({ initialInterval: 7, backoffDelay }))).toEqual([0, 7, 21, 42]);
    });

    it('waits as jitter says', () => {
      const random = (): number => 0.5;
      expect(startsOf(9, { jitter: 'equal', random })).toEqual([0, 75, 225, 525]);
      expect(startsOf(9, { jitter: 'decorrelated', random })).toEqual([0, 200, 550, 1125]);
      expect(startsOf(9, { jitter: (delay, retry) => delay + retry })).toEqual([0, 100, 301, 703]);
    });

    it('gives decorrelated jitter of each subscription a start of its own', () => {
      const scheduler = new VirtualTimeScheduler();
      const operator = retryBackoff<string>({ jitter: 'decorrelated', random: () => 0.5, scheduler });
      const starts = [failing(9, scheduler), failing(9, scheduler)].map(({ source, starts }) => {
        source.pipe(operator).subscribe({ error: () => undefined });
        return starts;
      });
      scheduler.flush();
      expect(starts[1]).toEqual(starts[0]);
    });

    it('asks shouldRetry with the error and the number of the retry, and not once the retries are used up', () => {
      const shouldRetry = jasmine.createSpy('shouldRetry').and.returnValue(true);
      startsOf(9, plain({ shouldRetry, maxRetries: 2 }), (attempt) => `error ${attempt}`);
      expect(shouldRetry.calls.allArgs()).toEqual([
        ['error 0', 0],
        ['error 1', 1],
      ]);
    });

    it('tells onRetry everything before each wait', () => {
      const events: RetryEvent[] = [];
      startsOf(9, { jitter: 'none', onRetry: (event) => events.push(event) }, (attempt) =>
        attempt === 1 ? busy(5000) : `error ${attempt}`,
      );
      expect(events).toEqual([
        { error: 'error 0', retry: 0, delay: 100, elapsed: 0 },
        { error: busy(5000), retry: 1, delay: 5000, hint: 5000, elapsed: 100 },
        { error: 'error 2', retry: 2, delay: 400, elapsed: 5100 },
      ]);
      expect('hint' in events[0]!).toBeFalse();
    });

    it('does not call onRetry where there is no retry', () => {
      const onRetry = jasmine.createSpy('onRetry');
      startsOf(9, plain({ onRetry, maxRetries: 0 }));
      startsOf(9, plain({ onRetry, shouldRetry: () => false }));
      startsOf(9, plain({ onRetry, maxElapsedTime: 0 }));
      startsOf(9, plain({ onRetry, maxRetryAfter: 5 }), () => busy(6));
      expect(onRetry).not.toHaveBeenCalled();
    });
  });

  describe('with maxElapsedTime', () => {
    it('starts a retry at exactly that time, and none later', () => {
      expect(startsOf(9, { jitter: 'none', maxElapsedTime: 300 })).toEqual([0, 100, 300]);
      expect(startsOf(9, { jitter: 'none', maxElapsedTime: 299 })).toEqual([0, 100]);
      expect(startsOf(9, { jitter: 'none', maxElapsedTime: 301 })).toEqual([0, 100, 300]);
    });

    it('allows retries at once when it is 0', () => {
      expect(startsOf(9, { initialInterval: 0, maxElapsedTime: 0 })).toEqual([0, 0, 0, 0]);
      expect(startsOf(9, { jitter: 'none', maxElapsedTime: 0 })).toEqual([0]);
    });

    it('counts the attempts themselves', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('---#');
        expectObservable(source.pipe(retryBackoff(plain({ maxElapsedTime: 4 })))).toBe('-------#');
        expectSubscriptions(source.subscriptions).toBe(['^--!', '----^--!']);
      });
    });

    it('counts a hint, and ends at once where it is too long', () => {
      expect(startsOf(9, plain({ maxElapsedTime: 5000 }), () => busy(5000))).toEqual([0, 5000]);
      expect(startsOf(9, plain({ maxElapsedTime: 4999 }), () => busy(5000))).toEqual([0]);
    });

    it('ends where the delay is never', () => {
      expect(startsOf(9, plain({ jitter: () => Infinity, maxElapsedTime: 5000 }))).toEqual([0]);
    });

    it('takes a step back of the clock for no time', () => {
      let wall = 1_000_000;
      const virtual = new VirtualTimeScheduler();
      const scheduler: SchedulerLike = { now: () => wall + virtual.now(), schedule: virtual.schedule.bind(virtual) };
      const elapsed: number[] = [];
      let attempts = 0;
      const source = defer(() => {
        if (++attempts === 2) wall -= 3_600_000;
        return throwError(() => new Error('down'));
      });
      source
        .pipe(
          retryBackoff({ jitter: 'none', maxRetries: 9, maxElapsedTime: 1500, scheduler, onRetry: (event) => elapsed.push(event.elapsed) }),
        )
        .subscribe({ error: () => undefined });
      virtual.flush();
      expect(attempts).toBe(5);
      expect(elapsed).toEqual([0, 0, 200, 600]);
    });
  });

  describe('told by the server when to come back', () => {
    it('comes never earlier, and not later without jitter', () => {
      expect(startsOf(2, plain(), (attempt) => busy(attempt === 0 ? 5000 : 0))).toEqual([0, 5000, 5002]);
    });

    it('adds jitter, uniform over the plain delay', () => {
      for (const [random, start] of [
        [0, 5000],
        [0.5, 5050],
        [0.99, 5099],
      ] as const) {
        // prettier-ignore
        expect(startsOf(1, { random: () => random }, () => busy(5000))).toEqual([0, start]);
      }
    });

    it('waits for a hint above maxInterval', () => {
      expect(startsOf(1, plain({ maxInterval: 10 }), () => busy(5000))).toEqual([0, 5000]);
    });

    it('hears a foreign error with a status, and no other', () => {
      expect(startsOf(1, plain(), () => ({ status: 429, retryAfter: 70 }))).toEqual([0, 70]);
      expect(startsOf(1, plain(), () => ({ retryAfter: 70 }))).toEqual([0, 1]);
    });

    it('does not listen where it is told to ignore it, not even to one that is too long', () => {
      expect(startsOf(1, plain({ retryAfter: 'ignore', maxRetryAfter: 10 }), () => busy(5000))).toEqual([0, 1]);
    });

    it("ends at once, with the server's error, where the hint is above maxRetryAfter", () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const error = busy(301);
        const source = cold('-#', undefined, error);
        expectObservable(source.pipe(retryBackoff({ maxRetryAfter: 300 }))).toBe('-#', undefined, error);
        expectSubscriptions(source.subscriptions).toBe('^!');
      });
    });

    it('waits where the hint is exactly maxRetryAfter, five minutes by default', () => {
      expect(startsOf(1, plain(), () => busy(300_000))).toEqual([0, 300_000]);
      expect(startsOf(1, plain(), () => busy(300_001))).toEqual([0]);
    });

    it('waits 30 days where that is allowed', () => {
      expect(startsOf(1, plain({ maxRetryAfter: Infinity }), () => busy(30 * DAY))).toEqual([0, 30 * DAY]);
    });

    it('goes on with its own backoff behind a hint', () => {
      expect(startsOf(9, { jitter: 'none' }, (attempt) => (attempt === 1 ? busy(5000) : 'down'))).toEqual([0, 100, 5100, 5500]);
    });

    it('is not led by a hint into longer decorrelated delays', () => {
      const options: RetryBackoffOptions = { jitter: 'decorrelated', random: () => 0.5 };
      expect(startsOf(3, options, (attempt) => (attempt === 0 ? busy(5000) : 'down'))).toEqual([0, 5050, 5250, 5600]);
    });
  });

  describe('with resetOnSuccess', () => {
    it('false counts on, whatever was emitted', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const source = cold('-a#');
        expectObservable(source.pipe(retryBackoff(plain({ maxRetries: 1 })))).toBe('-a--a#');
      });
    });

    it('true starts again at each first value', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-ab#            ');
        const unsub = '      ---------------!';
        const result = '     -ab--ab--ab--ab-';
        const subs = ['^--!', '----^--!', '--------^--!', '------------^--!'];
        expectObservable(source.pipe(retryBackoff(plain({ maxRetries: 1, resetOnSuccess: true }))), unsub).toBe(result);
        expectSubscriptions(source.subscriptions).toBe(subs);
      });
    });

    it('true does not start again after failures in a row', () => {
      expect(startsOf(9, plain({ resetOnSuccess: true }))).toEqual([0, 1, 3, 7]);
    });

    it('true lets the time of maxElapsedTime begin at the failure that ends a success, however long that was', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('--a-----#');
        expectObservable(source.pipe(retryBackoff(plain({ resetOnSuccess: true, maxElapsedTime: 2 }))), '------------!').toBe(
          '--a--------a-',
        );
        expectSubscriptions(source.subscriptions).toBe(['^-------!', '---------^--!']);
      });
    });

    it('a number starts again once the source has stayed up exactly that long from its first value', () => {
      const gaps = (uptime: number): number[] => {
        const delays: number[] = [];
        const scheduler = new VirtualTimeScheduler();
        const source = concat(
          timer(50, scheduler),
          timer(uptime, scheduler),
          throwError(() => new Error('down')),
        );
        source
          .pipe(
            retryBackoff({ jitter: 'none', maxRetries: 3, resetOnSuccess: 1000, scheduler, onRetry: ({ delay }) => delays.push(delay) }),
          )
          .pipe(take(10))
          .subscribe({ error: () => undefined });
        scheduler.flush();
        return delays;
      };
      expect(gaps(999)).toEqual([100, 200, 400]);
      expect(gaps(1000)).toEqual([100, 100, 100, 100]);
    });

    it('a number is not met by an attempt without a value, however long it runs', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-----#');
        expectObservable(source.pipe(retryBackoff(plain({ maxRetries: 1, resetOnSuccess: 2 })))).toBe('-----------#');
        expectSubscriptions(source.subscriptions).toBe(['^----!', '------^----!']);
      });
    });

    it('0 starts again at any value, and Infinity never', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const source = cold('-a#');
        expectObservable(source.pipe(retryBackoff(plain({ maxRetries: 1, resetOnSuccess: 0 }))), '--------!').toBe('-a--a--a-');
        expectObservable(source.pipe(retryBackoff(plain({ maxRetries: 1, resetOnSuccess: Infinity })))).toBe('-a--a#');
      });
    });

    it('starts decorrelated delays again', () => {
      const delays: number[] = [];
      const scheduler = new VirtualTimeScheduler();
      let attempts = 0;
      const source = defer(() =>
        concat(
          ++attempts === 3 ? of('up') : EMPTY,
          throwError(() => new Error('down')),
        ),
      );
      source
        .pipe(
          retryBackoff({
            jitter: 'decorrelated',
            random: () => 0.5,
            resetOnSuccess: true,
            scheduler,
            onRetry: ({ delay }) => delays.push(delay),
          }),
        )
        .subscribe({ error: () => undefined });
      scheduler.flush();
      expect(delays).toEqual([200, 350, 200, 350, 575]);
    });
  });

  describe('with very long delays', () => {
    afterEach(() => jasmine.clock().uninstall());

    it('waits them in full in virtual time', () => {
      expect(startsOf(1, plain({ initialInterval: 30 * DAY, maxInterval: Infinity }))).toEqual([0, 30 * DAY]);
    });

    it('waits them in full on the timers of a platform', () => {
      const clock = usePlatformTimers();
      const { source, starts } = failing(1, asyncScheduler);
      source.pipe(retryBackoff(plain({ maxRetryAfter: Infinity, shouldRetry: () => true }))).subscribe({ error: fail });
      clock.tick(1);
      expect(starts).toEqual([0, 1]);

      const late = failing(1, asyncScheduler, () => busy(30 * DAY));
      late.source.pipe(retryBackoff(plain({ maxRetryAfter: Infinity }))).subscribe();
      clock.tick(30 * DAY - 1);
      expect(late.starts).toEqual([1]);
      clock.tick(1);
      expect(late.starts).toEqual([1, 1 + 30 * DAY]);
    });

    it('never comes back from Infinity, and owns no timer meanwhile', () => {
      const scheduler = new VirtualTimeScheduler();
      const { source, starts } = failing(1, scheduler);
      const seen: unknown[] = [];
      source
        .pipe(retryBackoff({ jitter: () => Infinity, scheduler }))
        .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
      expect(scheduler.actions.length).toBe(0);
      scheduler.flush();
      expect(starts).toEqual([0]);
      expect(seen).toEqual([]);
    });
  });

  describe('with a callback that throws', () => {
    const broken = new Error('broken');
    const explode = (): never => {
      throw broken;
    };
    const callbacks: readonly [name: string, options: RetryBackoffOptions][] = [
      ['shouldRetry', { shouldRetry: explode }],
      ['onRetry', { onRetry: explode }],
      ['backoffDelay', { backoffDelay: explode }],
      ['jitter', { jitter: explode }],
      ['random', { random: explode }],
    ];
    for (const [name, options] of callbacks) {
      it(`errors with what ${name} throws, and waits for nothing`, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold('a-#');
          expectObservable(source.pipe(retryBackoff(options))).toBe('a-#', undefined, broken);
          expectSubscriptions(source.subscriptions).toBe('^-!');
        });
      });
    }

    it('errors with the RangeError of a callback that returns no delay', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const error = new RangeError('backoffDelay must return a number of milliseconds from 0 to Infinity, but returned NaN.');
        expectObservable(cold('-#').pipe(retryBackoff({ backoffDelay: () => NaN }))).toBe('-#', undefined, error);
      });
    });

    it('errors with the RangeError of a random that returns no share, instead of retrying without a pause', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const error = new RangeError('random must return a number from 0 to 1, but returned NaN.');
        expectObservable(cold('-#').pipe(retryBackoff({ random: () => NaN }))).toBe('-#', undefined, error);
      });
    });

    it('errors with what the source throws when it is subscribed to', () => {
      const seen: unknown[] = [];
      const source = new Observable<never>(explode);
      source.pipe(retryBackoff({ initialInterval: 0, maxRetries: 1 })).subscribe({ error: (error: unknown) => seen.push(error) });
      expect(seen).toEqual([broken]);
    });
  });

  describe('refuses, when it is created,', () => {
    const duration = 'a number of milliseconds from 0 to Infinity';
    const bad: readonly [options: Record<string, unknown>, message: string][] = [
      [{ initialInterval: -1 }, `initialInterval must be ${duration}, but was -1.`],
      [{ initialInterval: NaN }, `initialInterval must be ${duration}, but was NaN.`],
      [{ initialInterval: '100' }, `initialInterval must be ${duration}, but was "100".`],
      [{ initialInterval: null }, `initialInterval must be ${duration}, but was null.`],
      [{ maxInterval: -1 }, `maxInterval must be ${duration}, but was -1.`],
      [{ multiplier: 0 }, 'multiplier must be a finite number above 0, but was 0.'],
      [{ multiplier: Infinity }, 'multiplier must be a finite number above 0, but was Infinity.'],
      [{ maxRetries: -1 }, 'maxRetries must be a whole number from 0, or Infinity, but was -1.'],
      [{ maxRetries: 1.5 }, 'maxRetries must be a whole number from 0, or Infinity, but was 1.5.'],
      [{ maxRetries: NaN }, 'maxRetries must be a whole number from 0, or Infinity, but was NaN.'],
      [{ jitter: 'ful' }, 'jitter must be one of "none", "full", "equal", "decorrelated", but was "ful".'],
      [{ jitter: true }, 'jitter must be one of "none", "full", "equal", "decorrelated", but was true.'],
      [{ maxElapsedTime: -1 }, `maxElapsedTime must be ${duration}, but was -1.`],
      [{ shouldRetry: true }, 'shouldRetry must be a function, but was true.'],
      [{ backoffDelay: 100 }, 'backoffDelay must be a function, but was 100.'],
      [{ onRetry: {} }, 'onRetry must be a function, but was an object.'],
      [{ random: 0.5 }, 'random must be a function, but was 0.5.'],
      [{ resetOnSuccess: -1 }, `resetOnSuccess must be ${duration}, but was -1.`],
      [{ resetOnSuccess: NaN }, `resetOnSuccess must be ${duration}, but was NaN.`],
      [{ resetOnSuccess: 'yes' }, 'resetOnSuccess must be true, false or a number of milliseconds, but was "yes".'],
      [{ retryAfter: true }, 'retryAfter must be one of "respect", "ignore", but was true.'],
      [{ maxRetryAfter: -1 }, `maxRetryAfter must be ${duration}, but was -1.`],
    ];
    for (const [options, message] of bad) {
      it(`with: ${message}`, () => {
        expect(() => retryBackoff(options as RetryBackoffOptions)).toThrowError(RangeError, message);
      });
    }

    it('a bad number as well', () => {
      expect(() => retryBackoff(-5)).toThrowError(RangeError, `initialInterval must be ${duration}, but was -5.`);
    });
  });

  it('lives with a subscriber that leaves and comes again inside error', () => {
    const scheduler = new VirtualTimeScheduler();
    const { source, starts } = failing(5, scheduler);
    const result = source.pipe(retryBackoff(plain({ maxRetries: 1, scheduler })));
    const seen: string[] = [];
    const subscribe = (): void => void result.subscribe({ next: (value) => seen.push(value), error: () => subscribe() });
    subscribe();
    scheduler.flush();
    expect(seen).toEqual(['up']);
    expect(starts).toEqual([0, 1, 1, 2, 2, 3]);
  });

  it('stays out of the way of a source that is not retried', () => {
    const onRetry = jasmine.createSpy('onRetry');
    const subscription = NEVER.pipe(retryBackoff({ onRetry })).subscribe();
    subscription.unsubscribe();
    expect(onRetry).not.toHaveBeenCalled();
    expect(subscription.closed).toBeTrue();
  });
});
