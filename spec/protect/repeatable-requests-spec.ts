import {
  createHttpClient,
  NetworkError,
  protect,
  type RequestBody,
  type RequestOptions,
  type RetryBackoffOptions,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('protect and requests that may not be sent again', () => {
  interface Example {
    readonly call: string;
    readonly method: string;
    readonly body?: () => RequestBody;
    readonly options?: RequestOptions<never>;
    readonly retry?: RetryBackoffOptions;
    readonly sent: number;
  }
  const stream = (): RequestBody => new ReadableStream<Uint8Array>({ start: (controller) => controller.close() });
  const idempotencyKey = true;
  const examples: Example[] = [
    ...['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'].map((method) => ({ call: `a ${method} again`, method, sent: 3 })),
    { call: 'a POST only once', method: 'POST', sent: 1 },
    { call: 'a PATCH only once', method: 'PATCH', sent: 1 },
    { call: 'a POST with an idempotency key again', method: 'POST', options: { idempotencyKey }, sent: 3 },
    { call: 'a POST again when shouldRetry says so', method: 'POST', retry: { shouldRetry: () => true }, sent: 3 },
    { call: 'a GET only once when shouldRetry says so', method: 'GET', retry: { shouldRetry: () => false }, sent: 1 },
    { call: 'a PUT of plain data again', method: 'PUT', body: () => ({ a: 1 }), sent: 3 },
    { call: 'a PUT of a one-shot stream only once', method: 'PUT', body: stream, sent: 1 },
    { call: 'a PUT of a factory of streams again', method: 'PUT', body: () => stream, sent: 3 },
    { call: 'a POST of a one-shot stream only once, even with a key', method: 'POST', body: stream, options: { idempotencyKey }, sent: 1 },
  ];
  for (const { call, method, body, options, retry, sent } of examples) {
    it(`sends ${call}`, () => {
      inVirtualTime(({ flush }) => {
        const transport = createMarbleTransport().answer(/./, '-#');
        const policy = protect({ retry: { initialInterval: 1, maxRetries: 2, ...retry }, attemptTimeout: 50 });
        const http = createHttpClient({ transport, policy });
        const errors: unknown[] = [];
        http
          .request(method, 'https://api.example.com/', { ...options, body: body?.() })
          .subscribe({ error: (error: unknown) => errors.push(error) });
        flush();
        expect(transport.requests.length).toBe(sent);
        expect(errors[0]).toBeInstanceOf(NetworkError);
      });
    });
  }

  it('does not send an unsafe request again after its own timeout, which says nothing of the method', () => {
    inVirtualTime(({ flush }) => {
      const transport = createMarbleTransport().answer(/./, '-----h|');
      const http = createHttpClient({ transport, policy: protect({ retry: {}, attemptTimeout: 2 }) });
      http.post('https://api.example.com/').subscribe({ error: () => undefined });
      flush();
      expect(transport.requests.length).toBe(1);
    });
  });
});
