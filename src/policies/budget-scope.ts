/** The budgets that an extra attempt of a call is withdrawn from: that of the operator, and those of the operators around it. */
export interface BudgetScope {
  /** Withdraws one extra attempt from each of them, or from none. */
  tryWithdraw(): boolean;
}

/** What opens a scope: a `RetryBudget`. */
export interface ScopedBudget {
  /** Counts a call, unless a scope around it has counted it already. */
  scopeWithin(outer: BudgetScope | undefined): BudgetScope;
}

/** Of the attempt that is being subscribed to: known only for that synchronous moment, so that nothing is shared but by nesting. */
let running: BudgetScope | undefined;

/** The scope of a call that begins now: its own budget within those around it, or these, or none. */
export function budgetScope(own: ScopedBudget | undefined): BudgetScope | undefined {
  return own ? own.scopeWithin(running) : running;
}

/** Does something inside a scope: what is subscribed to there is nested in it. */
export function within(scope: BudgetScope | undefined, work: () => void): void {
  const outer = enterScope(scope);
  try {
    work();
  } finally {
    enterScope(outer);
  }
}

/** Begins a scope, and returns the one around it, which has to be entered again, whatever happens. For where a closure costs too much. */
export function enterScope(scope: BudgetScope | undefined): BudgetScope | undefined {
  const outer = running;
  running = scope;
  return outer;
}
