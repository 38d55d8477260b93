/** A bound on a figure: what is measured against what, as a ratio unless a unit is named. */
export interface Target {
  readonly what: string;
  readonly against?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
  readonly unit?: string;
}

/** All that the project holds itself to. The suites refer to these by name, and the summary shows each of them. */
export const TARGETS = {
  composedByHand: { what: '`protect`: retry, breaker, token bucket, attempt timeout', against: 'hand-written promises', atMost: 1 },
  composedCockatiel: { what: '`protect`, the same', against: 'cockatiel', atMost: 1 / 10 },
  composedEffect: { what: '`protect`, the same', against: 'Effect', atMost: 1 / 10 },
  retry: { what: '`retryBackoff` alone', against: 'rxjs `retry`', atMost: 0.8 },
  breaker: { what: '`circuitBreaker` alone: what it adds', against: 'what rxjs `retry` adds', atMost: 0.75 },
  limiter: { what: '`throttleTokenBucket` alone: what it adds', against: 'what rxjs `retry` adds', atMost: 0.75 },
  timeoutRxjs: { what: '`requestTimeout` alone', against: 'rxjs `timeout`', atMost: 1 / 3 },
  timeoutCockatiel: { what: '`requestTimeout` alone', against: 'cockatiel’s timeout', atMost: 1 / 10 },
  heap: { what: 'heap per composed call', atMost: 1.7, unit: 'kB' },
  refused: { what: 'a refused call, breaker alone', against: 'cockatiel’s', atMost: 1 / 3 },
  refusedComposed: { what: 'a refused call, whole `protect`', against: 'cockatiel’s composition', atMost: 1 / 3 },
  queueTime: { what: '100,000 waiters on a token bucket: time to queue', against: 'parking a bare subscriber', atMost: 1.5 },
  queueBytes: { what: '100,000 waiters: bytes each', against: 'parking a bare subscriber', atMost: 1.5 },
  queueDrain: { what: '100,000 waiters: time to drain', against: 'the ideal time', atMost: 1.1 },
  queueStall: { what: '100,000 waiters: longest stall while draining', atMost: 50, unit: 'ms' },
  queueLeave: { what: 'leaving the queue at 100,000 waiters', against: 'at 1,000', atMost: 1.5 },
  waiterGrowth: { what: 'bytes a waiter at 100,000', against: 'at 1,000', atMost: 1.25 },
  registryGet: { what: 'a registry of 100,000 keys: `get`', against: '`Map.get`', atMost: 3 },
  registryBytes: { what: 'a key with a breaker and a bucket, used', atMost: 1000, unit: 'bytes' },
  keyGrowth: { what: 'bytes a key at 100,000', against: 'at 1,000', atMost: 1.25 },
  fetchCpu: { what: 'client with everything on over fetch, 50 in flight: CPU', against: 'fetch with a signal', atMost: 1.1 },
  fetchThroughput: { what: 'the same: requests a second', against: 'fetch with a signal', atLeast: 1 },
  undici1: { what: 'client with everything on over undici, 1 in flight: requests a second', against: '`undici.request`', atLeast: 1 },
  undici50: { what: 'the same, 50 in flight', against: '`undici.request`', atLeast: 1 },
  dispatch1: { what: 'client without policies over undici, 1 in flight', against: '`Agent.dispatch`', atLeast: 0.85 },
  dispatch50: { what: 'the same, 50 in flight', against: '`Agent.dispatch`', atLeast: 0.85 },
  bytes: { what: 'bytes of an answer', against: 'the best loop by hand', atLeast: 0.95 },
  ndjson: { what: 'NDJSON', against: 'the best loop by hand', atLeast: 0.95 },
  events: { what: 'server-sent events', against: 'the best loop with `eventsource-parser`', atLeast: 1 },
  iterate: { what: '`iterate`, per value', against: 'an async generator', atMost: 1 },
  bundleClient: { what: 'bundle: client, fetch transport, `protect`’s four operators', atMost: 6, unit: 'kB' },
  bundleOperators: { what: 'bundle: the four operators', atMost: 3, unit: 'kB' },
  bundleOne: { what: 'bundle: the largest single operator', atMost: 1.5, unit: 'kB' },
  importTime: { what: 'import time over that of rxjs', atMost: 5, unit: 'ms' },
  breakerGrowth: { what: 'time per call with 1,000 breakers', against: 'with 1', atMost: 1.25 },
  flightGrowth: { what: 'time per call with 50 in flight', against: 'with 1', atMost: 1.25 },
} as const satisfies Record<string, Target>;

export type TargetId = keyof typeof TARGETS;
