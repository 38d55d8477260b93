import {
  BulkheadFullError,
  CircuitOpenError,
  errorKind,
  HttpStatusError,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
  type ErrorKind,
} from '../../src/index.js';
import { foreignErrors, withStatus } from './foreign-errors.js';

describe('errorKind', () => {
  const own: readonly [error: Error, kind: ErrorKind][] = [
    [new RequestError('bad'), 'request'],
    [new NetworkError('no answer'), 'network'],
    [new RequestTimeoutError('idle', 5), 'timeout'],
    [new ResponseParseError('bad', { text: '' }), 'parse'],
    [new CircuitOpenError('orders'), 'circuit-open'],
    [new RateLimitError('orders', 5), 'rate-limited'],
    [new BulkheadFullError('orders'), 'bulkhead-full'],
  ];
  for (const [error, kind] of own) {
    it(`of a ${error.name} is ${kind}`, () => {
      expect(errorKind(error)).toBe(kind);
    });
  }

  const statuses: readonly [kind: ErrorKind, statuses: number[]][] = [
    ['invalid-request', [400, 422]],
    ['authentication', [401, 403]],
    ['not-found', [404, 410]],
    ['rate-limited', [429]],
    ['client', [402, 405, 406, 407, 408, 409, 411, 412, 413, 414, 415, 416, 417, 418, 421, 423, 424, 425, 426, 428, 430, 431, 451, 499]],
    ['server', [500, 501, 502, 503, 504, 505, 507, 508, 511, 520, 599]],
    ['unknown', [100, 101, 199, 300, 301, 304, 307, 399]],
  ];
  for (const [kind, list] of statuses) {
    it(`of the statuses ${list.join(', ')} is ${kind}, also in foreign errors`, () => {
      for (const status of list) {
        expect(errorKind(new HttpStatusError({ status }))).toBe(kind);
        for (const create of Object.values(withStatus)) expect(errorKind(create(status))).toBe(kind);
      }
    });
  }

  it('of a foreign error with status 0 is network: there was no answer', () => {
    for (const create of Object.values(withStatus)) expect(errorKind(create(0))).toBe('network');
  });

  const reasons: readonly [name: string, reason: unknown, kind: ErrorKind][] = [
    ['an abort', foreignErrors.abort, 'aborted'],
    ['a timeout', foreignErrors.timeoutOfSignal, 'timeout'],
    ['a failed fetch', foreignErrors.type, 'network'],
    ['nothing', null, 'network'],
    ['a text', 'boom', 'network'],
    ['a RequestError', new RequestError('bad'), 'request'],
    ['a RequestTimeoutError', new RequestTimeoutError('total', 5), 'timeout'],
  ];
  for (const [name, reason, kind] of reasons) {
    it(`of an error of status 0 around ${name} is ${kind}`, () => {
      expect(errorKind({ ...withStatus.angular(0), error: reason })).toBe(kind);
    });
  }

  it('of an error with a status is by that, whatever is in it', () => {
    expect(errorKind({ ...withStatus.angular(503), error: foreignErrors.abort })).toBe('server');
  });

  it("of a foreign error with a success is parse, as in Angular; of this library's, unknown: the status was refused", () => {
    for (const status of [200, 201, 204, 299]) {
      expect(errorKind(withStatus.angular(status))).toBe('parse');
      expect(errorKind(new HttpStatusError({ status }))).toBe('unknown');
    }
  });

  it('of a status beyond 599 is server, as RFC 9110 says', () => {
    expect(errorKind(new HttpStatusError({ status: 600 }))).toBe('server');
    expect(errorKind(new HttpStatusError({ status: 999 }))).toBe('server');
  });

  const foreign: Record<keyof typeof foreignErrors, ErrorKind> = {
    plain: 'unknown',
    type: 'unknown',
    text: 'unknown',
    null: 'unknown',
    undefined: 'unknown',
    number: 'unknown',
    object: 'unknown',
    abort: 'aborted',
    abortByName: 'aborted',
    timeoutOfSignal: 'timeout',
    timeoutOfRxjs: 'timeout',
    statusAsText: 'unknown',
    exitCode: 'unknown',
    fractional: 'unknown',
    beyond: 'unknown',
    negative: 'unknown',
    responseAsText: 'unknown',
    noResponse: 'unknown',
    nullResponse: 'unknown',
    responseWithoutStatus: 'unknown',
  };
  for (const [name, kind] of Object.entries(foreign)) {
    it(`of a foreign error is ${kind}: ${name}`, () => {
      expect(errorKind(foreignErrors[name as keyof typeof foreignErrors])).toBe(kind);
    });
  }

  it('of an error of a later version that this one does not know is unknown', () => {
    const error = Object.assign(new Error('new'), { name: 'QuotaError', [Symbol.for('breakwater.error')]: true });
    expect(errorKind(error)).toBe('unknown');
  });
});
