import { concat, defer, NEVER, throwError, timer, type Observable } from 'rxjs';
import { CircuitBreaker, protect } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const boom = new Error('boom');

/** What becomes of the probe and of its hedge. */
const attempts: Record<string, () => Observable<unknown>> = {
  'says nothing': () => NEVER,
  'answers late': () => timer(12),
  'answers and goes on': () => concat(timer(6), NEVER),
  fails: () => concat(timer(6), throwError(() => boom)), // prettier-ignore
  'throws at once': () => throwError(() => boom),
};

describe("3: half-open can't get stuck, nor admit too many, with hedged probes", () => {
  for (const halfOpenCalls of [1, 2]) {
    for (const [first, createFirst] of Object.entries(attempts)) {
      for (const [second, createSecond] of Object.entries(attempts)) {
        it(`where the first ${first} and the second ${second}, with ${halfOpenCalls} at once`, () => {
          inVirtualTime(({ flush, scheduler }) => {
            const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 50, probeTimeout: 20, halfOpenCalls });
            breaker.tryAcquire()!.failure();
            let sent = 0;
            const source = defer(() => (sent++ === 0 ? createFirst() : createSecond()));
            const guarded = protect({ breaker, hedge: { delay: 4 } })(source);
            scheduler.schedule(() => {
              const call = guarded.subscribe({ error: () => undefined });
              scheduler.schedule(() => call.unsubscribe(), 30);
            }, 50);
            let isAdmitted = false;
            scheduler.schedule(() => (isAdmitted = breaker.canAcquire()), 50 + 50 + 20 + 30);
            flush();
            expect(sent).toBeLessThanOrEqual(halfOpenCalls);
            expect(isAdmitted).toBeTrue();
            expect(breaker.metrics.inFlight).toBe(0);
          });
        });
      }
    }
  }
});
