import { bytes, createHttpClient, fetchTransport, protect, type HttpClient, type HttpTransport } from 'breakwater';
import { undiciTransport } from 'breakwater/undici';
import { map } from 'rxjs';
import { Agent } from 'undici';
import { fromObservable } from '../peer.js';
import type { HttpClientUnderTest, HttpPeer } from './http-peer.js';

/** Retries, a breaker, a token bucket and a timeout for each attempt. */
function guardedClient(transport: HttpTransport): HttpClient {
  const limiter = { capacity: 1e9, refillPerSecond: 1e9 };
  return createHttpClient({ transport, policy: protect({ retry: {}, breaker: {}, limiter, attemptTimeout: 10_000 }) });
}

function getOf(http: HttpClient, url: string): HttpClientUnderTest['get'] {
  return fromObservable(http.get(url, { as: bytes() }).pipe(map(({ byteLength }) => byteLength)));
}

function overUndici(name: string, create: (transport: HttpTransport) => HttpClient): HttpPeer {
  return {
    name,
    connect(url, connections) {
      const dispatcher = new Agent({ connections });
      return { get: getOf(create(undiciTransport({ dispatcher })), url), close: () => dispatcher.destroy() };
    },
  };
}

export const breakwaterOverFetch: HttpPeer = {
  name: 'breakwater over fetch',
  connect: (url) => ({ get: getOf(createHttpClient({ transport: fetchTransport() }), url) }),
};
export const guardedOverFetch: HttpPeer = {
  name: 'breakwater over fetch, all policies',
  connect: (url) => ({ get: getOf(guardedClient(fetchTransport()), url) }),
};
export const breakwaterOverUndici = overUndici('breakwater over undici', (transport) => createHttpClient({ transport }));
export const guardedOverUndici = overUndici('breakwater over undici, all policies', guardedClient);
