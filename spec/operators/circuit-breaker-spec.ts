import {
  concat,
  defer,
  EMPTY,
  finalize,
  first,
  firstValueFrom,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  range,
  retry,
  switchMap,
  take,
  takeUntil,
  throwError,
  timer,
  type MonoTypeOperatorFunction,
  Subscription,
} from 'rxjs';
import {
  circuitBreaker,
  CircuitBreaker,
  CircuitOpenError,
  HttpStatusError,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
  type CircuitBreakerMetrics,
  type CircuitBreakerOptions,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** The counters that an outcome changes. */
function outcomes({ successes, failures, ignored, refused, inFlight }: CircuitBreakerMetrics): Record<string, number> {
  const counts = { successes, failures, ignored, refused, inFlight };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

/** A breaker that one failure opens for 10 ms. */
function createBreaker(options: CircuitBreakerOptions = {}): CircuitBreaker {
  return new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 10, ...options });
}

/** One that is half-open now. */
function createHalfOpen(options: CircuitBreakerOptions = {}): CircuitBreaker {
  const breaker = createBreaker({ openDuration: 0, ...options });
  breaker.tryAcquire()?.failure();
  return breaker;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : String(error);
}

describe('circuitBreaker', () => {
  describe('lets a call through', () => {
    const table: readonly [name: string, source: string, subscription: string, counted: Record<string, number>][] = [
      ['of values', '  -a-b-c|', '^-----!', { successes: 1 }],
      ['of values that errors', '-a-b-#', '^----!', { failures: 1 }],
      ['that errors at once', '#', '(^!)', { failures: 1 }],
      ['that is empty', '|', '(^!)', { successes: 1 }],
      ['that is empty later', '---|', '^--!', { successes: 1 }],
      ['that never answers', '---', '^--', { inFlight: 1 }],
    ];

    for (const [name, marbles, subscription, counted] of table) {
      it(`${name}, unchanged`, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const breaker = createBreaker();
          const source = cold(marbles);
          expectObservable(source.pipe(circuitBreaker(breaker))).toBe(marbles);
          expectSubscriptions(source.subscriptions).toBe(subscription);
          flush();
          expect(outcomes(breaker.metrics)).toEqual(counted);
        });
      });
    }

    it('of a hot source', () => {
      inVirtualTime(({ hot, expectObservable, expectSubscriptions }) => {
        const source = hot('      -a-^-b-c-|');
        const subscription = '       ^-----!';
        const expected = '           --b-c-|';
        expectObservable(source.pipe(circuitBreaker(createBreaker()))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });
  });

  describe('refuses', () => {
    it('while open, without subscribing, as its diagram shows', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createBreaker();
        const source = cold('  --#');
        const call = source.pipe(circuitBreaker(breaker));
        const subscription = ' ^-!';
        const first = '        --#';
        const second = '       -----#';
        expectObservable(call).toBe(first);
        expectObservable(timer(5).pipe(switchMap(() => call))).toBe(second, {}, new CircuitOpenError('orders', 7));
        expectSubscriptions(source.subscriptions).toBe([subscription]);
      });
    });

    it('until exactly openDuration after the failure', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createBreaker();
        breaker.tryAcquire()?.failure();
        const source = cold('             -a|');
        const call = source.pipe(circuitBreaker(breaker));
        const expected9 = '      ---------#';
        const expected10 = '     -----------a|';
        const subscription10 = ' ----------^-!';
        expectObservable(timer(9).pipe(switchMap(() => call))).toBe(expected9, {}, new CircuitOpenError('orders', 1));
        expectObservable(timer(10).pipe(switchMap(() => call))).toBe(expected10);
        expectSubscriptions(source.subscriptions).toBe(subscription10);
      });
    });

    it('while isolated, and promises no time', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const breaker = createBreaker();
        breaker.isolate();
        const source = cold('-a|');
        expectObservable(source.pipe(circuitBreaker(breaker))).toBe('#', {}, new CircuitOpenError('orders'));
        expectSubscriptions(source.subscriptions).toBe([]);
      });
    });

    it('nobody while bypassed', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const breaker = createBreaker();
        breaker.bypass();
        const call = cold('-#').pipe(circuitBreaker(breaker));
        expectObservable(call.pipe(retry(3))).toBe('----#');
        flush();
        expect(outcomes(breaker.metrics)).toEqual({ failures: 4 });
      });
    });

    it('all but halfOpenCalls while half-open', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = createHalfOpen({ halfOpenCalls: 2 });
        const source = cold('--a|');
        const call = source.pipe(circuitBreaker(breaker));
        for (const expected of ['--a|', '--a|', '#']) expectObservable(call).toBe(expected, undefined, new CircuitOpenError('orders'));
        expectSubscriptions(source.subscriptions).toBe(['^--!', '^--!']);
        flush();
        expect(breaker.metrics.refused).toBe(1);
      });
    });
  });

  describe('counts by default', () => {
    const abort = new DOMException('left', 'AbortError');
    const table: readonly [name: string, error: unknown, counted: Record<string, number>][] = [
      ['a network error as a failure', new NetworkError('down'), { failures: 1 }],
      ['a timeout as a failure', new RequestTimeoutError('head', 5), { failures: 1 }],
      ['408 as a failure', new HttpStatusError({ status: 408 }), { failures: 1 }],
      ['429 as a failure', new HttpStatusError({ status: 429 }), { failures: 1 }],
      ['503 as a failure', new HttpStatusError({ status: 503 }), { failures: 1 }],
      ['404 as a success', new HttpStatusError({ status: 404 }), { successes: 1 }],
      ['401 as a success', new HttpStatusError({ status: 401 }), { successes: 1 }],
      ['a foreign 404 as a success', { name: 'HttpErrorResponse', status: 404, message: 'not found' }, { successes: 1 }],
      ['a foreign 500 as a failure', { name: 'HttpErrorResponse', status: 500, message: 'oops' }, { failures: 1 }],
      ['a foreign error without an answer as a failure', { name: 'HttpErrorResponse', status: 0, message: 'offline' }, { failures: 1 }],
      ['any other error as a failure', new TypeError('oops'), { failures: 1 }],
      ['undefined as a failure', undefined, { failures: 1 }],
      ['an abort not at all', abort, { ignored: 1 }],
      ['a request that can’t be built not at all', new RequestError('bad url'), { ignored: 1 }],
      ['an answer that can’t be parsed not at all', new ResponseParseError('bad', { text: 'text' }), { ignored: 1 }],
      ['another breaker’s refusal not at all', new CircuitOpenError('inner', 5), { ignored: 1 }],
      ['a limiter’s refusal not at all', new RateLimitError('limiter', 5), { ignored: 1 }],
    ];

    for (const [name, error, counted] of table) {
      it(name, () => {
        inVirtualTime(({ cold, expectObservable, flush }) => {
          const breaker = createBreaker({ failureThreshold: 5 });
          expectObservable(cold('-#', {}, error).pipe(circuitBreaker(breaker))).toBe('-#', {}, error);
          flush();
          expect(outcomes(breaker.metrics)).toEqual(counted);
        });
      });
    }

    it('another answer as a success, which ends a row of failures', () => {
      const breaker = createBreaker({ failureThreshold: 2 });
      const call = (error: unknown): void => {
        throwError(() => error)
          .pipe(circuitBreaker(breaker))
          .subscribe({ error: () => undefined });
      };
      [500, 404, 500].forEach((status) => call(new HttpStatusError({ status })));
      expect(breaker.state$.value.status).toBe('closed');
    });
  });

  describe('with isFailure', () => {
    it('asks it once for each error, with the error', () => {
      const asked: unknown[] = [];
      const error = new Error('boom');
      const breaker = createBreaker({ isFailure: (given) => asked.push(given) > 5 });
      throwError(() => error)
        .pipe(circuitBreaker(breaker))
        .subscribe({ error: () => undefined });
      of(1).pipe(circuitBreaker(breaker)).subscribe();
      expect(asked).toEqual([error]);
      expect(outcomes(breaker.metrics)).toEqual({ successes: 1, ignored: 1 });
    });

    it('that throws errors with that, and gives the permit back', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const fault = new TypeError('no idea');
        const breaker = createHalfOpen();
        breaker.update({
          isFailure: () => {
            throw fault;
          },
        });
        const source = cold('-#');
        expectObservable(source.pipe(circuitBreaker(breaker))).toBe('-#', {}, fault);
        expectSubscriptions(source.subscriptions).toBe('^!');
        flush();
        expect(outcomes(breaker.metrics)).toEqual({ failures: 1, ignored: 1 });
        expect(breaker.canAcquire()).toBe(true);
      });
    });
  });

  it('has given the permit back when the error of a throwing isFailure arrives, also after a value', () => {
    const breaker = createBreaker({
      isFailure: () => {
        throw new TypeError('no idea');
      },
    });
    const seen: unknown[] = [];
    concat(
      of('value'),
      throwError(() => new Error('boom')),
    )
      .pipe(circuitBreaker(breaker))
      .subscribe({ error: () => seen.push(outcomes(breaker.metrics)) });
    expect(seen).toEqual([{ ignored: 1 }]);
  });

  it('errors with what openDuration throws, and opens all the same', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const fault = new TypeError('no idea');
      const breaker = createBreaker({
        openDuration: () => {
          throw fault;
        },
      });
      expectObservable(cold('-#').pipe(circuitBreaker(breaker))).toBe('-#', {}, fault);
      flush();
      expect(breaker.state$.value.status).toBe('open');
      expect(outcomes(breaker.metrics)).toEqual({ failures: 1 });
    });
  });

  describe('when it is unsubscribed', () => {
    const table: readonly [name: string, unsubscription: string, expected: string, counted: Record<string, number>][] = [
      ['before any value counts nothing', '        -!', '   --', { ignored: 1 }],
      ['after a value counts a success', '         ----!', '--a--', { successes: 1 }],
    ];
    for (const [name, unsubscription, expected, counted] of table) {
      it(name, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
          const breaker = createBreaker();
          const source = cold('--a----b--#');
          expectObservable(source.pipe(circuitBreaker(breaker)), unsubscription.trim()).toBe(expected.trim().replace(/-$/, ''));
          expectSubscriptions(source.subscriptions).toBe(`^${unsubscription.trim().slice(1)}`);
          flush();
          expect(outcomes(breaker.metrics)).toEqual(counted);
          expect(breaker.state$.value.status).toBe('closed');
        });
      });
    }

    it('gives a probe’s place back in the same frame', () => {
      const breaker = createHalfOpen();
      const call = NEVER.pipe(circuitBreaker(breaker)).subscribe();
      expect(breaker.canAcquire()).toBe(false);
      call.unsubscribe();
      expect([breaker.canAcquire(), breaker.state$.value.status]).toEqual([true, 'half-open']);
    });

    it('tears the source down before it gives the permit back', () => {
      const breaker = createHalfOpen();
      const log: string[] = [];
      const source = new Observable<never>(() => () => log.push(`torn down, free: ${breaker.canAcquire()}`));
      source.pipe(circuitBreaker(breaker)).subscribe().unsubscribe();
      expect([...log, `free: ${breaker.canAcquire()}`]).toEqual(['torn down, free: false', 'free: true']);
    });

    it('is a second time, nothing more happens', () => {
      const breaker = createBreaker();
      const call = NEVER.pipe(circuitBreaker(breaker)).subscribe();
      call.unsubscribe();
      call.unsubscribe();
      expect(outcomes(breaker.metrics)).toEqual({ ignored: 1 });
    });

    const leaving: readonly [name: string, leave: MonoTypeOperatorFunction<number>][] = [
      ['take(1)', take(1)],
      ['first()', first()],
      ['take(3)', take(3)],
    ];
    for (const [name, leave] of leaving) {
      it(`by ${name} counts a success, of an endless synchronous source too`, () => {
        const breaker = createBreaker();
        let produced = 0;
        const source = range(1, Infinity).pipe(
          map((value) => {
            produced++;
            return value;
          }),
        );
        source.pipe(circuitBreaker(breaker), leave).subscribe();
        expect(outcomes(breaker.metrics)).toEqual({ successes: 1 });
        expect(produced).toBeLessThan(4);
      });
    }

    it('by firstValueFrom counts a success', async () => {
      const breaker = createBreaker();
      expect(await firstValueFrom(concat(of(1), NEVER).pipe(circuitBreaker(breaker)))).toBe(1);
      expect(outcomes(breaker.metrics)).toEqual({ successes: 1 });
    });

    it('by takeUntil and switchMap before any value counts nothing', () => {
      inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions, flush }) => {
        const breaker = createBreaker();
        const source = cold('-----a|');
        const sub1 = '       ^--!';
        const sub2 = '       ---^-!';
        const expected = '   -----|';
        const call = source.pipe(circuitBreaker(breaker));
        const switched = hot('a--a-----').pipe(switchMap(() => call));
        expectObservable(switched.pipe(takeUntil(cold('-----x')))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe([sub1, sub2]);
        flush();
        expect(outcomes(breaker.metrics)).toEqual({ ignored: 2 });
      });
    });
  });

  describe('a synchronous source', () => {
    it('passes through whole', () => {
      const breaker = createBreaker();
      const log: unknown[] = [];
      of(1, 2, 3)
        .pipe(circuitBreaker(breaker))
        .subscribe({ next: (value) => log.push(value), complete: () => log.push('complete') });
      expect(log).toEqual([1, 2, 3, 'complete']);
      expect(outcomes(breaker.metrics)).toEqual({ successes: 1 });
    });

    it('that throws on subscription is a failure', () => {
      const fault = new Error('no socket');
      for (const source of [
        new Observable(() => {
          throw fault;
        }),
        defer(() => {
          throw fault;
        }),
      ]) {
        const breaker = createHalfOpen();
        const errors: unknown[] = [];
        source.pipe(circuitBreaker(breaker)).subscribe({ error: (error: unknown) => errors.push(error) });
        expect(errors).toEqual([fault]);
        expect(outcomes(breaker.metrics)).toEqual({ failures: 2 });
      }
    });
  });

  describe('subscribed several times', () => {
    it('makes each subscription a call of its own', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = createBreaker();
        const source = cold('-a-|');
        const call = source.pipe(circuitBreaker(breaker));
        expectObservable(call).toBe('-a-|');
        expectObservable(call).toBe('-a-|');
        expectObservable(call, '^-!').toBe('-a');
        expectSubscriptions(source.subscriptions).toBe(['^--!', '^--!', '^-!']);
        flush();
        expect(outcomes(breaker.metrics)).toEqual({ successes: 3 });
      });
    });

    it('takes no permit before the subscription', () => {
      const breaker = createBreaker();
      of(1).pipe(circuitBreaker(breaker));
      expect(breaker.metrics.calls).toBe(0);
    });

    it('shares the state of one breaker between two users, and none between two breakers', () => {
      const [shared, own] = [createBreaker(), createBreaker()];
      throwError(() => new Error('boom'))
        .pipe(circuitBreaker(shared))
        .subscribe({ error: () => undefined });
      const log: unknown[] = [];
      for (const breaker of [shared, own]) {
        of('value')
          .pipe(circuitBreaker(breaker))
          .subscribe({ next: (value) => log.push(value), error: (error: unknown) => log.push(nameOf(error)) });
      }
      expect(log).toEqual(['CircuitOpenError', 'value']);
    });

    it('inside next of the same call, finds a closed circuit behind a probe’s first value', () => {
      const breaker = createHalfOpen();
      const log: string[] = [];
      const call = concat(of('value'), NEVER).pipe(circuitBreaker(breaker));
      call.subscribe((value) => {
        log.push(`outer ${value} ${breaker.state$.value.status}`);
        if (log.length === 1) call.subscribe((again) => log.push(`inner ${again}`));
      });
      expect(log).toEqual(['outer value closed', 'inner value']);
    });

    it('inside error of the same call, is refused by the circuit that the error has opened', () => {
      const breaker = createBreaker();
      const log: string[] = [];
      const call = throwError(() => new Error('boom')).pipe(circuitBreaker(breaker));
      call.subscribe({
        error: (error: unknown) => {
          log.push(nameOf(error));
          call.subscribe({ error: (again: unknown) => log.push(nameOf(again)) });
        },
      });
      expect(log).toEqual(['Error', 'CircuitOpenError']);
      expect(outcomes(breaker.metrics)).toEqual({ failures: 1, refused: 1 });
    });

    it('inside complete of a probe, finds the circuit closed', () => {
      const breaker = createHalfOpen();
      const log: string[] = [];
      EMPTY.pipe(circuitBreaker(breaker)).subscribe({ complete: () => log.push(breaker.state$.value.status) });
      expect(log).toEqual(['closed']);
    });
  });

  describe('a half-open probe', () => {
    it('of an endless stream closes the circuit at its first value', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = createHalfOpen({ openDuration: 1 });
        const states: string[] = [];
        breaker.state$.subscribe(({ status }) => states.push(status));
        const source = cold('---a---b---');
        const expected = '  ----a---b---';
        const subscription = '-^----------';
        expectObservable(timer(1).pipe(switchMap(() => source.pipe(circuitBreaker(breaker))))).toBe(expected);
        expectSubscriptions(source.subscriptions).toBe(subscription);
        flush();
        expect(states).toEqual(['open', 'half-open', 'closed']);
        expect(outcomes(breaker.metrics)).toEqual({ failures: 1, successes: 1 });
      });
    });

    it('that fails after its first value changes nothing any more', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const breaker = createHalfOpen();
        expectObservable(cold('-a-#').pipe(circuitBreaker(breaker))).toBe('-a-#');
        flush();
        expect(breaker.state$.value.status).toBe('closed');
        expect(outcomes(breaker.metrics)).toEqual({ failures: 1, successes: 1 });
      });
    });

    it('goes on past its probeTimeout, which has reopened the circuit', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
        const breaker = createHalfOpen({ probeTimeout: 3 });
        breaker.update({ openDuration: 100 });
        const source = cold(' -----a|');
        const subscription = '^-----!';
        expectObservable(source.pipe(circuitBreaker(breaker))).toBe('-----a|');
        expectSubscriptions(source.subscriptions).toBe(subscription);
        flush();
        expect(breaker.state$.value).toEqual({
          status: 'open',
          openedAt: 3,
          retryAt: 103,
          openings: 2,
          error: new RequestTimeoutError('first', 3),
        });
      });
    });
  });

  it('around another isn’t opened by the refusals of the inner one', () => {
    const [outer, inner] = [createBreaker(), createBreaker()];
    inner.isolate();
    const errors: unknown[] = [];
    for (let count = 0; count < 10; count++) {
      of(1)
        .pipe(circuitBreaker(inner), circuitBreaker(outer))
        .subscribe({ error: (error: unknown) => errors.push(error) });
    }
    expect(errors.length).toBe(10);
    expect([outer.state$.value.status, outcomes(outer.metrics)]).toEqual(['closed', { ignored: 10 }]);
  });

  it('can be left from inside a state that its own value causes', () => {
    const breaker = createHalfOpen();
    const values: number[] = [];
    const calls = new Subscription();
    breaker.state$.subscribe(({ status }) => {
      if (status === 'closed') calls.unsubscribe();
    });
    const source = new Observable<number>((subscriber) => {
      Promise.resolve().then(
        () => subscriber.next(1),
        () => undefined,
      );
    });
    calls.add(source.pipe(circuitBreaker(breaker)).subscribe((value) => values.push(value)));
    return Promise.resolve().then(() => {
      expect([values, calls.closed, outcomes(breaker.metrics)]).toEqual([[], true, { failures: 1, successes: 1 }]);
    });
  });

  it('leaves no teardown on its subscriber’s way after the end', async () => {
    const log: string[] = [];
    const breaker = createBreaker();
    await lastValueFrom(
      of(1).pipe(
        finalize(() => log.push('source')),
        circuitBreaker(breaker),
        finalize(() => log.push('result')),
      ),
    );
    expect(log.sort()).toEqual(['result', 'source']);
    expect(outcomes(breaker.metrics)).toEqual({ successes: 1 });
  });

  it('keeps the type of the values', () => {
    const typed: Observable<{ id: number }> = of({ id: 1 }).pipe(circuitBreaker(createBreaker()));
    expect(typed).toBeInstanceOf(Observable);
  });
});
