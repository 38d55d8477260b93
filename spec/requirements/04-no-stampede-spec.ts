import { defer, map, switchMap, timer, type Observable } from 'rxjs';
import { circuitBreaker, CircuitBreaker, CircuitOpenError, type CircuitBreakerOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** A thousand callers, all at the instant at which the circuit becomes half-open. */
function callAtOnce(options: CircuitBreakerOptions, isWatched: boolean, answer: () => Observable<unknown>) {
  const reached: number[] = [];
  const errors: string[] = [];
  let values = 0;
  const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, ...options });
  if (isWatched) breaker.state$.subscribe();
  breaker.tryAcquire()?.failure();
  const source = defer(() => {
    reached.push(reached.length);
    return answer();
  });
  for (let caller = 0; caller < 1000; caller++) {
    timer(100)
      .pipe(switchMap(() => source.pipe(circuitBreaker(breaker))))
      .subscribe({
        next: () => values++,
        error: (error: unknown) => errors.push(error instanceof CircuitOpenError ? error.name : 'other'),
      });
  }
  return { breaker, reached, errors, values: () => values };
}

describe('4: half-open has no stampede', () => {
  for (const isWatched of [true, false]) {
    for (const halfOpenCalls of [1, 3, 20]) {
      it(`lets ${halfOpenCalls} of 1000 callers at that instant reach the source, ${isWatched ? 'watched' : 'unwatched'}`, () => {
        inVirtualTime(({ flush }) => {
          const { reached, errors, values, breaker } = callAtOnce({ halfOpenCalls, successThreshold: halfOpenCalls }, isWatched, () =>
            timer(10).pipe(map(() => 'value')),
          );
          flush();
          expect([reached.length, errors.length, values()]).toEqual([halfOpenCalls, 1000 - halfOpenCalls, halfOpenCalls]);
          expect(new Set(errors)).toEqual(new Set(['CircuitOpenError']));
          expect(breaker.metrics.refused).toBe(1000 - halfOpenCalls);
          expect(breaker.state$.value.status).toBe('closed');
        });
      });
    }

    it(`lets one reach it when the probe fails at once, ${isWatched ? 'watched' : 'unwatched'}`, () => {
      inVirtualTime(({ flush }) => {
        const { reached, errors } = callAtOnce({}, isWatched, () => {
          throw new Error('still down');
        });
        flush();
        expect([reached.length, errors.length]).toEqual([1, 1000]);
      });
    });
  }

  const shares: readonly [steps: number, reached: number][] = [
    [1, 1 + 500],
    [3, 1 + 250],
    [9, 1 + 100],
  ];
  for (const [steps, expected] of shares) {
    it(`lets a share of those through that call after a probe has closed it at once, with a ramp-up of ${steps} steps`, () => {
      inVirtualTime(({ flush }) => {
        const rampUp = { duration: 1000, steps };
        const { reached, errors, breaker } = callAtOnce({ rampUp }, false, () => defer(() => ['value']));
        flush();
        expect([reached.length, errors.length]).toEqual([expected, 1000 - expected]);
        expect([breaker.state$.value.status, breaker.metrics.refused]).toEqual(['closed', 1000 - expected]);
      });
    });
  }

  it('lets all through that call after a probe has closed the circuit at once', () => {
    inVirtualTime(({ flush }) => {
      const { reached, errors } = callAtOnce({}, false, () => timer(0).pipe(map(() => 'value')));
      const { reached: instant } = callAtOnce({}, false, () => defer(() => ['value']));
      flush();
      expect([reached.length, errors.length, instant.length]).toEqual([1, 999, 1000]);
    });
  });
});
