import { Subject, type Observable } from 'rxjs';
import {
  CircuitBreaker,
  createHttpClient,
  errorKind,
  isFailure,
  protect,
  TokenBucket,
  type HttpClient,
  type HttpInterceptor,
  type RetryEvent,
} from 'breakwater';
import type { Plan } from './plan.js';

/** The client of the demo, and what it shares between all its requests. */
export interface DemoClient {
  readonly http: HttpClient;
  readonly breaker: CircuitBreaker;
  readonly bucket: TokenBucket;
  /** Every failed attempt that is going to be repeated. */
  readonly retries$: Observable<RetryEvent>;
  /** How many attempts have been numbered so far. */
  readonly ticketsIssued: () => number;
}

/** One client, one breaker, one bucket: whoever talks to this server shares them. */
export function createDemoClient(baseUrl: string, { openDuration, capacity, refillPerSecond, maxQueue }: Plan): DemoClient {
  const breaker = new CircuitBreaker({
    name: 'orders',
    failureThreshold: 5,
    openDuration,
    successThreshold: 2,
    // A server that says "later" is alive: that is the limiter's business, not the breaker's.
    isFailure: (error) => isFailure(error) && errorKind(error) !== 'rate-limited',
  });
  const bucket = new TokenBucket({ name: 'orders', capacity, refillPerSecond, maxQueue });
  const retries$ = new Subject<RetryEvent>();
  const policy = protect({
    totalTimeout: 5_000,
    retry: { maxRetries: 3, initialInterval: 50, maxInterval: 1_000, onRetry: (retry) => retries$.next(retry) },
    limiter: bucket,
    breaker,
    attemptTimeout: 1_000,
  });

  let tickets = 0;
  const numberAttempts: HttpInterceptor = (request, next) => next(request.clone({ setHeaders: { 'X-Ticket': String(++tickets) } }));
  const http = createHttpClient({ baseUrl, policy, interceptors: [numberAttempts] });
  return { http, breaker, bucket, retries$, ticketsIssued: () => tickets };
}
