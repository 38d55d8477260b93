import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { createClock, type Clock } from '../time/clock.js';
import { requireFiniteDuration, requireOption } from '../validation/require-option.js';
import type { BudgetScope, ScopedBudget } from './budget-scope.js';
import { TimeWindow } from './time-window.js';

export interface RetryBudgetOptions {
  /** Extra attempts allowed for each call of the last `ttl`: from 0, and at most 1_000. Default: 0.2. */
  ratio?: number;
  /**
   * Extra attempts per second that are allowed besides, so that a service with few calls isn't starved. It is per budget: for one client
   * of many, with a budget of its own, set it to a small part of that client's calls. Default: 10.
   */
  minPerSecond?: number;
  /** How many milliseconds calls and extra attempts are remembered. Default: 10_000. */
  ttl?: number;
  /** Its clock. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** What a budget tells on `state$`, on every call and every extra attempt; `.value` is reckoned when read. */
export interface RetryBudgetState {
  /** Calls of the last `ttl`. */
  readonly calls: number;
  /** Extra attempts of the last `ttl`: retries, hedges and reconnects. */
  readonly retries: number;
  /** Extra attempts that may be made now. */
  readonly available: number;
}

/**
 * A budget for extra attempts, which keeps retries from multiplying an outage: within any `ttl` at most
 * `ratio × calls + minPerSecond × ttl / 1000` of them are made, exactly while calls fall on at most 4,096 different milliseconds of it,
 * and forgetting by 1/4,096 of it too early beyond (the idea is that of Finagle's RetryBudget and of the Google SRE book,
 * "Handling Overload"). Share one by all retries, hedges and reconnects to a service. Operators inside another one's attempt add no
 * call of their own, and withdraw from its budget too; an operator that waits in between, such as a limiter's queue, hides it from
 * them. It owns no timer.
 *
 * @example
 * const budget = new RetryBudget({ ratio: 0.1 });
 * const policy = protect({ retry: { budget }, hedge: { delay: 200, budget } });
 */
export class RetryBudget implements ScopedBudget {
  readonly state$: StateObservable<RetryBudgetState>;
  readonly #states: StateSubject<RetryBudgetState>;
  readonly #clock: Clock;
  /** Calls, and extra attempts where others count failures. */
  readonly #window: TimeWindow;
  #rules: BudgetRules;

  constructor(options: RetryBudgetOptions = {}) {
    const { ratio = 0.2, minPerSecond = 10, ttl = 10_000, scheduler = asyncScheduler } = options;
    this.#rules = checkRules({ ratio, minPerSecond, ttl });
    this.#clock = createClock(scheduler);
    this.#window = new TimeWindow(ttl);
    this.#states = new StateSubject({ read: () => this.#read() });
    this.state$ = this.#states;
  }

  /** Nothing remembered, and nobody on its `state$`. */
  get idle(): boolean {
    const { calls, retries } = this.#read();
    return calls === 0 && retries === 0 && !this.#states.observed;
  }

  /** Counts a call, which pays for `ratio` extra attempts. */
  deposit(): void {
    this.#record(false);
  }

  /** Tells whether an extra attempt may be made now; takes nothing. */
  canWithdraw(): boolean {
    return this.#read().available > 0;
  }

  /** Takes one extra attempt if there is one. It counts from now on, also where it is then not made. */
  tryWithdraw(): boolean {
    const isThere = this.canWithdraw();
    if (isThere) this.#record(true);
    return isThere;
  }

  /** Changes the rules; what is remembered stays. */
  update(options: Omit<RetryBudgetOptions, 'scheduler'>): void {
    const { ratio = this.#rules.ratio, minPerSecond = this.#rules.minPerSecond, ttl = this.#rules.ttl } = options;
    this.#rules = checkRules({ ratio, minPerSecond, ttl });
    this.#window.expire(this.#clock());
    this.#window.resize(ttl);
    this.#tell();
  }

  /** What a call with this budget withdraws from: a call inside another one's attempt is no call of its own. */
  scopeWithin(outer: BudgetScope | undefined): BudgetScope {
    if (outer instanceof OwnScope && outer.has(this)) return outer;
    this.deposit();
    return new OwnScope(this, outer);
  }

  #record(isRetry: boolean): void {
    this.#window.record(isRetry, false, this.#clock());
    this.#tell();
  }

  #read(): RetryBudgetState {
    const { ratio, minPerSecond, ttl } = this.#rules;
    this.#window.expire(this.#clock());
    const retries = this.#window.failures;
    const calls = this.#window.calls - retries;
    const allowed = ratio * calls + (minPerSecond * ttl) / 1000;
    return { calls, retries, available: Math.max(0, Math.floor(allowed - retries + ROUNDING)) };
  }

  #tell(): void {
    if (this.#states.observed) this.#states.emit(this.#read());
  }
}

interface BudgetRules {
  readonly ratio: number;
  readonly minPerSecond: number;
  readonly ttl: number;
}

/** Ten calls at a ratio of 0.1 are meant to pay for one. */
const ROUNDING = 1e-9;

/** The budgets of nested operators, the innermost first. */
class OwnScope implements BudgetScope {
  constructor(
    private readonly budget: RetryBudget,
    private readonly outer: BudgetScope | undefined,
  ) {}

  has(budget: RetryBudget): boolean {
    return this.budget === budget || (this.outer instanceof OwnScope && this.outer.has(budget));
  }

  tryWithdraw(): boolean {
    return this.budget.canWithdraw() && (this.outer?.tryWithdraw() ?? true) && this.budget.tryWithdraw();
  }
}

function checkRules(rules: BudgetRules): BudgetRules {
  const { ratio, minPerSecond, ttl } = rules;
  requireOption(typeof ratio === 'number' && ratio >= 0 && ratio <= 1000, 'ratio', 'a number from 0 to 1_000', ratio);
  requireOption(Number.isFinite(minPerSecond) && minPerSecond >= 0, 'minPerSecond', 'a finite number from 0', minPerSecond);
  requireFiniteDuration('ttl', ttl);
  return rules;
}
