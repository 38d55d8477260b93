import { concatMap, delay, of } from 'rxjs';
import {
  AdaptiveLimit,
  CircuitBreaker,
  createHttpClient,
  HttpStatusError,
  protect,
  Registry,
  RetryBudget,
  SlidingWindow,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const answer = { a: '{"ok":true}', s: { status: 503, headers: { 'retry-after-ms': '30' } } };

describe('a policy with everything on', () => {
  it('hedges what is slow, waits as the server says, repeats no writes, and gives everything back', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const budget = new RetryBudget({ ratio: 1, minPerSecond: 0 });
      const bulkheads = new Registry((name) => new AdaptiveLimit({ name }));
      const limiters = new Registry((name) => new SlidingWindow({ name, limit: 10, window: 1_000 }));
      const breakers = new Registry((name) => new CircuitBreaker({ name, failureRate: 0.5, slowCallRate: 0.9, slowCallDuration: 50 }));
      const policy = protect({
        totalTimeout: 500,
        retry: { jitter: 'none', initialInterval: 5, budget },
        hedge: { delay: 8, budget },
        bulkhead: bulkheads,
        limiter: limiters,
        breaker: breakers,
        attemptTimeout: 100,
      });
      const transport = createMarbleTransport()
        .answer('GET /slow', { marbles: '40ms h(a|)', values: answer }, { marbles: '-h(a|)', values: answer })
        .answer('GET /busy', { marbles: '-(s|)', values: answer }, { marbles: '-h(a|)', values: answer })
        .answer('POST /busy', { marbles: '-(s|)', values: answer });
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy });
      const ok = { k: { ok: true } };

      expectObservable(
        of(0).pipe(
          delay(0),
          concatMap(() => http.get('/slow')),
        ),
      ).toBe('10ms (k|)', ok);
      expectObservable(
        of(0).pipe(
          delay(100),
          concatMap(() => http.get('/busy')),
        ),
      ).toBe('133ms (k|)', ok);
      let failure: unknown;
      of(0)
        .pipe(
          delay(200),
          concatMap(() => http.post('/busy', {})),
        )
        .subscribe({ error: (error: unknown) => (failure = error) });
      flush();

      const sent = transport.requests.map(
        ({ request, sentAt, outcome }) => `${sentAt} ${request.method} ${request.url.slice(23)} ${outcome}`,
      );
      expect(sent).toEqual([
        '0 GET /slow aborted',
        '8 GET /slow complete',
        '100 GET /busy complete',
        '131 GET /busy complete',
        '200 POST /busy complete',
      ]);
      expect(failure).toBeInstanceOf(HttpStatusError);
      expect(budget.state$.value).toEqual({ calls: 3, retries: 2, available: 1 });
      const origin = 'https://api.example.com';
      expect(breakers.states$.value.get(origin)?.status).toBe('closed');
      expect(breakers.get(origin).metrics).toEqual(
        jasmine.objectContaining({ calls: 5, failures: 2, successes: 2, ignored: 1, inFlight: 0 }),
      );
      expect(bulkheads.states$.value.get(origin)).toEqual(jasmine.objectContaining({ active: 0, queued: 0, limit: 20 }));
      expect(limiters.get(origin).metrics.granted).toBe(5);
    });
  });
});
