import {
  BulkheadFullError,
  CircuitOpenError,
  errorKind,
  HttpStatusError,
  isFailure,
  isRetryable,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
} from '../../src/index.js';
import { foreignErrors, withStatus } from './foreign-errors.js';
import { requestInfo } from './requests.js';

describe('isRetryable', () => {
  const retryable = [408, 425, 429, 500, 502, 503, 504];

  it(`is true for the statuses ${retryable.join(', ')} and for no other`, () => {
    const found = Array.from({ length: 900 }, (_, index) => index + 100).filter((status) => isRetryable(new HttpStatusError({ status })));
    expect(found).toEqual(retryable);
  });

  it('judges the status of a foreign error in the same way, and 0 as no answer', () => {
    for (const create of Object.values(withStatus)) {
      const found = Array.from({ length: 600 }, (_, status) => status).filter((status) => isHttp(status) && isRetryable(create(status)));
      expect(found).toEqual([0, ...retryable]);
    }
  });

  const own: readonly [error: Error, isRetryable: boolean][] = [
    [new RequestError('bad'), false],
    [new NetworkError('no answer'), true],
    [new RequestTimeoutError('head', 5), true],
    [new RequestTimeoutError('idle', 5), true],
    [new RequestTimeoutError('first', 5), true],
    [new RequestTimeoutError('attempt', 5), true],
    [new RequestTimeoutError('total', 5), true],
    [new ResponseParseError('bad', { text: '' }), false],
    [new CircuitOpenError('orders', 5), false],
    [new RateLimitError('orders', 5), false],
    [new BulkheadFullError('orders'), false],
  ];
  for (const [error, expected] of own) {
    it(`is ${expected} for ${error.name}: ${error.message}`, () => {
      expect(isRetryable(error)).toBe(expected);
    });
  }

  const foreign: Record<keyof typeof foreignErrors, boolean> = {
    plain: true,
    type: true,
    text: true,
    null: true,
    undefined: true,
    number: true,
    object: true,
    abort: false,
    abortByName: false,
    timeoutOfSignal: true,
    timeoutOfRxjs: true,
    statusAsText: true,
    exitCode: true,
    fractional: true,
    beyond: true,
    negative: true,
    responseAsText: true,
    noResponse: true,
    nullResponse: true,
    responseWithoutStatus: true,
  };
  for (const [name, expected] of Object.entries(foreign)) {
    it(`is ${expected} for a foreign error: ${name}`, () => {
      expect(isRetryable(foreignErrors[name as keyof typeof foreignErrors])).toBe(expected);
    });
  }

  it('is true for what AbortSignal.timeout() aborts with, and false for what abort() does', async () => {
    const signal = AbortSignal.timeout(0);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    expect([errorKind(signal.reason), isRetryable(signal.reason), isFailure(signal.reason)]).toEqual(['timeout', true, true]);
    const reason: unknown = AbortSignal.abort().reason;
    expect([errorKind(reason), isRetryable(reason), isFailure(reason)]).toEqual(['aborted', false, false]);
  });

  const reasons: readonly [name: string, reason: unknown, isRetryable: boolean][] = [
    ['an abort', foreignErrors.abort, false],
    ['a timeout', foreignErrors.timeoutOfSignal, true],
    ['a failed fetch', foreignErrors.type, true],
    ['nothing', null, true],
    ['a NetworkError', new NetworkError('no answer'), true],
    ['a RequestError', new RequestError('bad'), false],
    ['a refusal', new CircuitOpenError('orders'), false],
  ];

  const requests: readonly (readonly [because: string, isRetryable: boolean, request: ReturnType<typeof requestInfo>])[] = [
    ...['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE', 'get', 'put'].map(
      (method) => [`${method} is idempotent`, true, requestInfo({ method })] as const,
    ),
    ...['POST', 'PATCH', 'CONNECT', 'PROPFIND', 'post', ''].map(
      (method) => [`${method || 'no method'} is not`, false, requestInfo({ method })] as const,
    ),
    ['a POST has an idempotency key', true, requestInfo({ method: 'POST', idempotencyKey: 'a' })],
    ['a PATCH has an idempotency key', true, requestInfo({ method: 'PATCH', idempotencyKey: 'a' })],
    ['its body can be read only once', false, requestInfo({ method: 'PUT', isBodyRepeatable: false })],
    ['a key does not make a body repeatable', false, requestInfo({ method: 'POST', idempotencyKey: 'a', isBodyRepeatable: false })],
  ];
  for (const [because, expected, request] of requests) {
    it(`is ${expected} for a passing failure where the request is known: ${because}`, () => {
      expect(isRetryable(new NetworkError('no answer', { request }))).toBe(expected);
      expect(isRetryable(new RequestTimeoutError('head', 5, { request }))).toBe(expected);
      expect(isRetryable(new HttpStatusError({ status: 503 }, { request }))).toBe(expected);
      expect(isRetryable(new HttpStatusError({ status: 404 }, { request }))).toBeFalse();
    });
  }

  for (const [because, expected, request] of requests) {
    it(`is ${expected} for a foreign error that was told its request: ${because}`, () => {
      expect(isRetryable(Object.assign(new Error('boom'), { request }))).toBe(expected);
      expect(isRetryable({ ...withStatus.angular(503), request })).toBe(expected);
      expect(isRetryable({ ...withStatus.angular(404), request })).toBeFalse();
    });
  }

  it('does not take what another client calls a request for one', () => {
    for (const request of [new Request('https://api.example.com', { method: 'POST' }), { method: 'POST' }, null, 'POST'])
      expect(isRetryable(Object.assign(new Error('boom'), { request }))).toBeTrue();
  });

  for (const [name, reason, expected] of reasons) {
    it(`is ${expected} for an error of status 0 around ${name}`, () => {
      expect(isRetryable({ ...withStatus.angular(0), error: reason })).toBe(expected);
    });
  }

  function isHttp(status: number): boolean {
    return status === 0 || status >= 100;
  }
});
