import fc from 'fast-check';
import { catchError, defer, map, of, switchMap, throwError, timer, VirtualTimeScheduler, type Observable } from 'rxjs';
import { hedge, retryBackoff, RetryBudget } from '../../src/index.js';

const boom = new Error('boom');
const TTL = 100;

/** Operators around an attempt, the innermost first; those that share a budget have the same number. */
interface Layer {
  readonly kind: 'retry' | 'hedge' | 'map' | 'fallback';
  readonly budget: number;
  readonly most: number;
  readonly delay: number;
}
const layers = fc.array(
  fc.record<Layer>({
    kind: fc.constantFrom('retry', 'retry', 'hedge', 'map', 'fallback'),
    budget: fc.integer({ min: -1, max: 2 }),
    most: fc.integer({ min: 1, max: 3 }),
    delay: fc.integer({ min: 0, max: 6 }),
  }),
  { minLength: 1, maxLength: 4 },
);
const attempts = fc.array(fc.record({ after: fc.integer({ min: -1, max: 12 }), fails: fc.boolean() }), { minLength: 1, maxLength: 12 });
const arrivals = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 12 });

describe('RetryBudget under nested retries and hedges', () => {
  it('is never overdrawn, and no scope stays, over 1,000 random histories', () => {
    fc.assert(
      fc.property(layers, attempts, arrivals, fc.constantFrom(0, 0.25, 1), (stack, ends, waits, ratio) => {
        const scheduler = new VirtualTimeScheduler();
        const budgets = Array.from({ length: 3 }, () => new RetryBudget({ ratio, minPerSecond: 20, ttl: TTL, scheduler }));
        const log = budgets.map(() => [] as { at: number; calls: number; retries: number }[]);
        budgets.forEach((budget, index) => budget.state$.subscribe((state) => log[index]!.push({ at: scheduler.now(), ...state })));
        let sent = 0;
        const source = defer(() => {
          const { after, fails } = ends[sent++ % ends.length]!;
          const end = (): number => {
            if (fails) throw boom;
            return 1;
          };
          return after < 0 ? (fails ? throwError(() => boom) : of(1)) : timer(after, scheduler).pipe(map(end));
        });
        const wrap = (inner: Observable<number>, { kind, budget, most, delay }: Layer): Observable<number> => {
          const shared = { budget: budgets[budget], scheduler };
          const retry = { ...shared, initialInterval: delay, jitter: 'none', maxRetries: most, shouldRetry: () => true } as const;
          if (kind === 'retry') return inner.pipe(retryBackoff(retry));
          if (kind === 'hedge') return inner.pipe(hedge({ ...shared, delay, maxHedges: most }));
          return inner.pipe(kind === 'map' ? switchMap(() => inner) : catchError(() => inner));
        };
        const outer = budgets[0]!;
        // the outermost sees all: its reserve, and what its calls pay for
        const guarded = stack
          .reduce(wrap, source)
          .pipe(retryBackoff({ budget: outer, scheduler, initialInterval: 1, shouldRetry: () => true }));
        let time = 0;
        for (const wait of waits) scheduler.schedule(() => guarded.subscribe({ error: () => undefined }), (time += wait));
        scheduler.flush();

        for (const states of log) {
          states.forEach(({ at, calls, retries }, index) => {
            const before = states[index - 1];
            const isWithdrawal = before !== undefined && at - before.at < TTL && retries > before.retries && calls <= before.calls;
            if (isWithdrawal && retries > ratio * calls + 2 + 1e-9) throw new Error(`${retries} for ${calls} calls`);
          });
        }
        const taken = outer.state$.value;
        expect(taken.available).toBeGreaterThanOrEqual(0);
        // a subscriber of a state is nobody's call: nothing is inside of a scope any more
        const own = new RetryBudget({ scheduler });
        retryBackoff({ budget: own, scheduler })(of(1)).subscribe();
        expect(own.state$.value.calls).toBe(1);
        expect(scheduler.actions.length).toBe(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves no scope behind when an attempt throws, three deep', () => {
    const [own, outer] = [new RetryBudget(), new RetryBudget()];
    const throwing = defer(() => {
      throw boom;
    });
    const nested = throwing.pipe(
      retryBackoff({ maxRetries: 0, budget: outer }),
      retryBackoff({ maxRetries: 0 }),
      hedge({ delay: 5, budget: own }),
    );
    nested.subscribe({ error: () => undefined });
    of(1)
      .pipe(retryBackoff({ budget: own }))
      .subscribe();
    expect([own.state$.value.calls, outer.state$.value.calls]).toEqual([2, 1]);
  });

  it('pays three deep for every extra attempt, each from all that are around it', () => {
    const scheduler = new VirtualTimeScheduler();
    const budgets = [8, 4, 20].map((reserve) => new RetryBudget({ ratio: 0, minPerSecond: reserve, ttl: 1_000, scheduler }));
    let attempts = 0;
    const retry = { initialInterval: 1, jitter: 'none', maxRetries: 3, scheduler } as const;
    const nested = budgets.reduce<Observable<never>>(
      (inner, budget) => inner.pipe(retryBackoff({ ...retry, budget })),
      defer(() => (attempts++, throwError(() => boom))),
    );
    nested.subscribe({ error: () => undefined });
    scheduler.flush();
    const retries = budgets.map((budget) => budget.state$.value.retries);
    // the middle one's four are soon used up, by itself and by the innermost; the outermost has three of its own besides
    expect([attempts, retries]).toEqual([1 + 4 + 3, [3, 4, 7]]);
  });
});
