import {
  BulkheadFullError,
  CircuitOpenError,
  HttpStatusError,
  isFailure,
  NetworkError,
  RateLimitError,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
} from '../../src/index.js';
import { foreignErrors, withStatus } from './foreign-errors.js';

describe('isFailure', () => {
  it('is true for the statuses 408, 429 and 5xx, and for no other', () => {
    for (let status = 100; status <= 599; status++) {
      const expected = status === 408 || status === 429 || status >= 500;
      expect(isFailure(new HttpStatusError({ status })))
        .withContext(`${status}`)
        .toBe(expected);
      for (const create of Object.values(withStatus))
        expect(isFailure(create(status)))
          .withContext(`${status}`)
          .toBe(expected);
    }
  });

  it('is true for a status beyond 599, as for 5xx', () => {
    expect(isFailure(new HttpStatusError({ status: 999 }))).toBeTrue();
  });

  it('is true for the status 0 of a foreign error', () => {
    for (const create of Object.values(withStatus)) expect(isFailure(create(0))).toBeTrue();
  });

  const own: readonly [error: Error, isFailure: boolean][] = [
    [new RequestError('bad'), false],
    [new NetworkError('no answer'), true],
    [new RequestTimeoutError('attempt', 5), true],
    [new ResponseParseError('bad', { text: '' }), false],
    [new CircuitOpenError('orders', 5), false],
    [new RateLimitError('orders', 5), false],
    [new BulkheadFullError('orders'), false],
  ];
  for (const [error, expected] of own) {
    it(`is ${expected} for ${error.name}`, () => {
      expect(isFailure(error)).toBe(expected);
    });
  }

  it('is what the reason is, for an error of status 0 that tells it', () => {
    const judge = (error: unknown): boolean => isFailure({ ...withStatus.angular(0), error });
    expect(judge(foreignErrors.timeoutOfSignal)).toBeTrue();
    expect(judge(new RequestTimeoutError('total', 5))).toBeTrue();
    expect(judge(foreignErrors.type)).toBeTrue();
    expect(judge(foreignErrors.abort)).toBeFalse();
    expect(judge(new RequestError('bad'))).toBeFalse();
  });

  const aborts = ['abort', 'abortByName'];
  for (const [name, error] of Object.entries(foreignErrors)) {
    it(`is ${!aborts.includes(name)} for a foreign error: ${name}`, () => {
      expect(isFailure(error)).toBe(!aborts.includes(name));
    });
  }
});
