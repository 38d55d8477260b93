import { concat, map, NEVER, of, shareReplay, timer, type Observable } from 'rxjs';
import { CircuitBreaker, createHttpClient, protect, TokenBucket, type CircuitBreakerState, type HttpClientEvent } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('the whole client in virtual time', () => {
  it('drives header stream, transport, chunks, limiter, breaker, timeout and retry together', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(
        'GET /orders',
        { marbles: '--h|', values: { h: 503 } },
        { marbles: '--h-#' },
        { marbles: '-----------h|' },
        { marbles: '--h-a-b|', values: { a: '[1,', b: '2]' } },
      );
      const breaker = new CircuitBreaker({ failureThreshold: 3, openDuration: 20 });
      const bucket = new TokenBucket({ capacity: 2, refillPerSecond: 100 });
      const policy = protect({
        totalTimeout: 200,
        retry: { initialInterval: 4, multiplier: 2, jitter: 'none', maxRetries: 6, shouldRetry: () => true },
        limiter: bucket,
        breaker,
        attemptTimeout: 8,
      });
      const tokens$ = concat(of('Bearer one'), timer(5).pipe(map(() => 'Bearer two')), NEVER).pipe(
        shareReplay({ bufferSize: 1, refCount: false }),
      );
      const headers = (): Observable<HeadersInit> => tokens$.pipe(map((token) => ({ Authorization: token })));
      const states: CircuitBreakerState[] = [];
      const events: string[] = [];
      breaker.state$.subscribe((state) => states.push(state));
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy, headers });
      http.events$.subscribe((event: HttpClientEvent) => events.push(`${event.at} ${event.type}`));

      // 0 sent, 2 head 503 + end 3; +4 = 7 sent, 9 head, 11 cut; +8 = 19 sent, 27 attempt timeout: opens until 47
      // +16 = 43 refused; +32 = 75 probe sent, 77 head, 82 end
      expectObservable(http.get('/orders')).toBe('82ms (v|)', { v: [1, 2] });
      flush();

      expect(states.map(({ status }) => status)).toEqual(['closed', 'open', 'half-open', 'closed']);
      expect(transport.requests.map(({ sentAt, outcome }) => [sentAt, outcome])).toEqual([
        [0, 'complete'],
        [7, 'failed'],
        [19, 'aborted'],
        [75, 'complete'],
      ]);
      expect(events).toEqual([
        '0 started',
        '0 attempt',
        '2 response',
        '3 attempt-failed',
        '7 attempt',
        '9 response',
        '11 attempt-failed',
        '19 attempt',
        '75 attempt',
        '77 response',
        '82 finished',
      ]);
      expect(transport.requests.map(({ request }) => request.headers.get('authorization'))).toEqual([
        'Bearer one',
        'Bearer two',
        'Bearer two',
        'Bearer two',
      ]);
    });
  });
});
