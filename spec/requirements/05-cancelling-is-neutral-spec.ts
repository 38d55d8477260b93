import {
  catchError,
  concat,
  defer,
  EMPTY,
  finalize,
  first,
  firstValueFrom,
  NEVER,
  of,
  Subject,
  switchMap,
  take,
  takeUntil,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import {
  AdaptiveLimit,
  bulkhead,
  circuitBreaker,
  CircuitBreaker,
  Bulkhead,
  createHttpClient,
  HttpStatusError,
  protect,
  requestTimeout,
  waitForClosed,
  type CircuitBreakerOptions,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** One that every kind of outcome would open. */
const rates: CircuitBreakerOptions = {
  failureRate: 0.01,
  slowCallRate: 0.01,
  slowCallDuration: 60_000,
  minimumCalls: 1,
  rampUp: { duration: 1, steps: 1 },
};

function create(status: 'closed' | 'half-open', options: CircuitBreakerOptions = {}): CircuitBreaker {
  const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 0, ...options });
  if (status === 'half-open') breaker.tryAcquire()?.failure();
  expect(breaker.state$.value.status).toBe(status);
  return breaker;
}

/** What a spec may compare before and after. */
function snapshot(breaker: CircuitBreaker) {
  const { successes, failures, inFlight, transitions, slow, failureRate, slowRate } = breaker.metrics;
  return {
    successes,
    failures,
    inFlight,
    transitions,
    slow,
    failureRate,
    slowRate,
    state: breaker.state$.value,
    canAcquire: breaker.canAcquire(),
  };
}

describe('5: cancelling changes no failure or success count and no status, and gives the permit back in the same frame', () => {
  const cancels: readonly [name: string, cancel: (call: Observable<unknown>) => () => void][] = [
    [
      'unsubscribe',
      (call) => {
        const subscription = call.subscribe();
        return () => subscription.unsubscribe();
      },
    ],
    [
      'takeUntil',
      (call) => {
        const stop = new Subject<void>();
        call.pipe(takeUntil(stop)).subscribe();
        return () => stop.next();
      },
    ],
    [
      'switchMap',
      (call) => {
        const turns = new Subject<Observable<unknown>>();
        turns.pipe(switchMap((turn) => turn)).subscribe();
        turns.next(call);
        return () => turns.next(NEVER);
      },
    ],
    [
      'an aborted signal',
      (call) => {
        const controller = new AbortController();
        const http = createHttpClient({ baseUrl: 'https://example.com', timeout: Infinity, transport: () => NEVER });
        http.get('/', { signal: controller.signal, policy: () => call as Observable<never> }).subscribe({ error: () => undefined });
        return () => controller.abort();
      },
    ],
  ];

  for (const status of ['closed', 'half-open'] as const) {
    for (const [name, cancel] of cancels) {
      it(`by ${name} while ${status}`, () => {
        for (const options of [{}, rates]) {
          const breaker = create(status, options);
          const before = snapshot(breaker);
          const leave = cancel(NEVER.pipe(circuitBreaker(breaker)));
          expect(breaker.metrics.inFlight).toBe(1);
          leave();
          expect(snapshot(breaker)).toEqual(before);
          expect(breaker.metrics.ignored).toBe(1);
        }
      });
    }
  }

  for (const [name, cancel] of cancels) {
    it(`by ${name} while waiting for the circuit, and as a probe that waited`, () => {
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: Infinity });
      breaker.tryAcquire()?.failure();
      const before = snapshot(breaker);
      cancel(NEVER.pipe(circuitBreaker(breaker), waitForClosed(breaker)))();
      expect(snapshot(breaker)).toEqual(before);
      expect(breaker.metrics.ignored).toBe(0);
      const halfOpen = create('half-open');
      const between = snapshot(halfOpen);
      const leave = cancel(NEVER.pipe(circuitBreaker(halfOpen), waitForClosed(halfOpen)));
      expect(halfOpen.canAcquire()).toBeFalse();
      leave();
      expect(snapshot(halfOpen)).toEqual(between);
    });
  }

  for (const algorithm of ['gradient', 'aimd'] as const) {
    for (const [name, cancel] of cancels) {
      it(`by ${name}, ten times over, under an adaptive limit by ${algorithm}`, () => {
        const limit = new AdaptiveLimit({ algorithm, initial: 1 });
        const before = limit.state$.value;
        for (const guard of [bulkhead<never>(limit), protect({ bulkhead: limit, breaker: {} })]) {
          for (let i = 0; i < 10; i++) {
            const leave = cancel(guard(NEVER));
            expect(limit.state$.value.active).toBe(1);
            leave();
            expect(limit.state$.value).toEqual(before);
          }
        }
      });
    }
  }

  it('in the frame in which the transport is aborted', () => {
    inVirtualTime(({ scheduler, flush }) => {
      const breaker = create('half-open');
      const transport = createMarbleTransport().answer('GET /slow', { marbles: '-----h|' });
      const http = createHttpClient({ baseUrl: 'https://example.com', transport, policy: protect({ breaker }) });
      const controller = new AbortController();
      const errors: unknown[] = [];
      http.get('/slow', { signal: controller.signal }).subscribe({ error: (error: unknown) => errors.push(error) });
      const seen: unknown[] = [];
      scheduler.schedule(() => {
        seen.push(breaker.canAcquire());
        controller.abort();
        seen.push(
          breaker.canAcquire(),
          transport.requests.map(({ outcome }) => outcome),
        );
      }, 3);
      flush();
      expect(seen).toEqual([false, true, ['aborted']]);
      expect(errors).toEqual([controller.signal.reason]);
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ successes: 0, failures: 1, ignored: 1, inFlight: 0 }));
    });
  });

  it('of a slow call that runs takes it out of the rate again', () => {
    inVirtualTime(({ flush, scheduler }) => {
      const breaker = new CircuitBreaker({ slowCallRate: 0.5, slowCallDuration: 5, minimumCalls: 4 });
      const calls = [1, 2, 3].map(() => NEVER.pipe(circuitBreaker(breaker)).subscribe());
      const seen: unknown[] = [];
      scheduler.schedule(() => {
        seen.push(breaker.metrics.slowRate);
        for (const call of calls) call.unsubscribe();
        seen.push(breaker.metrics.slowRate, breaker.metrics.ignored);
        for (let call = 0; call < 10; call++) of(1).pipe(circuitBreaker(breaker)).subscribe();
        seen.push(breaker.state$.value.status, breaker.metrics.slow);
      }, 6);
      flush();
      expect(seen).toEqual([1, 0, 3, 'closed', 3]);
    });
  });

  it('though the library’s own timeout inside the breaker does count', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const breaker = create('closed');
      const source = cold('--------a|');
      const subscription = '^----!';
      expectObservable(
        source.pipe(
          requestTimeout(5),
          circuitBreaker(breaker),
          catchError(() => EMPTY),
        ),
      ).toBe('-----|');
      expectSubscriptions(source.subscriptions).toBe(subscription);
      flush();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 1, ignored: 0 }));
      expect(breaker.metrics.lastOpenedAt).toBe(5);
    });
  });

  for (const [name, options] of [
    ['attemptTimeout', { attemptTimeout: 5 }],
    ['totalTimeout', { totalTimeout: 5 }],
  ] as const) {
    it(`though the ${name} of protect does count`, () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const breaker = create('closed');
        expectObservable(
          cold('--------a|').pipe(
            protect({ breaker, ...options }),
            catchError(() => EMPTY),
          ),
        ).toBe('-----|');
        flush();
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ failures: 1, ignored: 0 }));
      });
    });
  }

  const satisfied: readonly [name: string, take: (call: Observable<string>) => unknown][] = [
    ['take(1)', (call) => call.pipe(take(1)).subscribe()],
    ['first()', (call) => call.pipe(first()).subscribe()],
    ['firstValueFrom', (call) => firstValueFrom(call)],
  ];
  for (const [name, leave] of satisfied) {
    for (const status of ['closed', 'half-open'] as const) {
      it(`though ${name} after a value is a success, while ${status}`, () => {
        const breaker = create(status);
        const failures = breaker.metrics.failures;
        leave(concat(of('value'), NEVER).pipe(circuitBreaker(breaker)));
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ successes: 1, failures, ignored: 0, inFlight: 0 }));
        expect(breaker.state$.value).toEqual({ status: 'closed' });
      });
    }
  }

  for (const [ends, winner] of [
    ['wins', of('value')],
    ['says 404', throwError(() => new HttpStatusError({ status: 404 }))],
  ] as const) {
    it(`of the loser of a hedge when the other one ${ends}: its place, its permit and its slowness go in the same frame`, () => {
      inVirtualTime(({ flush }) => {
        const breaker = new CircuitBreaker({ ...rates, slowCallDuration: 5 });
        const bulkhead = new Bulkhead({ maxConcurrent: 2 });
        const limit = new AdaptiveLimit({ initial: 2 });
        const seen: unknown[] = [];
        for (const seats of [bulkhead, limit]) {
          let attempts = 0;
          const source = defer(() => (attempts++ === 0 ? NEVER : winner));
          const policy = protect({ hedge: { delay: 4 }, bulkhead: seats, breaker });
          const tell = (): void => void seen.push(seats.state$.value.active <= 1);
          policy(source).subscribe({ next: tell, error: tell });
        }
        flush();
        expect(seen).toEqual([true, true]);
        expect([bulkhead.state$.value.active, limit.state$.value.active, limit.state$.value.limit]).toEqual([0, 0, 2]);
        expect(breaker.metrics).toEqual(jasmine.objectContaining({ successes: 2, failures: 0, ignored: 2, slow: 0, inFlight: 0 }));
        expect(breaker.state$.value).toEqual({ status: 'closed' });
      });
    });
  }

  it('after the source has been left', () => {
    inVirtualTime(({ flush }) => {
      const breaker = create('half-open');
      const log: string[] = [];
      NEVER.pipe(
        finalize(() => log.push(`left, free: ${breaker.canAcquire()}`)),
        circuitBreaker(breaker),
        takeUntil(timer(3).pipe(tap(() => log.push('cancel')))),
      ).subscribe({ complete: () => log.push('done') });
      flush();
      expect([...log, `free: ${breaker.canAcquire()}`]).toEqual(['cancel', 'done', 'left, free: false', 'free: true']);
    });
  });
});
