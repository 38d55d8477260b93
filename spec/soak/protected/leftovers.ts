import type { AdaptiveLimit, Bulkhead, CircuitBreaker, RetryBudget, SlidingWindow, TokenBucket } from '../../../src/index.js';
import { CAPACITY, KEPT_KEYS, type Guards } from './guards.js';

/** What a guard shows of calls that are all over and long past, and what it would not give out that it gave out when it was new. */
export function leftoversOf({ breakers, limiters, bulkheads, registries, budget }: Guards): string[] {
  const kept = registries.flatMap((registry) => [...registry.entries$.value.values()]);
  const busy = [...breakers, ...limiters, ...bulkheads, ...kept].filter(({ idle }) => !idle);
  return [
    ...busy.map((guard) => `a ${guard.constructor.name} isn't idle`),
    ...registries.flatMap((registry) => leftInRegistry(registry)),
    ...breakers.flatMap((breaker) => leftInBreaker(breaker)),
    ...limiters.flatMap((limiter) => leftInLimiter(limiter)),
    ...bulkheads.flatMap((bulkhead) => leftInBulkhead(bulkhead)),
    ...leftInBudget(budget),
  ];
}

/** One that has grown shrinks when it is asked. */
function leftInRegistry(registry: Guards['registries'][number]): string[] {
  for (const key of registry.entries$.value.keys()) registry.get(key);
  return registry.size <= KEPT_KEYS ? [] : [`a registry keeps ${registry.size} keys`];
}

function leftInBreaker({ metrics }: CircuitBreaker): string[] {
  return metrics.inFlight === 0 ? [] : [`a breaker counts ${metrics.inFlight} calls in flight`];
}

function leftInLimiter(limiter: TokenBucket | SlidingWindow): string[] {
  const { available, queued } = limiter.state$.value;
  const taken = takeAll(() => limiter.tryTake() || undefined).length;
  const [name, isWhole] = [limiter.name, available === CAPACITY && queued === 0 && taken === CAPACITY];
  return isWhole ? [] : [`the ${name} shows ${available} and gives ${taken} of ${CAPACITY}, ${queued} wait`];
}

function leftInBulkhead(bulkhead: Bulkhead | AdaptiveLimit): string[] {
  const { active, queued, limit } = bulkhead.state$.value;
  const places = takeAll(() => bulkhead.tryAcquire());
  for (const place of places) place.release();
  const isWhole = active === 0 && queued === 0 && places.length === limit;
  return isWhole ? [] : [`the ${bulkhead.name} shows ${active} active, ${queued} waiting, and gives ${places.length} places of ${limit}`];
}

function leftInBudget({ state$, idle }: RetryBudget): string[] {
  const { calls, retries } = state$.value;
  return idle ? [] : [`the budget remembers ${calls} calls and ${retries} retries`];
}

/** All that is given out: it ends at the first refusal, or where far too much is given. */
function takeAll<T>(take: () => T | undefined): T[] {
  const taken: T[] = [];
  for (let one = take(); one !== undefined && taken.length < 10_000; one = take()) taken.push(one);
  return taken;
}
