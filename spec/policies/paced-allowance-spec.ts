import fc from 'fast-check';
import type { Allowance } from '../../src/policies/allowance.js';
import { PacedAllowance } from '../../src/policies/paced-allowance.js';
import { TokenLevel } from '../../src/policies/token-level.js';
import { WindowLog } from '../../src/policies/window-log.js';

const kinds: Record<string, () => Allowance> = {
  TokenLevel: () => new TokenLevel({ capacity: 4, refillPerSecond: 130 }, 4, 0),
  WindowLog: () => new WindowLog({ limit: 4, window: 25 }),
};

function planned(allowance: Allowance, from: number, costs: readonly number[]): number[] {
  const plan = allowance.plan(from);
  return costs.map((cost) => {
    const start = plan.startOf(cost);
    plan.book(cost);
    return start;
  });
}

/** When they really go, asking millisecond by millisecond. */
function played(allowance: Allowance, from: number, costs: readonly number[]): number[] {
  let now = from;
  return costs.map((cost) => {
    while (allowance.available(now) < cost) now++;
    allowance.take(cost, now);
    return now;
  });
}

for (const [kind, create] of Object.entries(kinds)) {
  describe(`PacedAllowance around a ${kind}`, () => {
    it('is the other while the server has said nothing, and when all that it said has lapsed', () => {
      const paced = new PacedAllowance(create());
      const costs = [1, 3, 2, 4, 1];
      expect(paced.most).toBe(4);
      expect(planned(paced, 0, costs)).toEqual(planned(create(), 0, costs));
      paced.server.heed([{ policy: 'default', remaining: 0, resetAfter: 10 }], 0);
      expect(paced.available(9)).toBe(0);
      expect(paced.available(10)).toBe(4);
      expect(planned(paced, 10, costs)).toEqual(planned(create(), 10, costs));
    });

    it('lets go what both allow', () => {
      const paced = new PacedAllowance(create());
      paced.server.heed([{ policy: 'default', remaining: 3, resetAfter: 1000 }], 0);
      expect(paced.available(0)).toBe(3);
      paced.take(2, 0);
      expect(paced.available(0)).toBe(1);
      expect(paced.server.available(0)).toBe(1);
      expect(paced.available(999)).toBe(1);
      expect(paced.available(1000)).toBe(4);
    });

    it('plans no start before `notBefore`, nor behind one', () => {
      const paced = new PacedAllowance(create());
      paced.server.heed([{ policy: 'default', remaining: 2, resetAfter: 500 }], 0);
      const plan = paced.plan(0);
      plan.book(1, 300);
      expect(plan.startOf(1)).toBe(300);
      plan.book(1);
      expect(plan.startOf(1)).toBe(500);
      const [own, other] = [create().plan(0), create().plan(0)];
      own.book(1, 300);
      expect(own.startOf(1)).toBe(300);
      other.book(4, 300);
      expect(other.startOf(4)).toBeGreaterThan(300);
    });

    it('plans what then really happens, whatever the server says', () => {
      const words = fc.array(
        fc.record({
          policy: fc.constantFrom('a', 'b'),
          limit: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined }),
          remaining: fc.integer({ min: 0, max: 8 }),
          resetAfter: fc.integer({ min: 0, max: 200 }),
        }),
        { maxLength: 4 },
      );
      const costs = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 15 });
      fc.assert(
        fc.property(costs, words, costs, words, (before, first, after, second) => {
          const paced = new PacedAllowance(create());
          paced.server.heed(first, 0);
          const from = played(paced, 0, before).at(-1) ?? 0;
          paced.server.heed(second, from);
          expect(planned(paced, from, after)).toEqual(played(paced, from, after));
        }),
        { numRuns: 500 },
      );
    });
  });
}
