import pRetry from 'p-retry';
import pThrottle from 'p-throttle';
import { fromPromise, type Peer, type Work } from './peer.js';

const limited = (work: Work): Work => pThrottle({ limit: 1e9, interval: 1000 })(work);
const retried =
  (work: Work): Work =>
  () =>
    pRetry(work, { retries: 3, minTimeout: 100, randomize: true });

/** Two packages that are used together; they bring no breaker and no timeout. */
export const pRetryAndThrottle: Peer = {
  name: 'p-retry + p-throttle',
  retry: (work) => fromPromise(retried(work)),
  limiter: (work) => fromPromise(limited(work)),
  composed: (work) => fromPromise(retried(limited(work))),
};
