// Compiled only: what the types of hedge, RetryBudget, Registry.states$ and AdaptiveLimit promise and what they refuse.
import { asyncScheduler, of, type MonoTypeOperatorFunction, type Observable } from 'rxjs';
import {
  AdaptiveLimit,
  Bulkhead,
  bulkhead,
  CircuitBreaker,
  hedge,
  protect,
  Registry,
  RetryBudget,
  SlidingWindow,
  TokenBucket,
  type AdaptiveLimitState,
  type BulkheadState,
  type CircuitBreakerState,
  type HedgeOptions,
  type LimiterState,
  type RetryBudgetOptions,
  type RetryBudgetState,
  type StateObservable,
} from '../../src/index.js';

// hedge keeps the type of the values, without being told.
export const numbers: Observable<number> = of(1).pipe(hedge({ delay: 5 }));
export const quick: MonoTypeOperatorFunction<'a'> = hedge<'a'>({ delay: { percentile: 95 } });
export const all: Required<HedgeOptions> = {
  delay: { percentile: 0.95, min: undefined, max: 5 },
  maxHedges: 2,
  budget: new RetryBudget(),
  scheduler: asyncScheduler,
};
export const absent: HedgeOptions = { delay: 5, maxHedges: undefined, budget: undefined, scheduler: undefined };
// @ts-expect-error the type of the values does not change
export const texts: Observable<string> = of(1).pipe(hedge({ delay: 5 }));
// @ts-expect-error after how long has to be said
hedge({});
// @ts-expect-error a percentile of what is measured has to be said
hedge({ delay: { min: 5 } });
// @ts-expect-error a budget is an object that is shared
hedge({ delay: 5, budget: { ratio: 0.2 } });

// A budget's state is read-only.
export const budget = new RetryBudget({ ratio: undefined, minPerSecond: undefined, ttl: undefined, scheduler: undefined });
export const everything: Required<RetryBudgetOptions> = { ratio: 0.1, minPerSecond: 1, ttl: 1_000, scheduler: asyncScheduler };
export const told: StateObservable<RetryBudgetState> = budget.state$;
export const taken: boolean = budget.tryWithdraw();
budget.update({ ratio: 0.5 });
// @ts-expect-error it keeps its clock
budget.update({ scheduler: asyncScheduler });
// @ts-expect-error a state stays what it was
budget.state$.value.available = 1;
// @ts-expect-error only the budget tells its state
void budget.state$.next;

// A registry's states are those of its policies.
const breakers = new Registry((name) => new CircuitBreaker({ name }), { maxSize: 5, maxAge: 60_000, scheduler: asyncScheduler });
export const states: StateObservable<ReadonlyMap<string, CircuitBreakerState>> = breakers.states$;
export const buckets: Observable<ReadonlyMap<string, LimiterState>> = new Registry(
  () => new TokenBucket({ capacity: 1, refillPerSecond: 1 }),
).states$;
export const limiters: Observable<ReadonlyMap<string, LimiterState>> = new Registry((key): TokenBucket | SlidingWindow =>
  key === 'a' ? new TokenBucket({ capacity: 1, refillPerSecond: 1 }) : new SlidingWindow({ limit: 1, window: 1 }),
).states$;
export const seats: ReadonlyMap<string, BulkheadState> = new Registry(() => new Bulkhead({ maxConcurrent: 1 })).states$.value;
export const limits: ReadonlyMap<string, AdaptiveLimitState> = new Registry(() => new AdaptiveLimit()).states$.value;
export const none: ReadonlyMap<string, never> = new Registry(() => ({ idle: true })).states$.value;
// @ts-expect-error a breaker has no queue
void breakers.states$.value.get('a')?.queued;
// @ts-expect-error what it holds tells when it is idle
new Registry(() => ({ state$: of(1) }));
// @ts-expect-error a snapshot is read-only
void breakers.states$.value.clear;

// An adaptive limit stands where a bulkhead does.
const limit = new AdaptiveLimit({ algorithm: 'aimd', initial: 5, min: undefined, max: 10, maxQueue: 1, maxWait: 5 });
export const limited: Observable<number> = of(1).pipe(bulkhead(limit), protect({ bulkhead: limit, hedge: { delay: 5 } }));
export const measured: number | undefined = limit.state$.value.baseline;
// @ts-expect-error no such algorithm
new AdaptiveLimit({ algorithm: 'vegas' });
