import { defer, of, throwError } from 'rxjs';
import {
  Bulkhead,
  bulkhead,
  CircuitBreaker,
  circuitBreaker,
  protect,
  retryBackoff,
  RetryBudget,
  throttleTokenBucket,
  TokenBucket,
  type RetryBackoffOptions,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const boom = new Error('boom');
const RESERVE = 50;
const budgetOf20Percent = (): RetryBudget => new RetryBudget({ ratio: 0.2, minPerSecond: 5, ttl: 10_000 });
const retry: RetryBackoffOptions = { initialInterval: 1, maxRetries: 10 };

function failingCalls() {
  let attempts = 0;
  const source = defer(() => throwError(() => ++attempts && boom));
  return { source, attempts: () => attempts };
}

describe('21: with a budget of 20 %', () => {
  it('1000 failing calls lead to at most 200 retries plus the reserve', () => {
    inVirtualTime(({ flush }) => {
      const { source, attempts } = failingCalls();
      const guarded = source.pipe(retryBackoff({ ...retry, budget: budgetOf20Percent() }));
      for (let call = 0; call < 1000; call++) guarded.subscribe({ error: () => undefined });
      flush();
      expect(attempts()).toBe(1000 + 200 + RESERVE);
    });
  });

  it('1000 failing calls through protect do as well', () => {
    inVirtualTime(({ flush }) => {
      const { source, attempts } = failingCalls();
      const guarded = source.pipe(protect({ retry: { ...retry, budget: budgetOf20Percent() } }));
      for (let call = 0; call < 1000; call++) guarded.subscribe({ error: () => undefined });
      flush();
      expect(attempts()).toBe(1000 + 200 + RESERVE);
    });
  });

  for (const [name, inner] of [
    ['have none', undefined],
    ['share it', 'shared'],
    ['have a larger one', 'larger'],
  ] as const) {
    it(`nested retries that ${name} can't exceed the outer budget`, () => {
      inVirtualTime(({ flush }) => {
        const { source, attempts } = failingCalls();
        const outer = budgetOf20Percent();
        const budgets = { shared: outer, larger: new RetryBudget({ minPerSecond: 1000 }) };
        const budget = inner && budgets[inner];
        const guarded = source.pipe(retryBackoff({ ...retry, budget }), retryBackoff({ ...retry, budget: outer }));
        for (let call = 0; call < 1000; call++) guarded.subscribe({ error: () => undefined });
        flush();
        expect(attempts()).toBe(1000 + 200 + RESERVE);
      });
    });
  }

  const refusals = {
    'a breaker': () => {
      const breaker = new CircuitBreaker();
      breaker.isolate();
      return circuitBreaker<unknown>(breaker);
    },
    'a limiter': () => {
      const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 1, initialTokens: 0, maxWait: 0 });
      return throttleTokenBucket<unknown>(bucket);
    },
    'a bulkhead': () => {
      const seats = new Bulkhead({ maxConcurrent: 1, maxQueue: 0 });
      seats.tryAcquire();
      return bulkhead<unknown>(seats);
    },
  };
  for (const [name, createGuard] of Object.entries(refusals)) {
    it(`a refusal by ${name} isn't retried, and takes nothing from the budget`, () => {
      inVirtualTime(({ flush }) => {
        const budget = budgetOf20Percent();
        let errors = 0;
        of('never')
          .pipe(createGuard(), retryBackoff({ ...retry, budget }))
          .subscribe({ error: () => errors++ });
        flush();
        expect([errors, budget.state$.value.retries]).toEqual([1, 0]);
      });
    });
  }
});
