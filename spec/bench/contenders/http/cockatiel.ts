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
} from 'cockatiel';
import { Agent, request } from 'undici';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

/** The wrapped function gets a signal, which aborts at the timeout. */
function createPolicy() {
  const unlessOpen = handleWhen((error) => !(error instanceof BrokenCircuitError));
  return wrap(
    retry(unlessOpen, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
    bulkhead(1000, 1000),
    circuitBreaker(handleAll, { halfOpenAfter: 30_000, breaker: new ConsecutiveBreaker(5) }),
    timeout(10_000, TimeoutStrategy.Aggressive),
  );
}

export const cockatielOverFetch: HttpPeer = {
  name: 'cockatiel over fetch',
  connect(url) {
    const policy = createPolicy();
    return {
      get: fromPromise(() => policy.execute(async ({ signal }) => (await (await fetch(url, { signal })).arrayBuffer()).byteLength)),
    };
  },
};

export const cockatielOverUndici: HttpPeer = {
  name: 'cockatiel over undici.request',
  connect(url, connections) {
    const policy = createPolicy();
    const dispatcher = new Agent({ connections });
    const read = async (signal: AbortSignal): Promise<number> =>
      (await (await request(url, { dispatcher, signal })).body.arrayBuffer()).byteLength;
    return { get: fromPromise(() => policy.execute(({ signal }) => read(signal))), close: () => dispatcher.destroy() };
  },
};
