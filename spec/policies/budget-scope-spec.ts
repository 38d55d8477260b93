import { RetryBudget } from '../../src/index.js';
import { budgetScope, within, type BudgetScope } from '../../src/policies/budget-scope.js';

describe('budgetScope', () => {
  const scope: BudgetScope = { tryWithdraw: () => true };
  const inner: BudgetScope = { tryWithdraw: () => false };

  it('is that of the attempt which is being subscribed to, for that moment', () => {
    const seen: unknown[] = [budgetScope(undefined)];
    within(scope, () => {
      seen.push(budgetScope(undefined));
      within(inner, () => seen.push(budgetScope(undefined)));
      seen.push(budgetScope(undefined));
    });
    seen.push(budgetScope(undefined));
    expect(seen).toEqual([undefined, scope, inner, scope, undefined]);
  });

  it('is over when the attempt throws', () => {
    const attempt = (): never => {
      throw new Error('boom');
    };
    expect(() => within(scope, attempt)).toThrowError('boom');
    expect(budgetScope(undefined)).toBeUndefined();
  });

  it('counts a call once, however deep it is nested in others of its budget', () => {
    const [a, b] = [new RetryBudget(), new RetryBudget()];
    within(budgetScope(a), () => within(budgetScope(b), () => within(budgetScope(a), () => budgetScope(b))));
    expect([a, b].map(({ state$ }) => state$.value.calls)).toEqual([1, 1]);
  });
});
