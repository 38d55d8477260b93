import { Effect, Layer, ManagedRuntime, Schedule } from 'effect';
import { FetchHttpClient, HttpClient } from 'effect/http';
import { CircuitBreaker, RateLimiter } from 'effect/persistence';
import { fromPromise } from '../peer.js';
import type { HttpPeer } from './http-peer.js';

const services = Layer.mergeAll(
  FetchHttpClient.layer,
  RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)),
  CircuitBreaker.layer({ tripPolicy: CircuitBreaker.consecutive(5), openDuration: '30 seconds' }).pipe(
    Layer.provide(CircuitBreaker.layerStoreMemory()),
  ),
);

/** Its own client with limiter, retries, breaker and timeout, in the order that its documentation asks for. */
export const effectClient: HttpPeer = {
  name: 'effect over fetch, all policies',
  async connect(url) {
    const runtime = ManagedRuntime.make(services);
    const client = await runtime.runPromise(Effect.service(HttpClient.HttpClient));
    const limiter = await runtime.runPromise(Effect.service(RateLimiter.RateLimiter));
    const breaker = await runtime.runPromise(Effect.service(CircuitBreaker.CircuitBreaker));
    const guarded = client.pipe(
      HttpClient.withRateLimiter({ limiter, key: 'bench', algorithm: 'token-bucket', limit: 1e9, window: '1 second' }),
      HttpClient.retryTransient({ times: 3, schedule: Schedule.exponential('100 millis') }),
      HttpClient.withCircuitBreaker({ breaker }),
    );
    const read = guarded.get(url).pipe(
      Effect.flatMap((response) => response.arrayBuffer),
      Effect.map(({ byteLength }) => byteLength),
      Effect.timeout('10 seconds'),
    );
    return { get: fromPromise(() => Effect.runPromise(read)), close: () => runtime.dispose() };
  },
};
