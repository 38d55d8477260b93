import { defer, mergeMap, NEVER, of, timer } from 'rxjs';
import {
  Bulkhead,
  CircuitBreaker,
  createHttpClient,
  NetworkError,
  protect,
  RequestTimeoutError,
  RetryBudget,
  TokenBucket,
  type HttpClient,
  type ProtectOptions,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('protect with a hedge', () => {
  it('hedges inside the retry', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const down = new NetworkError('down');
      const source = cold('          ------#', undefined, down);
      const subscriptions = ['       ^-----!', '----^-----!', '-----------^-----!', '---------------^-----!'];
      const expected = '             ---------------------#';
      const policy = protect({ hedge: { delay: 4 }, retry: { initialInterval: 1, jitter: 'none', maxRetries: 1 } });
      expectObservable(policy(source)).toBe(expected, undefined, down);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('lets a hedge pass every limit, and gives back what the loser held', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const breaker = new CircuitBreaker();
      const bulkhead = new Bulkhead({ maxConcurrent: 5 });
      const limiter = new TokenBucket({ capacity: 5, refillPerSecond: 0.001 });
      let attempts = 0;
      const source = defer(() => (attempts++ === 0 ? NEVER : timer(2).pipe(mergeMap(() => of('a')))));
      expectObservable(protect({ hedge: { delay: 4 }, breaker, bulkhead, limiter })(source)).toBe('------(a|)');
      flush();
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, successes: 1, ignored: 1, inFlight: 0 }));
      expect([bulkhead.state$.value.active, limiter.metrics.granted]).toEqual([0, 2]);
    });
  });

  it('loses nothing by a hedge that a full bulkhead refuses', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const bulkhead = new Bulkhead({ maxConcurrent: 1, maxQueue: 0 });
      expectObservable(protect({ hedge: { delay: 4 }, bulkhead })(cold('------a|'))).toBe('------a|');
    });
  });

  it('sends no attempt of a call that is being left, where the place of another lets a newcomer move the line', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const bulkhead = new Bulkhead({ maxConcurrent: 2 });
      const limiter = new TokenBucket({ capacity: 1, initialTokens: 0, refillPerSecond: 100 });
      const policy = protect({ hedge: { delay: 4 }, bulkhead, limiter });
      const left = cold('                               -----a|');
      expectObservable(policy(left), '                   ----------!').toBe('-----------');
      const served = cold('                             --b|');
      expectObservable(policy(served), '      -----^').toBe('------------b|');
      expectSubscriptions(left.subscriptions).toBe([]);
      expectSubscriptions(served.subscriptions).toBe('  ----------^--!');
    });
  });

  it('gives every attempt a timeout of its own, and the call one for all', () => {
    inVirtualTime(({ expectObservable }) => {
      const attempts = protect({ hedge: { delay: 4 }, attemptTimeout: 6 });
      expectObservable(attempts(NEVER)).toBe('----------#', undefined, new RequestTimeoutError('attempt', 6));
      const total = protect({ hedge: { delay: 4 }, totalTimeout: 6 });
      expectObservable(total(NEVER)).toBe('------#', undefined, new RequestTimeoutError('total', 6));
    });
  });

  it('shares its budget with the retry: one call, and each extra attempt once', () => {
    inVirtualTime(({ flush }) => {
      const budget = new RetryBudget({ ratio: 0, minPerSecond: 3, ttl: 1_000 });
      let attempts = 0;
      const source = defer(() => (attempts++, NEVER));
      const retry = { budget, initialInterval: 1, maxRetries: 10 };
      protect({ hedge: { delay: 4, budget }, attemptTimeout: 6, retry })(source).subscribe({ error: () => undefined });
      flush();
      expect([attempts, budget.state$.value]).toEqual([1 + 3, { calls: 1, retries: 3, available: 0 }]);
    });
  });

  describe('in a client', () => {
    function sent(options: ProtectOptions, send: (http: HttpClient) => { subscribe(observer: object): unknown }): number {
      const transport = createMarbleTransport().answer(() => true, { marbles: '9ms h-(a|)', values: { a: '{}' } });
      inVirtualTime(({ flush }) => {
        const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy: protect(options) });
        send(http).subscribe({ error: () => undefined });
        flush();
      });
      return transport.requests.length;
    }
    const stream = (): ReadableStream<Uint8Array> => new ReadableStream();
    const cases: readonly [name: string, send: Parameters<typeof sent>[1], requests: number, because: string][] = [
      ['GET', (http) => http.get('/a'), 2, 'it reads'],
      ['HEAD', (http) => http.head('/a'), 2, 'it reads'],
      ['OPTIONS', (http) => http.options('/a'), 2, 'it reads'],
      ['PUT', (http) => http.put('/a', {}), 1, 'it writes'],
      ['DELETE', (http) => http.delete('/a'), 1, 'it writes'],
      ['POST', (http) => http.post('/a', {}), 1, 'it writes'],
      ['POST with an idempotency key', (http) => http.post('/a', {}, { idempotencyKey: true }), 1, 'the key is for one after another'],
      ['PATCH', (http) => http.patch('/a', {}), 1, 'it writes'],
      ['OPTIONS with a stream', (http) => http.request('OPTIONS', '/a', { body: stream() }), 1, 'it can be read only once'],
    ];
    for (const [name, send, requests, because] of cases) {
      it(`sends ${requests} for a slow ${name}: ${because}`, () => {
        expect(sent({ hedge: { delay: 4 } }, send)).toBe(requests);
      });
    }

    it('never hedges what writes, whatever shouldRetry says', () => {
      expect(sent({ hedge: { delay: 4 }, retry: { shouldRetry: () => true } }, (http) => http.post('/a', {}))).toBe(1);
    });

    it('aborts the loser on the wire', () => {
      const transport = createMarbleTransport().answer('GET /a', '9ms h(a|)', '-h(a|)');
      inVirtualTime(({ expectObservable, flush }) => {
        const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, policy: protect({ hedge: { delay: 4 } }) });
        expectObservable(http.get('/a', { as: ({ body }) => body.pipe(mergeMap(() => of('chunk'))) })).toBe('------(c|)', {
          c: 'chunk',
        });
        flush();
      });
      expect(transport.requests.map(({ outcome, endedAt }) => `${outcome} ${endedAt}`)).toEqual(['aborted 6', 'complete 6']);
    });
  });
});
