import fc from 'fast-check';
import { RetryBudget, type RetryBudgetOptions, type RetryBudgetState } from '../../src/index.js';
import { manualTime } from './circuit-time.js';

/** A fifth of the calls and two more, within 100 ms. */
function create(options: RetryBudgetOptions = {}) {
  const time = manualTime();
  return { time, budget: new RetryBudget({ ratio: 0.2, minPerSecond: 20, ttl: 100, scheduler: time.scheduler, ...options }) };
}

function deposit(budget: RetryBudget, calls: number): void {
  for (let call = 0; call < calls; call++) budget.deposit();
}

function withdrawAll(budget: RetryBudget): number {
  let count = 0;
  while (budget.tryWithdraw()) count++;
  return count;
}

describe('RetryBudget', () => {
  const table: readonly [options: RetryBudgetOptions, calls: number, withdrawals: number, because: string][] = [
    [{}, 0, 2, 'the reserve is there before any call'],
    [{}, 4, 2, 'a fifth of four is no whole one'],
    [{}, 5, 3, 'a fifth of five is one'],
    [{}, 1000, 202, 'a fifth and the reserve'],
    [{ ratio: 0.1, minPerSecond: 0 }, 10, 1, 'ten tenths are one, whatever floats say'],
    [{ ratio: 0.1, minPerSecond: 0 }, 9, 0, 'nine tenths are none'],
    [{ ratio: 2, minPerSecond: 0 }, 3, 6, 'a ratio may be above 1'],
    [{ ratio: 0 }, 1000, 2, 'the reserve alone'],
    [{ ratio: 0, minPerSecond: 0 }, 1000, 0, 'it may allow none at all'],
    [{ ratio: 0, minPerSecond: 9 }, 0, 0, 'nine tenths of a retry are none'],
  ];
  for (const [options, calls, withdrawals, because] of table) {
    it(`lets ${withdrawals} extra attempts go with ${calls} calls and ${JSON.stringify(options)}: ${because}`, () => {
      const { budget } = create(options);
      deposit(budget, calls);
      expect(budget.state$.value).toEqual({ calls, retries: 0, available: withdrawals });
      expect(withdrawAll(budget)).toBe(withdrawals);
      expect(budget.state$.value).toEqual({ calls, retries: withdrawals, available: 0 });
    });
  }

  it('has the documented defaults', () => {
    const budget = new RetryBudget({ ratio: undefined, minPerSecond: undefined, ttl: undefined, scheduler: undefined });
    deposit(budget, 10);
    expect(budget.state$.value).toEqual({ calls: 10, retries: 0, available: 102 });
  });

  it('forgets calls and extra attempts that are as old as ttl', () => {
    const { budget, time } = create();
    deposit(budget, 10);
    time.advance(50);
    withdrawAll(budget);
    const seen: RetryBudgetState[] = [];
    for (const step of [49, 1, 49, 1]) {
      time.advance(step);
      seen.push(budget.state$.value);
    }
    expect(seen).toEqual([
      { calls: 10, retries: 4, available: 0 },
      { calls: 0, retries: 4, available: 0 },
      { calls: 0, retries: 4, available: 0 },
      { calls: 0, retries: 0, available: 2 },
    ]);
  });

  it('tells every call and every extra attempt, but no refusal', () => {
    const { budget } = create();
    const seen: RetryBudgetState[] = [];
    budget.state$.subscribe((state) => seen.push(state));
    budget.deposit();
    for (let time = 0; time < 4; time++) budget.tryWithdraw();
    expect(seen).toEqual([
      { calls: 0, retries: 0, available: 2 },
      { calls: 1, retries: 0, available: 2 },
      { calls: 1, retries: 1, available: 1 },
      { calls: 1, retries: 2, available: 0 },
    ]);
  });

  it('within another one pays from both for an extra attempt, or from neither when one of them can’t', () => {
    const inner = create().budget;
    const outer = create({ minPerSecond: 10 }).budget;
    const scope = inner.scopeWithin(outer.scopeWithin(undefined));
    expect([scope.tryWithdraw(), scope.tryWithdraw()]).toEqual([true, false]);
    expect([inner, outer].map(({ state$ }) => state$.value.retries)).toEqual([1, 1]);
    outer.update({ minPerSecond: 100 });
    expect([scope.tryWithdraw(), scope.tryWithdraw()]).toEqual([true, false]);
    expect([inner, outer].map(({ state$ }) => state$.value.retries)).toEqual([2, 2]);
  });

  it('owns no timer, watched or not', () => {
    const { budget, time } = create();
    budget.state$.subscribe();
    deposit(budget, 5);
    withdrawAll(budget);
    expect([time.timers, time.started]).toEqual([0, 0]);
  });

  it('goes on where it stood when the wall clock is set back, and lets at most one allowance through when it jumps ahead', () => {
    const { budget, time } = create();
    deposit(budget, 10);
    expect(withdrawAll(budget)).toBe(4);
    time.jump(-3_600_000);
    expect(withdrawAll(budget)).toBe(0);
    time.advance(100);
    expect(withdrawAll(budget)).toBe(2);
    time.jump(3_600_000);
    expect(withdrawAll(budget)).toBe(2);
  });

  it('is idle when nothing is remembered and nobody watches', () => {
    const { budget, time } = create();
    expect(budget.idle).toBe(true);
    budget.deposit();
    expect(budget.idle).toBe(false);
    time.advance(100);
    const watcher = budget.state$.subscribe();
    expect(budget.idle).toBe(false);
    watcher.unsubscribe();
    expect(budget.idle).toBe(true);
  });

  it('takes new rules over, and remembers what it did', () => {
    const { budget, time } = create();
    deposit(budget, 10);
    withdrawAll(budget);
    budget.update({ ratio: 1 });
    expect(budget.state$.value).toEqual({ calls: 10, retries: 4, available: 8 });
    budget.update({ ttl: 1000 });
    time.advance(999);
    expect(budget.state$.value).toEqual({ calls: 10, retries: 4, available: 26 });
    budget.update({ minPerSecond: 0, ttl: 10 });
    expect(budget.state$.value).toEqual({ calls: 0, retries: 0, available: 0 });
  });

  const refused: readonly [options: RetryBudgetOptions, message: string][] = [
    [{ ratio: -0.1 }, 'ratio must be a number from 0 to 1_000, but was -0.1.'],
    [{ ratio: '0.1' as never }, 'ratio must be a number from 0 to 1_000, but was "0.1".'],
    [{ ratio: Infinity }, 'ratio must be a number from 0 to 1_000, but was Infinity.'],
    [{ ratio: NaN }, 'ratio must be a number from 0 to 1_000, but was NaN.'],
    [{ minPerSecond: -1 }, 'minPerSecond must be a finite number from 0, but was -1.'],
    [{ minPerSecond: Infinity }, 'minPerSecond must be a finite number from 0, but was Infinity.'],
    [{ ttl: 0 }, 'ttl must be a finite number of milliseconds above 0, but was 0.'],
    [{ ttl: Infinity }, 'ttl must be a finite number of milliseconds above 0, but was Infinity.'],
  ];
  for (const [options, message] of refused) {
    it(`refuses ${JSON.stringify(options, (_, value: unknown) => (typeof value === 'number' ? String(value) : value))}`, () => {
      expect(() => new RetryBudget(options)).toThrowError(RangeError, message);
      const { budget } = create();
      expect(() => budget.update(options)).toThrowError(RangeError, message);
      expect(withdrawAll(budget)).toBe(2);
    });
  }

  it('agrees with a list of all calls over 1,000 random histories, and is never overdrawn', () => {
    const step = fc.record({ type: fc.constantFrom('call', 'retry'), after: fc.nat({ max: 30 }) });
    const history = fc.property(fc.array(step, { maxLength: 80, size: 'large' }), (steps) => {
      const { budget, time } = create();
      const past: { isRetry: boolean; at: number }[] = [];
      for (const { type, after } of steps) {
        time.advance(after);
        const now = time.scheduler.now();
        const young = past.filter(({ at }) => now - at < 100);
        const retries = young.filter(({ isRetry }) => isRetry).length;
        const allowed = (young.length - retries) * 0.2 + 2 - retries;
        if (type === 'call') budget.deposit();
        else if (budget.tryWithdraw() !== allowed > 1 - 1e-9) throw new Error(`at ${now} ${allowed} were allowed`);
        if (type === 'call' || allowed > 1 - 1e-9) past.push({ isRetry: type === 'retry', at: now });
      }
    });
    expect(() => fc.assert(history, { numRuns: 1000 })).not.toThrow();
  });
});
