import { concat, defer, EMPTY, NEVER, Observable, of, throwError, timer, type Subscription } from 'rxjs';
import { circuitBreaker, CircuitBreaker, CircuitOpenError, HttpStatusError, type CircuitBreakerOptions } from '../../src/index.js';
import { manualTime, type ManualTime } from '../policies/circuit-time.js';

const OPEN_DURATION = 100;
const PROBE_TIMEOUT = 50;

/** All that can keep a call away. */
const WHOLE: CircuitBreakerOptions = {
  failureRate: 0.5,
  slowCallRate: 0.5,
  slowCallDuration: 30,
  minimumCalls: 1,
  window: { duration: 1000 },
  rampUp: { duration: 60, steps: 4 },
};

describe('3: half-open can’t get stuck', () => {
  type Probe = (time: ManualTime) => Observable<unknown>;
  const outcomes: readonly [name: string, probe: Probe, leave: boolean][] = [
    ['success', () => of('value'), false],
    ['a late success', ({ scheduler }) => timer(40, scheduler), false],
    ['completion without a value', () => EMPTY, false],
    ['failure', () => throwError(() => new Error('boom')), false],
    ['another answer of the server', () => throwError(() => new HttpStatusError({ status: 404 })), false],
    ['an ignored error', () => throwError(() => new CircuitOpenError('other')), false],
    [
      'a synchronous throw',
      () =>
        new Observable(() => {
          throw new Error('boom');
        }),
      false,
    ],
    [
      'a throw while it is built',
      () =>
        defer(() => {
          throw new Error('boom');
        }),
      false,
    ],
    ['unsubscription before a value', () => NEVER, true],
    ['unsubscription after a value', () => concat(of('value'), NEVER), true],
    ['a value and no end', () => concat(of('value'), NEVER), false],
    ['nothing, for ever', () => NEVER, false],
    ['an answer after its timeout', ({ scheduler }) => timer(PROBE_TIMEOUT + 20, scheduler), false],
  ];

  const kinds: readonly [kind: string, limits: CircuitBreakerOptions][] = [
    ['', {}],
    [' with rates, slow calls and a ramp-up', WHOLE],
  ];
  for (const [kind, limits] of kinds) {
    for (const isWatched of [true, false]) {
      for (const [name, probe, leave] of outcomes) {
        it(`after ${name}, ${isWatched ? 'watched' : 'unwatched'}${kind}`, () => {
          const time = manualTime();
          const breaker = createHalfOpen(time, limits);
          if (isWatched) breaker.state$.subscribe();
          const call = run(probe(time), breaker);
          if (leave) call.unsubscribe();
          time.advance(OPEN_DURATION + PROBE_TIMEOUT);
          expect(breaker.tryAcquire()).toBeDefined();
        });

        it(`after ${name} of each of three probes, ${isWatched ? 'watched' : 'unwatched'}${kind}`, () => {
          const time = manualTime();
          const breaker = createHalfOpen(time, { ...limits, halfOpenCalls: 3, successThreshold: 3 });
          if (isWatched) breaker.state$.subscribe();
          const calls = [1, 2, 3].map(() => run(probe(time), breaker));
          if (leave) for (const call of calls) call.unsubscribe();
          time.advance(OPEN_DURATION + PROBE_TIMEOUT);
          expect(breaker.tryAcquire()).toBeDefined();
        });
      }

      it(`after a probe whose isFailure throws, ${isWatched ? 'watched' : 'unwatched'}${kind}`, () => {
        const time = manualTime();
        const breaker = createHalfOpen(time, limits);
        if (isWatched) breaker.state$.subscribe();
        breaker.update({
          isFailure: () => {
            throw new Error('no idea');
          },
        });
        run(
          throwError(() => new Error('boom')),
          breaker,
        );
        time.advance(OPEN_DURATION + PROBE_TIMEOUT);
        expect(breaker.tryAcquire()).toBeDefined();
      });

      it(`however many probes never end, one after the other, ${isWatched ? 'watched' : 'unwatched'}${kind}`, () => {
        const time = manualTime();
        const breaker = createHalfOpen(time, limits);
        if (isWatched) breaker.state$.subscribe();
        const admitted = Array.from({ length: 20 }, () => {
          const permit = breaker.tryAcquire();
          time.advance(OPEN_DURATION + PROBE_TIMEOUT);
          return permit !== undefined;
        });
        expect(admitted).toEqual(new Array(20).fill(true));
      });
    }
  }
});

function createHalfOpen({ scheduler, advance }: ManualTime, limits = {}): CircuitBreaker {
  const breaker = new CircuitBreaker({
    failureThreshold: 1,
    openDuration: OPEN_DURATION,
    probeTimeout: PROBE_TIMEOUT,
    scheduler,
    ...limits,
  });
  breaker.tryAcquire()?.failure();
  advance(OPEN_DURATION);
  expect(breaker.state$.value.status).toBe('half-open');
  return breaker;
}

function run(probe: Observable<unknown>, breaker: CircuitBreaker): Subscription {
  return probe.pipe(circuitBreaker(breaker)).subscribe({ error: () => undefined });
}
