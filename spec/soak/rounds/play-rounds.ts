import { getEventListeners } from 'node:events';
import { mergeMap, type Observable } from 'rxjs';
import {
  Bulkhead,
  bytes,
  CircuitBreaker,
  createHttpClient,
  protect,
  RetryBudget,
  TokenBucket,
  type HttpClient,
  type HttpTransport,
} from 'breakwater';
import { chunks, download, eventSource, lines } from 'breakwater/streaming';
import { leaveAtRandom } from './leave-at-random.js';

const CALLS = 10;

export interface Rounds {
  readonly origin: string;
  readonly transport: HttpTransport;
  /** Numbers from 0 to below 1. */
  readonly random: () => number;
}

/** Rounds of calls that are left at random instants, over one client with everything on. */
export function createRounds({ origin, transport, random }: Rounds): { play(rounds: number): Promise<void>; leftovers(): string[] } {
  const budget = new RetryBudget();
  const bulkhead = new Bulkhead({ maxConcurrent: 20, maxWait: 50 });
  const limiter = new TokenBucket({ capacity: 50, refillPerSecond: 2_000, maxWait: 50 });
  const breaker = new CircuitBreaker({ failureRate: 0.9, window: { calls: 20 }, openDuration: 5 });
  const [retry, hedge] = [
    { initialInterval: 2, maxInterval: 10, budget },
    { delay: 15, budget },
  ];
  const policy = protect({ totalTimeout: 500, retry, hedge, bulkhead, limiter, breaker, attemptTimeout: 60 });
  const http = createHttpClient({ baseUrl: origin, transport, policy, timeout: 40 });
  const { signal } = new AbortController();
  const round = async (): Promise<void> => {
    const calls = Array.from({ length: CALLS }, () => leaveAtRandom(drawCall(http, signal, random), random));
    await Promise.all(calls);
  };
  return {
    async play(rounds) {
      for (let played = 0; played < rounds; played++) await round();
    },
    leftovers() {
      const counts = {
        'listeners on the shared signal': getEventListeners(signal, 'abort').length,
        'places of the bulkhead': bulkhead.state$.value.active,
        'calls in line': bulkhead.state$.value.queued + limiter.state$.value.queued,
        'calls of the breaker': breaker.metrics.inFlight,
      };
      return Object.entries(counts).flatMap(([what, count]) => (count === 0 ? [] : `${count} ${what}`));
    },
  };
}

function drawCall(http: HttpClient, signal: AbortSignal, random: () => number): Observable<unknown> {
  const calls: (() => Observable<unknown>)[] = [
    () => http.get('json', { signal }),
    () => http.get('busy', { signal }),
    () => http.get('hang', { signal }),
    () => http.get('reset', { signal }),
    () => http.get('redirect', { signal, as: bytes() }),
    () => http.get('slow', { signal, as: lines() }),
    () => http.get('slow', { signal, as: chunks() }),
    () => http.post('echo', { large: 'x'.repeat(random() * 200_000) }, { signal, idempotencyKey: true }),
    () => http.request('GET', 'slow', { signal }).pipe(mergeMap(({ body }) => body)), // whoever has a response reads it, or leaves it
    () => download(http, 'file', { signal, retry: { initialInterval: 2 } }),
    () => eventSource(http, 'events', { signal, timeout: 40, reconnect: { initialInterval: 2 } }),
  ];
  return calls[Math.floor(random() * calls.length)]!();
}
