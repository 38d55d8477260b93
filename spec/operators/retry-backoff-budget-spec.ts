import { catchError, concat, defer, delay, of, switchMap, throwError, timer, type Observable } from 'rxjs';
import { retryBackoff, RetryBudget, type RetryBackoffOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const boom = new Error('boom');
const steady: RetryBackoffOptions = { initialInterval: 1, multiplier: 1, jitter: 'none', maxRetries: Infinity };

/** A source that always fails, and how often it was subscribed to. */
function failing(): { source: Observable<never>; attempts: () => number } {
  let attempts = 0;
  return { source: defer(() => throwError(() => ++attempts && boom)), attempts: () => attempts };
}

/** Extra attempts without any for the calls. */
const reserve = (count: number): RetryBudget => new RetryBudget({ ratio: 0, minPerSecond: count, ttl: 1000 });

describe('retryBackoff with a budget', () => {
  it('passes the last error on, the same object, once the budget is used up', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('                                   --#', undefined, boom);
      const subscriptions = ['                                ^-!', '---^-!', '------^-!'];
      const expected = '                                      --------#';
      expectObservable(source.pipe(retryBackoff({ ...steady, budget: reserve(2) }))).toBe(expected, undefined, boom);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('asks the budget last, so that nothing is withdrawn for what isn’t retried anyway', () => {
    inVirtualTime(({ flush }) => {
      const budget = reserve(5);
      const { source } = failing();
      const withhold: RetryBackoffOptions[] = [{ maxRetries: 0 }, { shouldRetry: () => false }, { maxElapsedTime: 0 }];
      for (const options of withhold) source.pipe(retryBackoff({ ...steady, ...options, budget })).subscribe({ error: () => undefined });
      flush();
      expect(budget.state$.value).toEqual({ calls: 3, retries: 0, available: 5 });
    });
  });

  it('counts each subscription as a call, and pays for retries of others with it', () => {
    inVirtualTime(({ flush }) => {
      const budget = new RetryBudget({ ratio: 0.5, minPerSecond: 0 });
      const guarded = of('ok').pipe(retryBackoff({ budget }));
      for (let call = 0; call < 9; call++) guarded.subscribe();
      const { source, attempts } = failing();
      source.pipe(retryBackoff({ ...steady, budget })).subscribe({ error: () => undefined });
      flush();
      expect(attempts()).toBe(1 + 5);
    });
  });

  it('tells onRetry of none that the budget refuses', () => {
    inVirtualTime(({ flush }) => {
      let told = 0;
      const { source } = failing();
      source.pipe(retryBackoff({ ...steady, budget: reserve(3), onRetry: () => told++ })).subscribe({ error: () => undefined });
      flush();
      expect(told).toBe(3);
    });
  });

  it('refuses what is no budget', () => {
    expect(() => retryBackoff({ budget: {} as RetryBudget })).toThrowError(RangeError, 'budget must be a RetryBudget, but was an object.');
  });

  describe('nested', () => {
    it('withdraws from the outer budget too, also where the inner operator has none', () => {
      inVirtualTime(({ flush }) => {
        const { source, attempts } = failing();
        const inner = source.pipe(retryBackoff({ ...steady, maxRetries: 2 }));
        inner.pipe(retryBackoff({ ...steady, budget: reserve(4) })).subscribe({ error: () => undefined });
        flush();
        expect(attempts()).toBe(1 + 4);
      });
    });

    it('withdraws from both, or from none', () => {
      inVirtualTime(({ flush }) => {
        const [own, outer] = [reserve(3), reserve(10)];
        const { source, attempts } = failing();
        source
          .pipe(retryBackoff({ ...steady, budget: own }))
          .pipe(retryBackoff({ ...steady, maxRetries: 1, budget: outer }))
          .subscribe({ error: () => undefined });
        flush();
        expect([attempts(), own.state$.value.retries, outer.state$.value.retries]).toEqual([1 + 3 + 1, 3, 4]);
      });
    });

    it('counts one call where both share one budget', () => {
      inVirtualTime(({ flush }) => {
        const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
        const { source } = failing();
        const nested = source.pipe(retryBackoff({ ...steady, budget }), retryBackoff({ ...steady, budget }));
        for (let call = 0; call < 10; call++) nested.subscribe({ error: () => undefined });
        flush();
        expect(budget.state$.value).toEqual({ calls: 10, retries: 10, available: 0 });
      });
    });

    it('is what happens below an operator, not behind it: what follows on its values is a call of its own', () => {
      inVirtualTime(({ flush }) => {
        const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
        const request = of('answer').pipe(retryBackoff({ budget }));
        const later = request.pipe(delay(3));
        const call = (source: Observable<unknown>): void => void source.subscribe();
        call(request.pipe(switchMap(() => request)));
        call(later.pipe(switchMap(() => request)));
        call(concat(request, request));
        call(
          throwError(() => boom).pipe(
            retryBackoff({ maxRetries: 0, budget }),
            catchError(() => request),
          ),
        );
        flush();
        expect(budget.state$.value.calls).toBe(8);
      });
    });

    it('holds for attempts that begin later, and for what follows on values inside of them', () => {
      inVirtualTime(({ flush }) => {
        const budget = reserve(4);
        const { source, attempts } = failing();
        const inner = timer(5).pipe(switchMap(() => source.pipe(retryBackoff({ ...steady, maxRetries: 1 }))));
        const steps = of(1).pipe(
          retryBackoff(),
          switchMap(() => inner),
        );
        steps.pipe(retryBackoff({ ...steady, budget })).subscribe({ error: () => undefined });
        flush();
        // A timer hides the outer budget from the inner operator: only its own attempts are withdrawn.
        expect(attempts()).toBe(2 * (1 + 4));
      });
    });
  });
});
