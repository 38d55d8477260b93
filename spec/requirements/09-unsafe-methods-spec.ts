import { throwError } from 'rxjs';
import {
  CircuitOpenError,
  createHttpClient,
  isRetryable,
  NetworkError,
  protect,
  retryBackoff,
  type RequestTimeoutError,
  type HttpClient,
  type RequestBody,
  type RequestOptions,
} from '../../src/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

type Call = (http: HttpClient) => ReturnType<HttpClient['get']>;

const url = 'https://api.example.com/x';
const retry = { maxRetries: 2, jitter: 'none' as const, initialInterval: 1 };

/** Sends one call to a server that doesn't answer, and gives what was sent. */
function sentBy(call: Call, subscriptions = 1): MarbleTransport['requests'] {
  const transport = createMarbleTransport().answer(/./, '-#');
  inVirtualTime(({ flush }) => {
    const http = createHttpClient({ transport, policy: protect({ retry }) });
    const call$ = call(http);
    for (let left = subscriptions; left > 0; left--) call$.subscribe({ error: () => undefined });
    flush();
  });
  return transport.requests;
}

function request(method: string, options: RequestOptions<never> & { body?: RequestBody } = {}): Call {
  return (http) => http.request(method, url, options);
}

describe("9: unsafe methods aren't repeated: POST and PATCH only with an idempotency key, one per subscription, the same on all attempts", () => {
  const methods: [method: string, attempts: number][] = [
    ['GET', 3],
    ['HEAD', 3],
    ['OPTIONS', 3],
    ['PUT', 3],
    ['DELETE', 3],
    ['POST', 1],
    ['PATCH', 1],
    ['REPORT', 1],
  ];
  for (const [method, attempts] of methods) {
    it(`sends ${method} ${attempts === 1 ? 'once' : `${attempts} times`} when there is no answer`, () => {
      expect(sentBy(request(method)).length).toBe(attempts);
    });
  }

  for (const method of ['POST', 'PATCH']) {
    it(`repeats ${method} with an idempotency key`, () => {
      for (const options of [{ idempotencyKey: true as const }, { idempotencyKey: 'k' }, { headers: { 'Idempotency-Key': 'k' } }]) {
        expect(sentBy(request(method, { ...options, body: {} })).length).toBe(3);
      }
    });

    it(`asks the request also where retryBackoff stands alone around ${method}`, () => {
      for (const [options, attempts] of [
        [{}, 1],
        [{ idempotencyKey: 'k' }, 3],
      ] as const) {
        expect(sentBy((http) => http.request(method, url, { ...options, policy: null }).pipe(retryBackoff(retry))).length).toBe(attempts);
      }
    });
  }

  it('makes one key for each subscription, the same on all of its attempts', () => {
    const sent = sentBy((http) => http.post(url, {}, { idempotencyKey: true }), 2);
    const keys = new Map<string, Set<string | null>>();
    for (const { request } of sent) keys.set(request.id, (keys.get(request.id) ?? new Set()).add(request.headers.get('idempotency-key')));
    expect(sent.length).toBe(6);
    expect([...keys.values()].map((ofOne) => ofOne.size)).toEqual([1, 1]);
    expect(new Set([...keys.values()].flatMap((ofOne) => [...ofOne])).size).toBe(2);
    expect([...keys.values()].every((ofOne) => !ofOne.has(null) && !ofOne.has(''))).toBeTrue();
  });

  it('repeats them without a key where shouldRetry is given: then the caller has decided', () => {
    const policy = protect({ retry: { ...retry, shouldRetry: () => true } });
    expect(sentBy((http) => http.post(url, {}, { policy })).length).toBe(3);
  });

  it('does not repeat them on a status either, though it be 503', () => {
    const transport = createMarbleTransport().answer(/./, { marbles: '-h|', values: { h: 503 } });
    inVirtualTime(({ flush }) => {
      const http = createHttpClient({ transport, policy: protect({ retry }) });
      http.post(url, {}).subscribe({ error: () => undefined });
      http.put(url, {}).subscribe({ error: () => undefined });
      flush();
    });
    expect(transport.requests.map(({ request: { method } }) => method)).toEqual(['POST', 'PUT', 'PUT', 'PUT']);
  });

  it('does not repeat a stream with a key, for it can be sent only once', () => {
    expect(sentBy((http) => http.put(url, new ReadableStream(), { idempotencyKey: true })).length).toBe(1);
  });

  it('does not repeat a POST for an error that knows no request', () => {
    const transport = createMarbleTransport().answer(/./, '-h|');
    let attempts = 0;
    inVirtualTime(({ flush }) => {
      const interceptors = [() => (attempts++, throwError(() => new NetworkError('down')))];
      const http = createHttpClient({ transport, interceptors, policy: protect({ retry }) });
      http.post(url, {}).subscribe({ error: () => undefined });
      flush();
    });
    expect(attempts).toBe(1);
  });

  it('repeats a POST from outside with a key that was given, not with one that was made for the subscription', () => {
    const sentWith = (idempotencyKey: string | true): number =>
      sentBy((http) =>
        http.post(url, {}, { idempotencyKey, policy: null }).pipe(retryBackoff({ maxRetries: 2, initialInterval: 1, jitter: 'none' })),
      ).length;
    expect(sentWith('order-7')).toBe(3);
    expect(sentWith(true)).toBe(1);
  });

  it('lets a shouldRetry that asks isRetryable know the request of a timed-out attempt', () => {
    const transport = createMarbleTransport().answer(/./, '-');
    const attempts: unknown[] = [];
    inVirtualTime(({ flush }) => {
      const shouldRetry = (error: unknown): boolean => {
        attempts.push((error as RequestTimeoutError).request?.attempt);
        return isRetryable(error) || error instanceof CircuitOpenError;
      };
      const policy = protect({ attemptTimeout: 3, retry: { ...retry, shouldRetry } });
      createHttpClient({ transport, policy })
        .post(url, {})
        .subscribe({ error: () => undefined });
      createHttpClient({ transport, policy })
        .put(url, {})
        .subscribe({ error: () => undefined });
      flush();
    });
    expect(transport.requests.map(({ request: { method } }) => method)).toEqual(['POST', 'PUT', 'PUT', 'PUT']);
    expect(attempts).toEqual([1, 1, 2]);
  });

  it('refuses an empty key when the call is made, and takes an empty header for none', () => {
    for (const idempotencyKey of ['', ' ']) {
      expect(() => createHttpClient().post(url, {}, { idempotencyKey })).toThrowError(RangeError, /idempotencyKey must be/);
    }
    expect(sentBy((http) => http.post(url, {}, { headers: { 'Idempotency-Key': '' } })).length).toBe(1);
  });

  it('refuses an acceptStatus that is no function when the call is made', () => {
    expect(() => createHttpClient().get(url, { acceptStatus: [200] as never })).toThrowError(RangeError, /acceptStatus must be a function/);
  });
});
