import {
  type BehaviorSubject,
  concat,
  defer,
  EMPTY,
  finalize,
  NEVER,
  type Observable,
  of,
  Subject,
  take,
  throwError,
  timer,
  VirtualTimeScheduler,
} from 'rxjs';
import {
  circuitBreaker,
  CircuitBreaker,
  CircuitOpenError,
  throttleTokenBucket,
  TokenBucket,
  waitForClosed,
  type CircuitBreakerOptions,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** A breaker that one failure opens, and that is open for 5 ms from now. */
function createOpen(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 5, ...options });
  breaker.tryAcquire()?.failure();
  return breaker;
}

/** One that stays open until it is reset, for specs in real time. */
function createShut(): CircuitBreaker {
  return createOpen({ openDuration: Infinity });
}

/** Where each of several waiters stands, for specs that count. */
function createQueue(breaker: CircuitBreaker) {
  const log: string[] = [];
  const answers = new Map<string, Subject<string>>();
  const enter = (name: string, options = {}) =>
    defer(() => {
      log.push(name);
      answers.set(name, new Subject());
      return answers.get(name)!;
    })
      .pipe(waitForClosed(breaker, options))
      .subscribe({ error: (error: unknown) => log.push(`${name}: ${error instanceof Error ? error.name : String(error)}`) });
  const answer = (name: string): void => answers.get(name)!.next('value');
  return { log, enter, answer, answers };
}

describe('waitForClosed', () => {
  describe('while the circuit is closed passes unchanged', () => {
    const table: readonly [name: string, source: string, subscription: string][] = [
      ['values', '-a-b-c|', '^-----!'],
      ['an error', '-a-b-#', '^----!'],
      ['an error at once', '#', '(^!)'],
      ['nothing', '---|', '^--!'],
      ['nothing, at once', '|', '(^!)'],
      ['what never answers', '---', '^--'],
    ];
    for (const [name, marbles, subscription] of table) {
      it(name, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
          const source = cold(marbles);
          expectObservable(source.pipe(waitForClosed(new CircuitBreaker()))).toBe(marbles);
          expectSubscriptions(source.subscriptions).toBe(subscription);
        });
      });
    }

    it('a synchronous source that is left in the middle, and another subscription of the same', () => {
      const call = of(1, 2, 3).pipe(waitForClosed(new CircuitBreaker()), take(2));
      const seen: number[] = [];
      call.subscribe((value) => seen.push(value));
      call.subscribe((value) => seen.push(value));
      expect(seen).toEqual([1, 2, 1, 2]);
    });

    for (const isBypassed of [false, true]) {
      it(`a call within the attempt of another one${isBypassed ? ', where it is bypassed' : ''}`, () => {
        const breaker = new CircuitBreaker();
        if (isBypassed) breaker.bypass();
        const seen: string[] = [];
        const inner = of('answer').pipe(waitForClosed(breaker));
        const outer = defer(() => concat(inner, NEVER)).pipe(waitForClosed(breaker));
        defer(() => concat(outer, NEVER))
          .pipe(waitForClosed(breaker))
          .subscribe((value) => seen.push(value));
        expect(seen).toEqual(['answer']);
      });
    }

    it('without watching the breaker', () => {
      const breaker = new CircuitBreaker();
      NEVER.pipe(waitForClosed(breaker)).subscribe();
      expect(breaker.idle).toBeTrue();
    });
  });

  describe('delays the subscription', () => {
    it('until the breaker admits it, one after the other, as its diagram shows', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createOpen();
        const source = cold('--a|');
        const call = source.pipe(circuitBreaker(breaker), waitForClosed(breaker));
        const first = '       -------a|';
        const second = '      ---------a|';
        const third = '       -----------a|';
        for (const expected of [first, second, third]) expectObservable(call).toBe(expected);
        const subscriptions = ['-----^--!', '-------^--!', '---------^--!'];
        expectSubscriptions(source.subscriptions).toBe(subscriptions);
        expectObservable(breaker.state$.pipe(take(3))).toBe('o----h-(c|)', {
          o: jasmine.objectContaining({ status: 'open' }),
          h: { status: 'half-open', since: 5 },
          c: { status: 'closed' },
        });
      });
    });

    const sources: readonly [name: string, marbles: string, expected: string][] = [
      ['of a source that errors', '  -#', '------#'],
      ['of an empty source', '      -|', '------|'],
      ['of a source that never answers', '-', '------'],
      ['of a source that ends at once', '(a|)', '-----(a|)'],
    ];
    for (const [name, marbles, expected] of sources) {
      it(name, () => {
        inVirtualTime(({ cold, expectObservable }) => {
          expectObservable(cold(marbles.trim()).pipe(waitForClosed(createOpen()))).toBe(expected);
        });
      });
    }

    it('through another opening, when the probe fails', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createOpen();
        const [bad, good] = [cold('-#'), cold('-a|')];
        expectObservable(bad.pipe(circuitBreaker(breaker), waitForClosed(breaker))).toBe('------#');
        expectObservable(good.pipe(circuitBreaker(breaker), waitForClosed(breaker))).toBe('------------a|');
        expectSubscriptions(bad.subscriptions).toBe('-----^!');
        expectSubscriptions(good.subscriptions).toBe('-----------^-!');
      });
    });

    it('not by a probe of an earlier half-open time that still runs', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const breaker = createOpen();
        NEVER.pipe(waitForClosed(breaker)).subscribe();
        timer(6).subscribe(() => breaker.tryAcquire()!.failure());
        const late = of('a').pipe(waitForClosed(breaker));
        expectObservable(concat(cold('------------|'), late)).toBe('------------(a|)');
      });
    });

    for (const [name, hold, lift] of [
      ['isolate, until it is lifted', (breaker: CircuitBreaker) => breaker.isolate(), undefined],
      ['an opening without an end, until reset', () => undefined, (breaker: CircuitBreaker) => breaker.reset()],
      ['an opening without an end, until bypass', () => undefined, (breaker: CircuitBreaker) => void breaker.bypass()],
    ] as const) {
      it(`for as long as ${name}`, () => {
        inVirtualTime(({ cold, expectObservable }) => {
          const breaker = lift ? createOpen({ openDuration: Infinity }) : new CircuitBreaker();
          const holder = hold(breaker);
          timer(30_000).subscribe(() => (lift ? lift(breaker) : holder?.unsubscribe()));
          for (const expected of ['30001ms (a|)', '30002ms (a|)', '30002ms (a|)'])
            expectObservable(cold('-(a|)').pipe(waitForClosed(breaker))).toBe(expected);
        });
      });
    }
  });

  describe('lets go', () => {
    it('one at a time while half-open, also without a guard inside, whatever each does', () => {
      const breaker = createOpen({ openDuration: 0 });
      const { log, enter, answer, answers } = createQueue(breaker);
      const b = ['a', 'b', 'c', 'd', 'e'].map((name) => enter(name))[1]!;
      expect(log).toEqual(['a']);
      answer('a');
      answer('a');
      expect(log).toEqual(['a', 'b']);
      b.unsubscribe();
      expect(log).toEqual(['a', 'b', 'c']);
      answers.get('c')!.error(new Error('boom'));
      expect(log).toEqual(['a', 'b', 'c', 'c: Error', 'd']);
      answers.get('d')!.complete();
      expect(log.at(-1)).toBe('e');
    });

    it('one newcomer at a time while half-open, though nobody waits', () => {
      const { log, enter, answer } = createQueue(createOpen({ openDuration: 0 }));
      enter('a');
      enter('b').unsubscribe();
      enter('c');
      expect(log).toEqual(['a']);
      answer('a');
      expect(log).toEqual(['a', 'c']);
    });

    it('one when it has closed, and two more with each answer', () => {
      const breaker = createShut();
      const { log, enter, answer } = createQueue(breaker);
      for (const name of 'abcdefghij') enter(name);
      breaker.reset();
      expect(log.join('')).toBe('a');
      answer('a');
      expect(log.join('')).toBe('abc');
      answer('b');
      answer('b');
      expect(log.join('')).toBe('abcde');
      enter('k');
      answer('c');
      answer('d');
      expect(log.join('')).toBe('abcdefghi');
      answer('e');
      expect(log.join('')).toBe('abcdefghijk');
    });

    it('one for one that errors, is left, or completes two', () => {
      const breaker = createShut();
      const { log, enter, answers } = createQueue(breaker);
      const calls = [...'abcdefg'].map((name) => enter(name));
      breaker.reset();
      answers.get('a')!.error(new Error('boom'));
      expect(log.join(' ')).toMatch(/^a .*b/);
      expect(answers.size).toBe(2);
      calls[1]!.unsubscribe();
      expect(answers.size).toBe(3);
      answers.get('c')!.complete();
      expect(answers.size).toBe(5);
    });

    it('the next in place of one that has said nothing for 10 s, but no other for it when it answers late', () => {
      inVirtualTime(({ flush }) => {
        const breaker = createOpen({ openDuration: Infinity });
        const { log, enter, answer } = createQueue(breaker);
        for (const name of 'abc') enter(name);
        breaker.reset();
        const seen: string[] = [];
        timer(9_999).subscribe(() => seen.push(log.join('')));
        timer(10_001).subscribe(() => {
          seen.push(log.join(''));
          answer('a');
          seen.push(log.join(''));
        });
        timer(20_001).subscribe(() => seen.push(log.join('')));
        flush();
        expect(seen).toEqual(['a', 'ab', 'ab', 'abc']);
      });
    });

    it('nobody else when it opens again, and begins with one after that', () => {
      const breaker = createOpen({ openDuration: Infinity });
      const { log, enter, answer } = createQueue(breaker);
      for (const name of 'abcdefgh') enter(name);
      breaker.reset();
      answer('a');
      breaker.tryAcquire()!.failure();
      answer('b');
      answer('c');
      expect(log.join('')).toBe('abc');
      breaker.reset();
      expect(log.join('')).toBe('abcd');
    });

    it('newcomers behind those who wait, also of another operator call and inside another’s turn', () => {
      const breaker = createShut();
      const log: string[] = [];
      const call = (name: string): Observable<string> => of(name).pipe(waitForClosed(breaker));
      call('a').subscribe((name) => {
        log.push(name);
        call('late').subscribe((late) => log.push(late));
      });
      call('b').subscribe((name) => log.push(name));
      breaker.reset();
      expect(log).toEqual(['a', 'b', 'late']);
    });

    it('the next when the probe of somebody else has ended without a change of status', () => {
      const breaker = createOpen({ openDuration: 0 });
      const probe = breaker.tryAcquire()!;
      const { log, enter } = createQueue(breaker);
      enter('a');
      expect(log).toEqual([]);
      probe.release();
      expect(log).toEqual(['a']);
    });

    it('no two waiters for one value, and tears the source down before the next goes', () => {
      const breaker = createShut();
      const log: string[] = [];
      const call = (name: string) =>
        defer(() => {
          log.push(name);
          return NEVER;
        }).pipe(
          finalize(() => log.push(`${name} torn down`)),
          waitForClosed(breaker),
        );
      const first = call('a').subscribe();
      call('b').subscribe();
      breaker.reset();
      first.unsubscribe();
      expect(log).toEqual(['a', 'a torn down', 'b']);
    });
  });

  describe('when the breaker says no though it is closed', () => {
    /** A breaker in its ramp-up: closed, and yet it refuses until told otherwise. */
    function createRamping(retryAfter?: number) {
      const breaker = new CircuitBreaker({ name: 'orders' });
      const ramp = { admits: false };
      spyOn(breaker, 'canAcquire').and.callFake(() => ramp.admits);
      spyOn(breaker, 'refusal').and.callFake(() => new CircuitOpenError('orders', retryAfter));
      return { breaker, ramp };
    }

    it('asks again after retryAfter', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const { breaker, ramp } = createRamping(3);
        timer(5).subscribe(() => (ramp.admits = true));
        expectObservable(cold('(a|)').pipe(waitForClosed(breaker))).toBe('------(a|)');
      });
    });

    it('asks again at the next outcome, but not because of a refusal', () => {
      const { breaker, ramp } = createRamping(1000);
      const { log, enter } = createQueue(breaker);
      ramp.admits = true;
      const permit = breaker.tryAcquire()!;
      ramp.admits = false;
      const call = enter('a');
      ramp.admits = true;
      breaker.refuse();
      expect(log).toEqual([]);
      permit.success();
      expect(log).toEqual(['a']);
      call.unsubscribe();
    });

    it('begins with one again when a line forms anew', () => {
      const { breaker, ramp } = createRamping(1000);
      const { log, enter, answer } = createQueue(breaker);
      const calls = [...'ab'].map((name) => enter(name));
      const goOn = (): void => {
        ramp.admits = true;
        breaker.tryAcquire()!.success();
      };
      goOn();
      answer('a');
      answer('b');
      ramp.admits = false;
      calls.push(...[...'cd'].map((name) => enter(name)));
      goOn();
      expect(log).toEqual(['a', 'b', 'c']);
      for (const call of calls) call.unsubscribe();
    });

    it('asks again for who comes when another has left, at the time at which that would have gone', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const { breaker, ramp } = createRamping(3);
        timer(2).subscribe(() => (ramp.admits = true));
        NEVER.pipe(waitForClosed(breaker)).subscribe().unsubscribe();
        expectObservable(cold('(a|)').pipe(waitForClosed(breaker))).toBe('---(a|)');
      });
    });

    it('asks again when a reset ends the ramp-up, with refusals in the statistics', () => {
      const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 0, rampUp: { duration: 100_000, steps: 1 } });
      breaker.tryAcquire()!.failure();
      breaker.tryAcquire()!.success();
      breaker.tryAcquire()!.success();
      breaker.refuse();
      breaker.tryAcquire()?.success();
      breaker.refuse();
      const { log, enter } = createQueue(breaker);
      while (breaker.canAcquire()) breaker.tryAcquire()!.success();
      const call = enter('a');
      expect(log).toEqual([]);
      breaker.reset();
      expect(log).toEqual(['a']);
      call.unsubscribe();
    });

    it('lets a thousand waiters through a real ramp-up: one a step, and the others in a slow start behind it', () => {
      inVirtualTime(({ scheduler, flush }) => {
        const rampUp = { duration: 1000, steps: 10 };
        const breaker = createOpen({ rampUp, failureRate: 0.5, slowCallRate: 0.5, slowCallDuration: 100, minimumCalls: 1 });
        const asked = spyOn(breaker, 'canAcquire').and.callThrough();
        const times: number[] = [];
        for (let i = 0; i < 1000; i++) {
          timer(20)
            .pipe(circuitBreaker(breaker), waitForClosed(breaker))
            .subscribe({ next: () => times.push(scheduler.now()), error: fail });
        }
        flush();
        expect(times.length).toBe(1000);
        expect(times.filter((time) => time < 1045).length).toBe(11);
        expect(Math.max(...times)).toBeLessThan(1300);
        expect(breaker.metrics.refused).toBe(0);
        expect(asked.calls.count()).toBeLessThan(2500);
      });
    });

    it('asks again after 10 s where it names no time', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const { breaker, ramp } = createRamping();
        timer(5).subscribe(() => (ramp.admits = true));
        expectObservable(cold('(a|)').pipe(waitForClosed(breaker))).toBe('10000ms (a|)');
      });
    });
  });

  describe('when the breaker inside refuses a call whose turn has come', () => {
    it('puts it back to where it stood, until the next outcome', () => {
      const breaker = createOpen({ openDuration: 0 });
      const tries: string[] = [];
      const rival = { probe: undefined as ReturnType<CircuitBreaker['tryAcquire']> };
      const call = (name: string) =>
        defer(() => {
          tries.push(name);
          return of(name);
        }).pipe(circuitBreaker(breaker));
      const seen: string[] = [];
      const thief = defer(() => {
        rival.probe ??= breaker.tryAcquire();
        return call('a');
      });
      thief.pipe(waitForClosed(breaker)).subscribe((name) => seen.push(name));
      call('b')
        .pipe(waitForClosed(breaker))
        .subscribe((name) => seen.push(name));
      expect(tries).toEqual([]);
      expect(breaker.metrics.refused).toBe(1);
      rival.probe!.release();
      expect(tries).toEqual(['a', 'b']);
      expect(seen.sort()).toEqual(['a', 'b']);
      expect(breaker.metrics.refused).toBe(1);
    });

    it('keeps the order of several that are refused', () => {
      inVirtualTime(({ flush }) => {
        const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 10 });
        const started: string[] = [];
        const gates = [...'abc'].map((name) => {
          const gate = new Subject<void>();
          const call = defer(() => (started.push(name), started.length <= 3 ? concat(gate, defer(() => of(name).pipe(circuitBreaker(breaker)))) : of(name).pipe(circuitBreaker(breaker)))); // prettier-ignore
          call.pipe(waitForClosed(breaker)).subscribe();
          return gate;
        });
        of('d').pipe(waitForClosed(breaker)).subscribe();
        breaker.tryAcquire()!.failure();
        for (const at of [1, 2, 0]) gates[at]!.complete();
        flush();
        expect(started.join('')).toBe('abcabc');
      });
    });

    it('makes no more room for others by that', () => {
      inVirtualTime(({ flush }) => {
        const breaker = createShut();
        const tries: string[] = [];
        for (const name of 'abc') {
          const refusal = throwError(() => new CircuitOpenError('orders', 4));
          defer(() => (tries.push(name) === 1 ? refusal : NEVER))
            .pipe(waitForClosed(breaker))
            .subscribe();
        }
        breaker.reset();
        let shortly: string | undefined;
        timer(9_000).subscribe(() => (shortly = tries.join('')));
        flush();
        expect(shortly).toBe('aa');
      });
    });

    it('waits for the time the refusal names, and never asks twice in one frame', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const breaker = new CircuitBreaker({ name: 'orders' });
        let tries = 0;
        const source = defer(() => (++tries < 3 ? throwError(() => new CircuitOpenError('orders', 4)) : of('a')));
        expectObservable(source.pipe(waitForClosed(breaker))).toBe('--------(a|)');
        flush();
        expect(tries).toBe(3);
      });
    });

    it('passes it on after a value, of another breaker, and when max has passed', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const breaker = new CircuitBreaker({ name: 'orders' });
        const own = new CircuitOpenError('orders', 4);
        const other = new CircuitOpenError('other', 4);
        expectObservable(cold('-a-#', {}, own).pipe(waitForClosed(breaker))).toBe('-a-#', {}, own);
        expectObservable(cold('-#', {}, other).pipe(waitForClosed(breaker))).toBe('-#', {}, other);
        expectObservable(cold('-#', {}, own).pipe(waitForClosed(breaker, { max: 0 }))).toBe('-#', {}, own);
        expectObservable(cold('-#', {}, own).pipe(waitForClosed(breaker, { max: 2 }))).toBe('---#', {}, new CircuitOpenError('orders'));
      });
    });

    it('passes it on when max passes while it runs', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const breaker = createOpen();
        const late = new CircuitOpenError('orders', 4);
        expectObservable(cold('---#', {}, late).pipe(waitForClosed(breaker, { max: 7 }))).toBe('--------#', {}, late);
      });
    });

    it('stays away when its teardown leaves the whole', () => {
      const breaker = new CircuitBreaker({ name: 'orders' });
      const refused = new Subject<never>();
      const call = refused
        .pipe(
          finalize(() => call.unsubscribe()),
          waitForClosed(breaker),
        )
        .subscribe({ error: fail });
      refused.error(new CircuitOpenError('orders'));
      expect(breaker.idle).toBeTrue();
    });
  });

  describe('errors with CircuitOpenError', () => {
    it('after having waited for max, and no sooner', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createOpen({ openDuration: 10 });
        const source = cold('a|');
        expectObservable(source.pipe(waitForClosed(breaker, { max: 4 }))).toBe('----#', {}, new CircuitOpenError('orders', 6));
        expectSubscriptions(source.subscriptions).toBe([]);
        expectObservable(cold('-a|').pipe(waitForClosed(breaker, { max: 11 }))).toBe('-----------a|');
      });
    });

    it('at once with a max of 0, or when maxQueue wait already', () => {
      const breaker = createShut();
      const { log, enter } = createQueue(breaker);
      enter('a', { max: 0 });
      enter('b', { maxQueue: 0 });
      expect(log).toEqual(['a: CircuitOpenError', 'b: CircuitOpenError']);
      enter('c', { maxQueue: 1 });
      enter('d', { maxQueue: 1 });
      enter('e', { maxQueue: 2 });
      expect(log.slice(2)).toEqual(['d: CircuitOpenError']);
    });

    it('not for those who needn’t wait', () => {
      const { log, enter } = createQueue(createOpen({ openDuration: 0 }));
      enter('a', { max: 0, maxQueue: 0 });
      enter('b', { max: 0 });
      expect(log).toEqual(['a', 'b: CircuitOpenError']);
      const closed = createQueue(new CircuitBreaker());
      closed.enter('a', { max: 0, maxQueue: 0 });
      closed.enter('b', { max: 0, maxQueue: 0 });
      expect(closed.log).toEqual(['a', 'b']);
    });

    it('without a time while isolated, and has left the queue when that arrives', () => {
      const breaker = new CircuitBreaker({ name: 'orders' });
      breaker.isolate();
      const errors: unknown[] = [];
      of('a')
        .pipe(waitForClosed(breaker, { max: 0 }))
        .subscribe({ error: (error: unknown) => errors.push([error, breaker.metrics.calls]) });
      expect(errors).toEqual([[new CircuitOpenError('orders'), 0]]);
      expect((errors[0] as [CircuitOpenError])[0].retryAfter).toBeUndefined();
    });
  });

  describe('when it is unsubscribed', () => {
    it('during the wait gives the place back in the same frame', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createOpen();
        const left = cold('--a|');
        expectObservable(left.pipe(waitForClosed(breaker)), '---!').toBe('---');
        expectObservable(cold('--a|').pipe(waitForClosed(breaker))).toBe('-------a|');
        expectSubscriptions(left.subscriptions).toBe([]);
      });
    });

    it('while it runs leaves the source', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('------a|');
        expectObservable(source.pipe(waitForClosed(createOpen())), '-------!').toBe('-------');
        expectSubscriptions(source.subscriptions).toBe('-----^-!');
      });
    });

    it('leaves no timer, and no longer watches the breaker', () => {
      const scheduler = new VirtualTimeScheduler();
      const breaker = createOpen({ openDuration: 5, scheduler });
      const pending = (): number => scheduler.actions.filter(({ closed }) => !closed).length;
      const calls = [1, 2, 3].map(() => NEVER.pipe(waitForClosed(breaker, { max: 50, scheduler })).subscribe({ error: fail }));
      expect(pending()).toBe(4);
      for (const call of calls) call.unsubscribe();
      expect(pending()).toBe(0);
      breaker.reset();
      expect(breaker.idle).toBeTrue();
    });

    it('by somebody else keeps nobody who comes in the next half-open time', () => {
      const scheduler = new VirtualTimeScheduler();
      const breaker = createOpen({ scheduler });
      NEVER.pipe(waitForClosed(breaker, { scheduler })).subscribe().unsubscribe();
      scheduler.schedule(() => undefined, 6);
      scheduler.flush();
      const { log, enter } = createQueue(breaker);
      enter('a', { scheduler });
      expect(log).toEqual(['a']);
      expect((breaker.state$ as BehaviorSubject<unknown>).observed).toBeFalse();
    });

    it('while isolated it owns no timer', () => {
      const scheduler = new VirtualTimeScheduler();
      const breaker = new CircuitBreaker({ scheduler });
      breaker.isolate();
      const call = NEVER.pipe(waitForClosed(breaker, { scheduler })).subscribe();
      expect(scheduler.actions.filter(({ closed }) => !closed).length).toBe(0);
      call.unsubscribe();
    });

    it('leaves no timer either when its turn has come and it has answered', () => {
      const scheduler = new VirtualTimeScheduler();
      const breaker = createOpen({ scheduler });
      concat(of('a'), NEVER)
        .pipe(waitForClosed(breaker, { max: 50, scheduler }))
        .subscribe();
      breaker.reset();
      expect(scheduler.actions.filter(({ closed }) => !closed).length).toBe(0);
    });

    it('by take(1) counts as an answer', () => {
      const breaker = createShut();
      const { log, enter } = createQueue(breaker);
      const first = new Subject<number>();
      first.pipe(waitForClosed(breaker), take(1)).subscribe();
      for (const name of 'abc') enter(name);
      breaker.reset();
      expect(log).toEqual([]);
      first.next(1);
      expect(log).toEqual(['a', 'b']);
    });
  });

  it('may be subscribed to twice, and queues twice', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const breaker = createOpen();
      const call = cold('-a|').pipe(waitForClosed(breaker));
      expectObservable(call).toBe('------a|');
      expectObservable(call).toBe('-------a|');
    });
  });

  it('has a queue for each breaker', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      expectObservable(cold('a|').pipe(waitForClosed(createOpen()))).toBe('-----a|');
      expectObservable(cold('a|').pipe(waitForClosed(createOpen({ openDuration: 3 })))).toBe('---a|');
    });
  });

  it('waits for a token inside without being a hot loop, while the breaker is open again', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const breaker = createOpen();
      const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 1000 });
      const call = (marbles: string) => cold(marbles).pipe(circuitBreaker(breaker), throttleTokenBucket(bucket), waitForClosed(breaker));
      expectObservable(call('-#')).toBe('------#');
      expectObservable(call('-a|')).toBe('------------a|');
      expectObservable(EMPTY.pipe(circuitBreaker(breaker), waitForClosed(breaker))).toBe('------------|');
      flush();
      expect(breaker.metrics.refused).toBe(0);
    });
  });

  for (const [options, message] of [
    [{ max: -1 }, 'max must be a number of milliseconds from 0 to Infinity, but was -1.'],
    [{ max: NaN }, 'max must be a number of milliseconds from 0 to Infinity, but was NaN.'],
    [{ maxQueue: 1.5 }, 'maxQueue must be a whole number from 0, or Infinity, but was 1.5.'],
  ] as const) {
    it(`refuses ${JSON.stringify(options)}`, () => {
      expect(() => waitForClosed(new CircuitBreaker(), options)).toThrowError(RangeError, message);
    });
  }

  it('takes an explicit undefined for the default', () => {
    const { log, enter } = createQueue(createShut());
    enter('a', { max: undefined, maxQueue: undefined, scheduler: undefined }).unsubscribe();
    expect(log).toEqual([]);
  });
});
