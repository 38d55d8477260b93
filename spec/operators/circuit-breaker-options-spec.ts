import { catchError, map, mergeMap, of, range, throwError, timer, type Observable } from 'rxjs';
import { circuitBreaker, CircuitBreaker, CircuitOpenError, HttpStatusError, type CircuitBreakerOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** What a call does: a `v`alue or an `e`rror at once, `r`efused by the server for 5 frames, `s`lowly a value after 4, `S` an error then. */
const SOURCES: Readonly<Record<string, () => Observable<string>>> = {
  v: () => of('v'),
  e: () => throwError(() => new Error('boom')),
  r: () => throwError(() => new HttpStatusError({ status: 503, retryAfter: 5 })),
  s: () => timer(4).pipe(map(() => 's')),
  S: () => timer(4).pipe(mergeMap(() => throwError(() => new Error('boom')))),
};

/** A call a frame; its value, `e` for its own error, `x` where it is refused. */
function call(calls: string, breaker: CircuitBreaker): Observable<string> {
  const letter = (error: unknown): Observable<string> => of(error instanceof CircuitOpenError ? 'x' : 'e');
  const started = range(0, calls.length).pipe(mergeMap((at) => timer(at).pipe(map(() => SOURCES[calls[at] ?? '']))));
  return started.pipe(mergeMap((source) => (source ? source().pipe(circuitBreaker(breaker), catchError(letter)) : [])));
}

const LETTER = { closed: 'c', open: 'o', 'half-open': 'h', isolated: 'i', bypassed: 'b' } as const;

describe('circuitBreaker with', () => {
  type Diagram = readonly [options: CircuitBreakerOptions, calls: string, result: string, state$: string, because: string];
  const one = { failureThreshold: 1 };
  const table: readonly Diagram[] = [
    [{ failureThreshold: 2 }, ' eevv', ' eex(x|)', 'co', 'two in a row open it'],
    [{ failureThreshold: 2 }, ' eveev', 'evee(x|)', 'c--o', 'a success begins the row again'],
    [{ ...one, openDuration: 3 }, 'evvvv', 'exxv(v|)', '(co)', 'the call at retryAt is a probe'],
    [{ ...one, openDuration: (openings) => openings * 2 }, 'e-e---v', 'e-e---(v|)', '(co)', 'the second opening is twice as long'],
    [{ failureRate: 0.5, minimumCalls: 4 }, 'evevv', 'evev(x|)', 'c--o', 'two of four'],
    [{ failureRate: 0.6, minimumCalls: 4 }, 'evevv', 'evev(v|)', 'c', 'two of four are less than 60 %'],
    [{ failureRate: 0.5, minimumCalls: 3 }, 'eeev', 'eee(x|)', 'c-o', 'the third completes the minimum'],
    [{ failureRate: 1, minimumCalls: 2, window: { calls: 2 } }, 'veev', 'vee(x|)', 'c-o', 'the window knows the last two'],
    [{ failureRate: 1, minimumCalls: 2, window: { duration: 3 } }, 'e--eev', 'e--ee(x|)', 'c---o', 'the first is out of the window'],
    [{ slowCallRate: 1, slowCallDuration: 2, minimumCalls: 2 }, 'ss----v', '----ss(x|)', 'c--o', 'the second is slow at 3, while both run'],
    [{ slowCallRate: 1, slowCallDuration: 4, minimumCalls: 2 }, 'ss---v', '----s(vs|)', 'c', 'a call of exactly that length isn’t slow'],
    [{ ...one, halfOpenCalls: 2, openDuration: 2 }, 'e-ssv--v', 'e---x-s(vs|)', '(co)', 'two probes at once'],
    [{ ...one, successThreshold: 2, openDuration: 2 }, 'e-vvv', 'e-vv(v|)', '(co)', 'the second probe closes it'],
    [{ ...one, probeTimeout: 3, openDuration: 2 }, 'e-s--v-v', 'e----xs(v|)', '(co)', 'it opens again at 5, the probe goes on'],
    [{ ...one, rampUp: { duration: 4, steps: 1 }, openDuration: 2 }, 'e-vvvvvv', 'e-vvxvv(v|)', '(co)', 'half of them until 6'],
    [{ ...one, isFailure: () => false }, 'eeev', 'eee(v|)', 'c', 'none is one'],
    [{ ...one, openDuration: 2 }, 'r-vvvv', 'e-xxx(v|)', '(co)', 'the server has asked for 5'],
    [{ ...one, openDuration: 2, retryAfter: 'ignore' }, 'r-v', 'e-(v|)', '(co)', 'nobody listens to the server'],
    [{ ...one, openDuration: 2, maxRetryAfter: 3 }, 'r-vv', 'e-x(v|)', '(co)', 'the server may ask for 3'],
    [{ ...one, openDuration: 2, openJitter: 1, random: () => 0.5 }, 'e-vv', 'e-x(v|)', '(co)', 'half of the jitter is added'],
    [
      { initialState: { status: 'open', openedAt: -5, retryAt: 2, openings: 1 } },
      'vvv',
      'xx(v|)',
      'o',
      'it is open for the rest of its time',
    ],
    [{ initialState: { status: 'half-open', since: 0, openings: 1 } }, 'svv', '-xx-(s|)', 'h', 'it waits for its probe'],
  ];

  for (const [options, calls, result, states, because] of table) {
    const shown = JSON.stringify(options, (_, value: unknown) => (typeof value === 'function' ? 'function' : value));
    it(`${shown} makes ${result.trim()} of ${calls.trim()}: ${because}`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const breaker = new CircuitBreaker(options);
        const seen: string[] = [];
        const begins = states.replace(/[-()]/g, '');
        breaker.state$.subscribe(({ status }) => seen.push(LETTER[status]));
        expectObservable(call(calls.trim(), breaker)).toBe(result.trim());
        flush();
        expect(seen.join('').startsWith(begins)).toBe(true);
        if (begins.length === 1 && begins === 'c') expect(seen).toEqual(['c']);
      });
    });
  }

  it('a name tells it in its refusals', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 10 });
      breaker.tryAcquire()?.failure();
      expectObservable(cold('-a|').pipe(circuitBreaker(breaker))).toBe('#', {}, new CircuitOpenError('orders', 10));
    });
  });

  it('a ramp-up refuses until the next step', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const initialState = { status: 'half-open', since: 0, openings: 1 } as const;
      const breaker = new CircuitBreaker({ name: 'orders', rampUp: { duration: 40, steps: 2 }, initialState });
      breaker.tryAcquire()?.success();
      const source = cold('-a|');
      const call$ = source.pipe(circuitBreaker(breaker));
      expectObservable(call$).toBe('-a|');
      expectObservable(call$).toBe('#', {}, new CircuitOpenError('orders', 20));
      expectSubscriptions(source.subscriptions).toBe('^-!');
    });
  });

  it('slow calls opens at exactly slowCallDuration behind their start', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const breaker = new CircuitBreaker({ slowCallRate: 1, slowCallDuration: 5, minimumCalls: 2, openDuration: 100 });
      const source = cold('---------a|');
      const sub = '        ^---------!';
      const expected = '   ---------a|';
      const call$ = source.pipe(circuitBreaker(breaker));
      expectObservable(call$).toBe(expected);
      expectObservable(call$).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe([sub, sub]);
      flush();
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 5, retryAt: 105, openings: 1, error: undefined });
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 2, ignored: 2, inFlight: 0 }));
    });
  });

  it('failureThreshold: 2 does what the diagram in docs/circuit-breaker.md shows', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const breaker = new CircuitBreaker({ failureThreshold: 2, openDuration: 7 });
      const calls = hot('       a--b--c-----d');
      const result = '          -e--e-x------v';
      const states = '          c---o------h-c';
      const sources: Record<string, Observable<string>> = { d: cold('-v|') };
      const outcome = (name: string): Observable<string> =>
        (sources[name] ?? cold<string>('-#')).pipe(
          circuitBreaker(breaker),
          catchError((error: unknown) => of(error instanceof CircuitOpenError ? 'x' : 'e')),
        );
      expectObservable(calls.pipe(mergeMap(outcome))).toBe(result);
      expectObservable(breaker.state$.pipe(map(({ status }) => LETTER[status]))).toBe(states);
    });
  });

  it('endless streams that answer in time finds none of them slow', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const breaker = new CircuitBreaker({ slowCallRate: 0.01, slowCallDuration: 5, minimumCalls: 1 });
      expectObservable(cold('-----a----b----').pipe(circuitBreaker(breaker))).toBe('-----a----b----');
      flush();
      expect([breaker.state$.value.status, breaker.metrics.slow]).toEqual(['closed', 0]);
    });
  });
});
