import { CircuitBreaker, CircuitOpenError, RateLimitError } from '../../src/index.js';
import { refusedBy } from '../../src/operators/refused-by.js';

describe('refusedBy', () => {
  const table: readonly [name: string, error: unknown, wait: number | undefined][] = [
    ['the time that its refusal names', new CircuitOpenError('orders', 40), 40],
    ['at least 1 ms', new CircuitOpenError('orders', 0), 1],
    ['10 s where it names none', new CircuitOpenError('orders'), 10_000],
    ['nothing for another breaker', new CircuitOpenError('other', 40), undefined],
    ['nothing for another refusal', new RateLimitError('orders', 40), undefined],
    ['nothing for another error', new Error('orders'), undefined],
    ['nothing for what is no error', undefined, undefined],
    ['nothing for what only looks like one', { name: 'CircuitOpenError', breaker: 'orders' }, undefined],
  ];
  for (const [name, error, wait] of table) {
    it(`tells ${name}`, () => expect(refusedBy(new CircuitBreaker({ name: 'orders' }), error)).toBe(wait));
  }
});
