import CircuitBreaker from 'opossum';
import { fromPromise, type Call, type Peer, type Work } from './peer.js';

/** Its breaker counts by rate over a window of ten seconds, and has a timeout and a limit of concurrency of its own; it retries nothing. */
function guard(work: Work, options: CircuitBreaker.Options): Call {
  const breaker = new CircuitBreaker(work, { errorThresholdPercentage: 50, resetTimeout: 30_000, volumeThreshold: 10, ...options });
  return fromPromise(() => breaker.fire());
}

function openGuard(work: Work, options: CircuitBreaker.Options): Call {
  const breaker = new CircuitBreaker(work, { resetTimeout: 1e9, ...options });
  breaker.open();
  return fromPromise(() => breaker.fire());
}

export const opossum: Peer = {
  name: 'opossum',
  breaker: (work) => guard(work, { timeout: false }),
  timeout: (work) => guard(work, { timeout: 10_000 }),
  composed: (work) => guard(work, { timeout: 10_000, capacity: 1000 }),
  refused: (work) => openGuard(work, { timeout: false }),
  composedRefused: (work) => openGuard(work, { timeout: 10_000, capacity: 1000 }),
};
