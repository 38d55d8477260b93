import '@angular/compiler';
import {
  HttpContext,
  HttpErrorResponse,
  HttpHeaders,
  HttpResponse,
  type HttpClient,
  type HttpEvent,
  type HttpRequest,
} from '@angular/common/http';
import { concat, defer, EMPTY, ignoreElements, NEVER, of, throwError, type Observable } from 'rxjs';
import { withIdempotencyKey, withPolicy, type BreakwaterOptions } from '../../src/angular/index.js';
import {
  CircuitBreaker,
  CircuitOpenError,
  errorKind,
  isFailure,
  isRetryable,
  protect,
  Registry,
  RequestTimeoutError,
  retryBackoff,
  TokenBucket,
  type HttpRequest as PolicyRequest,
  type ResiliencePolicy,
} from '../../src/index.js';
import { guardedClient, PAGE } from '../support/angular.js';
import { inVirtualTime } from '../support/virtual-time.js';

const soon = { initialInterval: 10, jitter: 'none', maxRetries: 2 } as const;

function failed(status: number, headers: Record<string, string> = {}, error: unknown = null): HttpErrorResponse {
  return new HttpErrorResponse({ status, headers: new HttpHeaders(headers), error });
}

/** A client whose backend answers in turn; the last answer is repeated. An error is one, anything else a body. */
function answering(options: BreakwaterOptions, ...answers: readonly unknown[]): { client: HttpClient; sent: HttpRequest<unknown>[] } {
  const sent: HttpRequest<unknown>[] = [];
  const client = guardedClient(options, (request) =>
    defer(() => {
      const answer = answers[Math.min(sent.length, answers.length - 1)];
      sent.push(request);
      return answer instanceof HttpErrorResponse ? throwError(() => answer) : of<HttpEvent<unknown>>(new HttpResponse({ body: answer }));
    }),
  );
  return { client, sent };
}

function errorOf(call: Observable<unknown>): unknown {
  let found: unknown;
  call.subscribe({ error: (error: unknown) => (found = error) });
  return found;
}

/** Keeps what a policy is told of its requests. */
function watch(seen: PolicyRequest[]): ResiliencePolicy {
  return (source, request) => {
    seen.push(request!);
    return source;
  };
}

describe('breakwaterInterceptor', () => {
  describe('finds the policy of a request', () => {
    const other: PolicyRequest[] = [];
    const matched: PolicyRequest[] = [];
    const table: readonly [
      url: NonNullable<BreakwaterOptions['routes']>[string]['url'],
      request: string,
      isMatch: boolean,
      because: string,
    ][] = [
      ['/api/orders', '/api/orders', true, 'it is the same'],
      ['/api/orders', '/api/orders/7', true, 'it goes on with a part'],
      ['/api/orders', '/api/orders?page=2', true, 'it goes on with parameters'],
      ['/api/orders/', '/api/orders/7', true, 'a last slash is no part of its own'],
      ['/api/orders', '/api/orders-archive', false, 'a part is whole'],
      ['/api/orders', '/api', false, 'it is shorter'],
      ['/api/orders', 'https://app.example.com/api/orders', true, 'the page is there'],
      ['/api/orders', 'https://api.example.com/api/orders', false, 'the page is elsewhere'],
      ['items', 'items/7', true, 'both are relative to the page'],
      ['items', `${PAGE}items/7`, true, 'that is where the page is'],
      ['https://api.example.com', 'https://api.example.com/orders', true, 'it is the origin'],
      ['https://api.example.com', 'https://api.example.com.evil.example/', false, 'an origin is whole'],
      ['https://api.example.com', 'http://api.example.com/orders', false, 'it is another protocol'],
      [/\/orders\/\d+$/g, '/api/orders/7', true, 'the pattern is in it'],
      [/\/orders\/\d+$/g, '/api/orders', false, 'the pattern is not in it'],
      [/^https:\/\/app\./, '/api', true, 'a pattern sees the absolute URL'],
      [({ method }) => method === 'GET', '/api', true, 'the function says so'],
      [({ method }) => method === 'POST', '/api', false, 'the function says no'],
    ];
    for (const [url, request, isMatch, because] of table) {
      it(`${String(url)} is ${isMatch ? '' : 'not '}that of ${request}: ${because}`, () => {
        const routes = { orders: { url, policy: watch(matched) } };
        const { client } = answering({ policy: watch(other), routes }, 'answer');
        for (let round = 1; round <= 2; round++) {
          [other.length, matched.length] = [0, 0];
          client.get(request).subscribe();
          expect([matched.length, other.length]).toEqual(isMatch ? [1, 0] : [0, 1]);
        }
      });
    }

    it('takes the first route that matches', () => {
      const [first, second]: [PolicyRequest[], PolicyRequest[]] = [[], []];
      const routes = { item: { url: '/api/items', policy: watch(first) }, api: { url: '/api', policy: watch(second) } };
      const { client } = answering({ routes }, 'answer');
      client.get('/api/items/7').subscribe();
      client.get('/api/orders').subscribe();
      expect([...first, ...second].map(({ url }) => new URL(url).pathname)).toEqual(['/api/items/7', '/api/orders']);
    });

    it('leaves requests alone that no policy is for', () => {
      const { client, sent } = answering({ policy: protect({ retry: soon }), routes: { log: { url: '/log', policy: null } } }, failed(503));
      expect(errorOf(client.get('/log'))).toBeInstanceOf(HttpErrorResponse);
      expect(errorOf(client.get('/orders', { context: withPolicy(null) }))).toBeInstanceOf(HttpErrorResponse);
      expect(sent.length).toBe(2);
    });

    it('takes that of the request before that of its route', () => {
      const own: PolicyRequest[] = [];
      const { client } = answering({ policy: watch(other), routes: { api: { url: '/', policy: watch(matched) } } }, 'answer');
      [other.length, matched.length] = [0, 0];
      client.get('/orders', { context: withPolicy(watch(own)) }).subscribe();
      expect([own.length, matched.length, other.length]).toEqual([1, 0, 0]);
    });
  });

  describe('tells the policy of the request', () => {
    it('its method, absolute URL with parameters, headers and body', () => {
      const seen: PolicyRequest[] = [];
      const { client } = answering({ policy: watch(seen) }, 'answer');
      client.post('items', { a: 1 }, { params: { page: 2 }, headers: { 'X-Trace': ['a', 'b'] } }).subscribe();
      client.get('/orders').subscribe();
      const [post, get] = seen as [PolicyRequest, PolicyRequest];
      expect([post.method, post.url, post.attempt]).toEqual(['POST', `${PAGE}items?page=2`, 1]);
      expect([post.headers.get('x-trace'), post.body, post.isBodyRepeatable]).toEqual(['a, b', '{"a":1}', true]);
      expect([get.method, get.body, get.isBodyRepeatable]).toEqual(['GET', undefined, true]);
      expect(post.id).not.toBe(get.id);
    });

    it('neither prints its headers nor lets a policy change what Angular sends', () => {
      const seen: PolicyRequest[] = [];
      const { client } = answering({ policy: watch(seen) }, 'answer');
      client.get('/orders?token=secret', { headers: { Authorization: 'secret' } }).subscribe();
      const [request] = seen as [PolicyRequest];
      expect(JSON.stringify({ request, ...request })).not.toContain('secret');
      expect(request.clone({ attempt: 3 }).attempt).toBe(3);
      expect(() => request.clone({ method: 'POST' })).toThrowError(TypeError, /method/);
    });

    it('so that a registry finds the breaker of its origin', () => {
      const breakers = new Registry((name) => new CircuitBreaker({ name, failureThreshold: 1 }));
      const { client } = answering({ policy: protect({ breaker: breakers }) }, failed(500));
      for (const url of ['/a', 'b', 'https://api.example.com/c']) errorOf(client.get(url));
      expect([...breakers.entries$.value.keys()]).toEqual(['https://app.example.com', 'https://api.example.com']);
      expect(breakers.get('https://app.example.com').metrics).toEqual(jasmine.objectContaining({ failures: 1, refused: 1 }));
    });
  });

  describe('repeats', () => {
    const table: readonly [send: (client: HttpClient) => Observable<unknown>, attempts: number, because: string][] = [
      [(client) => client.get('/a'), 3, 'a GET may be repeated'],
      [(client) => client.put('/a', {}), 3, 'a PUT may be'],
      [(client) => client.delete('/a'), 3, 'a DELETE may be'],
      [(client) => client.put('/a', new ReadableStream()), 1, 'a stream is sent once'],
      [(client) => client.post('/a', {}), 1, 'a POST may not'],
      [(client) => client.patch('/a', {}), 1, 'a PATCH may not'],
      [(client) => client.post('/a', {}, { headers: { 'Idempotency-Key': 'k' } }), 3, 'it has a key'],
      [(client) => client.post('/a', {}, { context: withIdempotencyKey() }), 3, 'a key was made for it'],
      [(client) => client.post('/a', {}, { context: withIdempotencyKey('k') }), 3, 'it was given a key'],
    ];
    const policies: Record<string, ResiliencePolicy> = {
      protect: protect({ retry: { ...soon, initialInterval: 0 } }),
      retryBackoff: (source) => source.pipe(retryBackoff({ ...soon, initialInterval: 0 })),
    };
    for (const [name, policy] of Object.entries(policies)) {
      for (const [send, attempts, because] of table) {
        it(`a request ${attempts - 1} times with ${name}: ${because}`, () => {
          const { client, sent } = answering({ policy }, failed(503));
          const error = errorOf(send(client));
          expect(error).toBeInstanceOf(HttpErrorResponse);
          expect(sent.length).toBe(attempts);
        });
      }
    }

    it('with the same key on all attempts, and another for another subscription', () => {
      const { client, sent } = answering({ policy: protect({ retry: { ...soon, initialInterval: 0, maxRetries: 1 } }) }, failed(503));
      const order$ = client.post('/a', {}, { context: withIdempotencyKey() });
      errorOf(order$);
      errorOf(order$);
      const keys = sent.map(({ headers }) => headers.get('Idempotency-Key')!);
      expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
      expect([keys[1], keys[3]]).toEqual([keys[0]!, keys[2]!]);
      expect(keys[2]).not.toBe(keys[0]);
    });

    it('sends a key also where no policy is, and keeps one that is there', () => {
      const { client, sent } = answering({}, 'answer');
      client.post('/a', {}, { context: withIdempotencyKey('mine') }).subscribe();
      client.post('/a', {}, { context: withIdempotencyKey('mine'), headers: { 'idempotency-key': 'first' } }).subscribe();
      expect(sent.map(({ headers }) => headers.get('Idempotency-Key'))).toEqual(['mine', 'first']);
    });
  });

  describe('leaves an HttpErrorResponse', () => {
    it('the same object, which knows its request and attempt', () => {
      const error = failed(503);
      const { client } = answering({ policy: protect({ retry: { ...soon, initialInterval: 0 } }) }, error);
      expect(errorOf(client.get('/a'))).toBe(error);
      expect((error as { request?: PolicyRequest }).request).toEqual(jasmine.objectContaining({ method: 'GET', attempt: 3 }));
      expect(Object.keys(error)).not.toContain('request');
    });

    it('without the key that was made for one subscription: another would send another', () => {
      const policy = protect({ retry: { ...soon, initialInterval: 0 } });
      const made = answering({ policy }, failed(503));
      expect(isRetryable(errorOf(made.client.post('/a', {}, { context: withIdempotencyKey() })))).toBeFalse();
      const given = answering({ policy }, failed(503));
      expect(isRetryable(errorOf(given.client.post('/a', {}, { context: withIdempotencyKey('k') })))).toBeTrue();
    });

    it('as it is where it is frozen', () => {
      const error = Object.freeze(failed(503, { 'Retry-After': '1' }));
      const { client } = answering({ policy: protect({ breaker: {} }) }, error);
      expect(errorOf(client.get('/a'))).toBe(error);
    });

    it('that the whole library understands', () => {
      const parse = failed(200, {}, { error: new SyntaxError('Unexpected token'), text: '<html>' });
      const timeout = failed(0, {}, new DOMException('Request timed out', 'TimeoutError'));
      const abort = failed(0, {}, new DOMException('aborted', 'AbortError'));
      const table = [failed(503), failed(429), failed(404), failed(0), parse, timeout, abort];
      expect(table.map(errorKind)).toEqual(['server', 'rate-limited', 'not-found', 'network', 'parse', 'timeout', 'aborted']);
      expect(table.map(isRetryable)).toEqual([true, true, false, true, false, true, false]);
      expect(table.map(isFailure)).toEqual([true, true, false, true, false, true, false]);
    });
  });

  it('tells an error of the policy which request it belongs to', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const breaker = new CircuitBreaker();
      const hold = breaker.isolate();
      const client = guardedClient({ policy: protect({ breaker, attemptTimeout: 5 }) }, () => NEVER);
      const refused = errorOf(client.get('/a')) as CircuitOpenError;
      expect(refused).toBeInstanceOf(CircuitOpenError);
      expect(refused.request?.url).toBe('https://app.example.com/a');
      hold.unsubscribe();
      let late: unknown;
      expectObservable(
        concat(
          defer(() => client.get('/a')),
          EMPTY,
        ).pipe(ignoreElements()),
      ).toBe('-----#', undefined, new RequestTimeoutError('attempt', 5));
      client.post('/b', {}).subscribe({ error: (error: unknown) => (late = error) });
      flush();
      expect((late as RequestTimeoutError).request?.method).toBe('POST');
      expect(isRetryable(late)).toBeFalse();
    });
  });

  describe('heeds a server that says when to come back', () => {
    const dates = { 'Retry-After': new Date(2_000).toUTCString() };
    for (const [name, headers, wait] of [
      ['seconds', { 'Retry-After': '2' }, 2_000],
      ['milliseconds', { 'Retry-After-Ms': '1500' }, 1_500],
      ['a date', dates, 2_000],
      ['the reset of a used up limit', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '3' }, 3_000],
    ] as const) {
      it(`by waiting before a retry: ${name}`, () => {
        inVirtualTime(({ expectObservable }) => {
          const { client } = answering({ policy: protect({ retry: { ...soon, initialInterval: 1 } }) }, failed(503, headers), 'answer');
          expectObservable(client.get('/a')).toBe(`${wait + 0}ms (a|)`, { a: 'answer' });
        });
      });
    }

    it('by pausing the limiter for everyone', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const limiter = new TokenBucket({ capacity: 10, refillPerSecond: 1000 });
        const { client } = answering({ policy: protect({ limiter }) }, failed(429, { 'Retry-After': '2' }), 'answer');
        errorOf(client.get('/a'));
        expectObservable(client.get('/b')).toBe('2s (a|)', { a: 'answer' });
        flush();
      });
    });

    it('by slowing the limiter down as a good answer asks', () => {
      inVirtualTime(() => {
        const limiter = new TokenBucket({ capacity: 10, refillPerSecond: 1000 });
        const headers = new HttpHeaders({ 'RateLimit-Limit': '10', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '5' });
        const client = guardedClient({ policy: protect({ limiter }) }, () => of(new HttpResponse({ body: 1, headers })));
        client.get('/a').subscribe();
        expect(limiter.state$.value.server).toEqual(jasmine.objectContaining({ remaining: 0 }));
      });
    });
  });

  it('needs no provider: a request may bring its own policy', () => {
    const { client, sent } = answering({}, failed(503));
    const policy = protect({ retry: { ...soon, initialInterval: 0 } });
    errorOf(client.get('/a', { context: withPolicy(policy, new HttpContext()) }));
    expect(sent.length).toBe(3);
  });
});
