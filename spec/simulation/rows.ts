import {
  AdaptiveLimit,
  CircuitBreaker,
  circuitBreaker,
  protect,
  requestTimeout,
  retryBackoff,
  RetryBudget,
  waitForClosed,
  type CircuitBreakerOptions,
  type ProtectOptions,
  type ResiliencePolicy,
  type RetryBackoffOptions,
  type RetryBudgetOptions,
} from 'breakwater';
import type { Fleet, Surroundings } from './fleet.js';

export interface Row {
  readonly name: string;
  readonly fleet: Fleet;
  /** A server that is full says with a 429 to come back after so many seconds. Default: it answers a bare 503. */
  readonly comeBackAfter?: number;
}

type MakeOptions = (surroundings: Surroundings) => ProtectOptions;

/** In every row an attempt is given up after a second, and a call after ten. */
const PATIENCE = { attemptTimeout: 1_000, totalTimeout: 10_000 };
/** For a client with a call every two seconds: the default reserve of ten a second would never run out. */
const SMALL_RESERVE = { minPerSecond: 0.05 };

const retry: RetryBackoffOptions = {};
const everyHalfSecond: RetryBackoffOptions = { initialInterval: 500, multiplier: 1, jitter: 'none' };
const breaker: CircuitBreakerOptions = { openDuration: 5_000 };
const breakerByRate: CircuitBreakerOptions = { ...breaker, failureRate: 0.5, window: { calls: 20 } };
const sharedBreaker: CircuitBreakerOptions = { ...breaker, failureRate: 0.5, window: { duration: 5_000 }, minimumCalls: 50 };
const rampUp = { duration: 10_000, steps: 5 };
const hedge = { delay: 200 };
const limiter = { capacity: 10, refillPerSecond: 10 };

/** A row that begins with `+` adds to `retryBackoff`. */
export const rows: readonly Row[] = [
  { name: 'no retries', fleet: each(() => ({})) },
  { name: '3 retries, one every 500 ms', fleet: each(() => ({ retry: everyHalfSecond })) },
  { name: '`retryBackoff` without jitter', fleet: each(() => ({ retry: { jitter: 'none' } })) },
  { name: '`retryBackoff`', fleet: each(() => ({ retry })) },
  { name: '+ `RetryBudget`, as it comes', fleet: each((s) => ({ retry: budgeted(s) })) },
  { name: '+ `RetryBudget`, small reserve', fleet: each((s) => ({ retry: budgeted(s, SMALL_RESERVE) })) },
  { name: '+ breaker: 5 failures in a row', fleet: each(() => ({ retry, breaker })) },
  { name: '+ breaker: half of 20 calls', fleet: each(() => ({ retry, breaker: breakerByRate })) },
  { name: '+ breaker, `openJitter`', fleet: each(() => ({ retry, breaker: { ...breaker, openJitter: 0.5 } })) },
  { name: '+ breaker, `openJitter`, `rampUp`', fleet: each(() => ({ retry, breaker: { ...breaker, openJitter: 0.5, rampUp } })) },
  { name: '+ breaker, `waitForClosed`', fleet: waitingClients() },
  { name: '+ breaker, `waitForClosed` for 500 ms', fleet: waitingClients(500) },
  { name: '+ server that tells', comeBackAfter: 5, fleet: each(() => ({ retry })) },
  { name: '+ server that tells, limiter', comeBackAfter: 5, fleet: each(() => ({ retry, limiter })) },
  { name: '`hedge`, no retries', fleet: each(() => ({ hedge })) },
  { name: '`hedge` + `RetryBudget`, small reserve', fleet: each((s) => ({ hedge: budgeted(s, SMALL_RESERVE, hedge) })) },
  { name: 'all of it', comeBackAfter: 5, fleet: each((s) => ({ ...extraAttempts(s, SMALL_RESERVE), ...limits() })) },
  { name: 'gateway: + `RetryBudget`, as it comes', fleet: gateway((s) => ({ retry: budgeted(s) })) },
  { name: 'gateway: + breaker', fleet: gateway(() => ({ retry, breaker: sharedBreaker })) },
  { name: 'gateway: + token bucket, 600 a second', fleet: gateway(() => ({ retry, limiter: { capacity: 60, refillPerSecond: 600 } })) },
  { name: 'gateway: + `Bulkhead` of 64', fleet: gateway(() => ({ retry, bulkhead: { maxConcurrent: 64 } })) },
  { name: 'gateway: + `AdaptiveLimit`', fleet: gateway((s) => ({ retry, bulkhead: new AdaptiveLimit(s) })) },
  { name: 'gateway: + `AdaptiveLimit`, `maxWait` 1 s', fleet: gateway((s) => ({ retry, bulkhead: impatientLimit(s) })) },
  { name: 'gateway: all of it', fleet: gateway((s) => ({ ...extraAttempts(s), breaker: sharedBreaker, bulkhead: impatientLimit(s) })) },
];

/** Policies that each client has for itself. */
function each(make: MakeOptions): Fleet {
  return (surroundings) => () => policyOf(make, surroundings);
}

/** One policy through which all clients call. */
function gateway(make: MakeOptions): Fleet {
  return (surroundings) => {
    const shared = policyOf(make, surroundings);
    return () => shared;
  };
}

function policyOf(make: MakeOptions, surroundings: Surroundings): ResiliencePolicy {
  return protect({ ...PATIENCE, ...make(surroundings), ...surroundings });
}

/** Attempts that wait for the circuit to close, where others are refused. */
function waitingClients(max?: number): Fleet {
  return (surroundings) => () => {
    const { scheduler } = surroundings;
    const guard = new CircuitBreaker({ ...breaker, ...surroundings });
    return (source) =>
      source.pipe(
        requestTimeout({ total: PATIENCE.attemptTimeout, scheduler }),
        circuitBreaker(guard),
        waitForClosed(guard, { max, scheduler }),
        retryBackoff({ ...retry, ...surroundings }),
        requestTimeout({ total: PATIENCE.totalTimeout, scheduler }),
      );
  };
}

function budgeted<O extends object>(
  surroundings: Surroundings,
  reserve: RetryBudgetOptions = {},
  options?: O,
): O & { budget: RetryBudget } {
  return { ...(options as O), budget: new RetryBudget({ ...reserve, ...surroundings }) };
}

/** Retries and hedges that share a budget. */
function extraAttempts(surroundings: Surroundings, reserve?: RetryBudgetOptions): ProtectOptions {
  const { budget } = budgeted(surroundings, reserve);
  return { retry: { ...retry, budget }, hedge: { ...hedge, budget } };
}

function limits(): ProtectOptions {
  return { bulkhead: { maxConcurrent: 4 }, limiter, breaker: { ...breaker, openJitter: 0.5 } };
}

function impatientLimit(surroundings: Surroundings): AdaptiveLimit {
  return new AdaptiveLimit({ maxWait: 1_000, ...surroundings });
}
