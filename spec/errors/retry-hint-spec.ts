import { retryHint } from '../../src/errors/retry-hint.js';
import { CircuitOpenError, HttpStatusError, NetworkError, RateLimitError } from '../../src/index.js';

describe('retryHint', () => {
  const table: readonly [because: string, error: unknown, hint: number | undefined][] = [
    ['a server says so', new HttpStatusError({ status: 503, retryAfter: 1500 }), 1500],
    ['0 is a hint', new HttpStatusError({ status: 503, retryAfter: 0 }), 0],
    ['a server says nothing', new HttpStatusError({ status: 503 }), undefined],
    ['a limiter says so', new RateLimitError('orders', 250), 250],
    ['a breaker says so', new CircuitOpenError('orders', 700), 700],
    ['an isolated breaker does not', new CircuitOpenError('orders'), undefined],
    ['nobody answered', new NetworkError('no answer'), undefined],
    ['a foreign error with a status says so', { status: 429, retryAfter: 5 }, 5],
    ['a foreign error without a status is not believed', { retryAfter: 5 }, undefined],
    ['nor text', { status: 429, retryAfter: '5' }, undefined],
    ['nor NaN', { status: 429, retryAfter: NaN }, undefined],
    ['nor a negative number', { status: 429, retryAfter: -5 }, undefined],
    ['no error', null, undefined],
    ['a string', 'retryAfter', undefined],
  ];
  for (const [because, error, hint] of table) {
    it(`is ${hint}: ${because}`, () => {
      expect(retryHint(error)).toBe(hint);
    });
  }
});
