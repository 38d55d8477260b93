import { concat, defer, EMPTY, NEVER, Observable, of, throwError, timer } from 'rxjs';
import { circuitBreaker, CircuitBreaker, CircuitOpenError, fallbackWhileOpen, HttpStatusError, waitForClosed } from '../../src/index.js';
import { manualTime, type ManualTime } from '../policies/circuit-time.js';

type Call = (time: ManualTime) => Observable<unknown>;

const outcomes: readonly [name: string, call: Call, leave: boolean][] = [
  ['success', () => of('value'), false],
  ['a late success', ({ scheduler }) => timer(40, scheduler), false],
  ['completion without a value', () => EMPTY, false],
  ['failure', () => throwError(() => new Error('boom')), false],
  ['another answer of the server', () => throwError(() => new HttpStatusError({ status: 404 })), false],
  ['another breaker’s refusal', () => throwError(() => new CircuitOpenError('other')), false],
  [
    'a synchronous throw',
    () =>
      new Observable(() => {
        throw new Error('boom');
      }),
    false,
  ],
  ['unsubscription before a value', () => NEVER, true],
  ['unsubscription after a value', () => concat(of('value'), NEVER), true],
  ['a value and no end', () => concat(of('value'), NEVER), false],
  ['nothing, for ever', () => NEVER, false],
  ['an answer after its timeout', ({ scheduler }) => timer(70, scheduler), false],
];

function createOpen({ scheduler }: ManualTime): CircuitBreaker {
  const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 1, openDuration: 100, probeTimeout: 50, scheduler });
  breaker.tryAcquire()?.failure();
  return breaker;
}

describe('3: the queue in front of a circuit can’t get stuck', () => {
  for (const isGuarded of [true, false]) {
    for (const [name, call, leave] of outcomes) {
      it(`after ${name} of each of the first five released, ${isGuarded ? 'guarded' : 'unguarded'}`, () => {
        const time = manualTime();
        const breaker = createOpen(time);
        const guard = isGuarded ? circuitBreaker<unknown>(breaker) : (source: Observable<unknown>) => source;
        const wait = waitForClosed<unknown>(breaker, { scheduler: time.scheduler });
        const enter = (source: Observable<unknown>) => source.pipe(guard, wait).subscribe({ error: () => undefined });
        let started = 0;
        const first = Array.from({ length: 5 }, () => enter(defer(() => (started++, call(time)))));
        let last = 0;
        enter(defer(() => of(last++)));
        for (let round = 0; round < 5; round++) {
          time.advance(100);
          if (leave) first[round]!.unsubscribe();
          time.advance(isGuarded ? 50 : 10_000);
        }
        time.advance(100);
        expect([started, last]).toEqual([5, 1]);
      });
    }
  }

  for (const [name, call, leave] of outcomes) {
    it(`nor can a stream that shows something else while it is open, after ${name} of another stream’s probe`, () => {
      const time = manualTime();
      const breaker = createOpen(time);
      let probes = 0;
      const probe = defer(() => (probes++ === 0 ? call(time) : of('value')))
        .pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, NEVER))
        .subscribe({ error: () => undefined });
      const seen: unknown[] = [];
      of('live')
        .pipe(circuitBreaker(breaker), fallbackWhileOpen(breaker, of('cached')))
        .subscribe((value) => seen.push(value));
      time.advance(100);
      if (leave) probe.unsubscribe();
      time.advance(100 + 50 + 100);
      expect(seen).toEqual(['cached', 'live']);
    });
  }
});
