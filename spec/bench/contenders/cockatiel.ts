import {
  BrokenCircuitError,
  bulkhead,
  circuitBreaker,
  ConsecutiveBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
  timeout,
  TimeoutStrategy,
  wrap,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { fromPromise, type Call, type Peer, type Work } from './peer.js';

const unlessOpen = handleWhen((error) => !(error instanceof BrokenCircuitError));
const retryPolicy = () => retry(unlessOpen, { maxAttempts: 3, backoff: new ExponentialBackoff() });
const breakerPolicy = () => circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) });
const timeoutPolicy = () => timeout(10_000, TimeoutStrategy.Aggressive);
/** It has no rate limiter: its bulkhead stands in. */
const limiterPolicy = () => bulkhead(1000, 1000);

export const composedPolicy = () => wrap(retryPolicy(), limiterPolicy(), breakerPolicy(), timeoutPolicy());

function through(policy: { execute(work: Work): Promise<number> }, work: Work): Call {
  return fromPromise(() => policy.execute(work));
}

async function openBreaker(): Promise<CircuitBreakerPolicy> {
  const breaker = breakerPolicy();
  const fail = () => breaker.execute(() => Promise.reject(new Error('down')));
  for (let failure = 0; failure < 5; failure++) await fail().catch(() => undefined);
  return breaker;
}

export const cockatiel: Peer = {
  name: 'cockatiel',
  retry: (work) => through(retryPolicy(), work),
  breaker: (work) => through(breakerPolicy(), work),
  limiter: (work) => through(limiterPolicy(), work),
  timeout: (work) => through(timeoutPolicy(), work),
  composed: (work) => through(composedPolicy(), work),
  refused: async (work) => through(await openBreaker(), work),
  composedRefused: async (work) => through(wrap(retryPolicy(), limiterPolicy(), await openBreaker(), timeoutPolicy()), work),
};
