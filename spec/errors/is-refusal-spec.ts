import { BulkheadFullError } from '../../src/errors/bulkhead-full-error.js';
import { CircuitOpenError } from '../../src/errors/circuit-open-error.js';
import { isRefusal } from '../../src/errors/is-refusal.js';
import { RateLimitError } from '../../src/errors/rate-limit-error.js';

describe('isRefusal', () => {
  for (const error of [new CircuitOpenError('orders'), new RateLimitError('orders', 250), new BulkheadFullError('orders')]) {
    it(`is true for a ${error.name}`, () => {
      expect(isRefusal(error)).toBeTrue();
    });
  }

  it('is false for an error that only bears the name of one', () => {
    expect(isRefusal(Object.assign(new Error('no'), { name: 'CircuitOpenError' }))).toBeFalse();
  });
});
