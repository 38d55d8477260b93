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
    ['a foreign error shows its headers', { status: 429, headers: new Headers({ 'Retry-After': '5' }) }, 5000],
    ['or those of its response', { status: 429, response: { headers: new Headers({ 'Retry-After': '5' }) } }, 5000],
    ['also where the response tells the status', { response: { status: 503, headers: new Headers({ 'Retry-After': '0' }) } }, 0],
    ['also as a plain object', { response: { statusCode: 503, headers: { 'retry-after': '5' } } }, 5000],
    ['its own word goes first', { status: 429, retryAfter: 7, headers: new Headers({ 'Retry-After': '5' }) }, 7],
    ['a huge number stays one', { status: 429, headers: { 'retry-after': '9'.repeat(400) } }, Infinity],
    ['a date needs a clock', { status: 429, headers: { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' } }, undefined],
    ['decimals are none', { status: 429, headers: { 'retry-after': '1.5' } }, undefined],
    ['nor lists', { status: 429, headers: { 'retry-after': ['5', '6'] } }, undefined],
    ['headers without the field', { status: 429, headers: new Headers() }, undefined],
    ['headers without an answer', { headers: { 'retry-after': '5' } }, undefined],
    ['no error', null, undefined],
    ['a string', 'retryAfter', undefined],
  ];
  for (const [because, error, hint] of table) {
    it(`is ${hint}: ${because}`, () => {
      expect(retryHint(error)).toBe(hint);
    });
  }
});
