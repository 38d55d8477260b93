import { defer, map, NEVER, throwError, timer, type Observable } from 'rxjs';
import { circuitBreaker, CircuitBreaker, waitForClosed, type CircuitBreakerOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** A thousand callers who wait for a circuit that is open for 100 ms; tells when each has reached the source. */
function waitInLine(options: CircuitBreakerOptions, answer: (at: number) => Observable<unknown>) {
  const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, ...options });
  breaker.tryAcquire()?.failure();
  const reached: number[] = [];
  let answers = 0;
  const source = defer(() => answer(reached.push(breaker.metrics.transitions)));
  for (let caller = 0; caller < 1000; caller++) {
    source.pipe(circuitBreaker(breaker), waitForClosed(breaker)).subscribe({ next: () => answers++, error: () => undefined });
  }
  return { breaker, reached, answers: () => answers };
}

describe('4: after closing, those who wait aren’t released all at once', () => {
  it('but one as the probe, one when it has closed, and twice as many with every round of answers', () => {
    inVirtualTime(({ flush }) => {
      const { breaker, reached, answers } = waitInLine({}, () => timer(10).pipe(map(() => 'value')));
      const perRound: number[] = [];
      for (let round = 0; round < 12; round++) timer(105 + round * 10).subscribe(() => perRound.push(reached.length));
      flush();
      expect(perRound).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1000, 1000]);
      expect(answers()).toBe(1000);
      expect(breaker.metrics.refused).toBe(0);
    });
  });

  it('and a service that fails again after three answers has been asked by few', () => {
    inVirtualTime(({ flush }) => {
      const openDurations = [100, Infinity];
      const { breaker, reached } = waitInLine({ openDuration: () => openDurations.shift()! }, (call) =>
        timer(10).pipe(
          map(() => {
            if (call > 3) throw new Error('down again');
          }),
        ),
      );
      flush();
      expect(breaker.state$.value.status).toBe('open');
      expect(reached.length).toBe(6);
    });
  });

  it('and a service that is still down is asked by one at each half-open time', () => {
    inVirtualTime(({ flush }) => {
      const { reached } = waitInLine({ openDuration: (openings) => (openings < 5 ? 100 : Infinity) }, () =>
        throwError(() => new Error('still down')),
      );
      flush();
      expect(reached.length).toBe(4);
    });
  });

  it('nor when the breaker is reset or bypassed, and nobody answers', () => {
    for (const lift of [(breaker: CircuitBreaker) => breaker.reset(), (breaker: CircuitBreaker) => void breaker.bypass()]) {
      const { breaker, reached } = waitInLine({ openDuration: Infinity }, () => NEVER);
      lift(breaker);
      expect(reached.length).toBe(1);
    }
  });
});
