import { AdaptiveLimit, Bulkhead } from '../../src/index.js';
import { checkBulkheadOrder, type CreateSeats } from '../support/check-bulkhead-order.js';

const kinds: Readonly<Record<string, CreateSeats>> = {
  'a bulkhead': (options) => {
    const bulkhead = new Bulkhead({ maxConcurrent: 2, ...options });
    return {
      bulkhead,
      limit: 2,
      resize(this: { limit: number }, to: number) {
        this.limit = to;
        bulkhead.update({ maxConcurrent: to });
      },
    };
  },
  'an adaptive limit that follows latency': (options) => {
    const bulkhead = new AdaptiveLimit({ initial: 2, max: 4, ...options });
    return { bulkhead, resize: (to) => bulkhead.update({ max: to }) };
  },
  'an adaptive limit that follows losses': (options) => {
    const bulkhead = new AdaptiveLimit({ algorithm: 'aimd', initial: 2, max: 6, ...options });
    return { bulkhead, resize: (to) => bulkhead.update({ max: to + 2 }) };
  },
};

describe('23: under random interleavings of submit, finish, cancel and expire', () => {
  for (const [kind, create] of Object.entries(kinds)) {
    it(`${kind} is first come, first served, within its limit, loses no place, and always drains`, () => checkBulkheadOrder(create));
  }
});
