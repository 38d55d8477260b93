import { Effect, Layer, ManagedRuntime, Schedule } from 'effect';
import { CircuitBreaker, RateLimiter } from 'effect/persistence';
import { fromPromise, type Call, type Peer, type Work } from './peer.js';

const LIMIT = { key: 'bench', algorithm: 'token-bucket', onExceeded: 'delay', limit: 1e9, window: '1 second' } as const;

const services = Layer.mergeAll(
  RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)),
  CircuitBreaker.layer({ tripPolicy: CircuitBreaker.consecutive(5), openDuration: '30 seconds' }).pipe(
    Layer.provide(CircuitBreaker.layerStoreMemory()),
  ),
);

/** A breaker and a limiter that live as long as the process. */
async function createServices() {
  const runtime = ManagedRuntime.make(services);
  const breaker = await runtime.runPromise(Effect.service(CircuitBreaker.CircuitBreaker));
  const limit = await runtime.runPromise(RateLimiter.makeWithRateLimiter);
  return { breaker, limit };
}

function isRefusal(error: unknown): boolean {
  return error instanceof CircuitBreaker.CircuitBreakerError;
}

const worked = (work: Work) => Effect.tryPromise(work);
const backoff = Schedule.exponential('100 millis').pipe(Schedule.jittered);
const retried = <E>(call: Effect.Effect<number, E>) =>
  Effect.retry(call, { schedule: backoff, times: 3, while: (error) => !isRefusal(error) });

function run(effect: Effect.Effect<number, unknown>): Call {
  return fromPromise(() => Effect.runPromise(effect));
}

async function breakerOf(isOpen: boolean) {
  const { breaker, limit } = await createServices();
  const guarded = breaker.execute<number, unknown>({ key: 'bench' });
  if (isOpen) for (let failure = 0; failure < 5; failure++) await Effect.runPromise(Effect.fail('down').pipe(guarded, Effect.ignore));
  return { guarded, limit: limit(LIMIT) };
}

async function composed(work: Work, isOpen: boolean): Promise<Call> {
  const { guarded, limit } = await breakerOf(isOpen);
  return run(worked(work).pipe(Effect.timeout('10 seconds'), guarded, limit, retried));
}

export const effect: Peer = {
  name: 'effect',
  bare: (work) => run(worked(work)),
  retry: (work) => run(worked(work).pipe(retried)),
  breaker: async (work) => run(worked(work).pipe((await breakerOf(false)).guarded)),
  limiter: async (work) => run(worked(work).pipe((await breakerOf(false)).limit)),
  timeout: (work) => run(worked(work).pipe(Effect.timeout('10 seconds'))),
  composed: (work) => composed(work, false),
  refused: async (work) => run(worked(work).pipe((await breakerOf(true)).guarded)),
  composedRefused: (work) => composed(work, true),
};
