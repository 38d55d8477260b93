import { Subscription, type Observable, type Observer, type Subscriber } from 'rxjs';
import { subscribeOwned } from '../delivery/inner-subscriber.js';
import { retryHint } from '../errors/retry-hint.js';
import { hintedDelay, jitteredDelay } from '../policies/backoff.js';
import { budgetScope, enterScope, type BudgetScope } from '../policies/budget-scope.js';
import { SteadyClock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import type { RetrySettings } from './retry-backoff-options.js';

/** What is tried. */
export interface Retriable<T> {
  /** Begins an attempt, and returns what ends it; `attempt` is told how it goes. */
  begin(attempt: Observer<T>, caller: Subscriber<T>): Subscription;
  shouldRetry(error: unknown, retry: number): boolean;
}

/** Tries an Observable. */
export function retriable<T>(source: Observable<T>, { shouldRetry }: RetrySettings): Retriable<T> {
  return { shouldRetry, begin: (attempt, caller) => subscribeOwned(source, attempt, caller) };
}

/** One subscription of `retryBackoff`: what its attempts tell goes through it to the caller. */
export class RetryLoop<T> implements Observer<T> {
  /** Only where something is measured: reading the time costs as much as all else here. */
  readonly #clock: SteadyClock | undefined;
  /** Around its attempts, and around itself. */
  readonly #budgets: BudgetScope | undefined;
  readonly #outerBudgets: BudgetScope | undefined;
  #countdown: Countdown | undefined;
  #attempt = Subscription.EMPTY;
  #retry = 0;
  #startedAt = 0;
  #previousDelay: number;
  #upSince: number | undefined;
  #isRunning = false;
  #isDue = false;
  /** While an attempt begins: how it has failed meanwhile. */
  #failure: { readonly error: unknown } | undefined;
  #isBeginning = false;

  constructor(
    private readonly call: Retriable<T>,
    private readonly caller: Subscriber<T>,
    private readonly settings: RetrySettings,
  ) {
    this.#outerBudgets = budgetScope(undefined);
    this.#budgets = budgetScope(settings.budget);
    this.#previousDelay = settings.initialInterval;
    const { maxElapsedTime, resetOnSuccess, onRetry } = settings;
    if (maxElapsedTime === Infinity && resetOnSuccess === false && !onRetry) return;
    this.#clock = new SteadyClock(settings.scheduler);
    this.#startedAt = this.#clock.now();
  }

  /** Attempts until there is something to wait for. A failure without a wait comes back here, and not deeper into the stack. */
  run(): void {
    this.#isDue = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isDue && !this.caller.closed) {
      this.#isDue = false;
      this.#begin();
    }
    this.#isRunning = false;
  }

  next(value: T): void {
    this.#upSince ??= this.#now();
    if (!this.#budgets) return this.caller.next(value);
    const inner = enterScope(this.#outerBudgets);
    try {
      this.caller.next(value);
    } finally {
      enterScope(inner);
    }
  }

  /** A failure that comes while the source is subscribed to is dealt with behind that: only then is its teardown known. */
  error(error: unknown): void {
    if (this.#isBeginning) this.#failure = { error };
    else this.#onFailure(error);
  }

  complete(): void {
    const inner = enterScope(this.#outerBudgets);
    try {
      this.caller.complete();
    } finally {
      enterScope(inner);
    }
  }

  #begin(): void {
    this.#isBeginning = true;
    this.#failure = undefined;
    this.#upSince = undefined;
    const outer = enterScope(this.#budgets);
    try {
      this.#attempt = this.call.begin(this, this.caller);
    } catch (thrown) {
      enterScope(outer);
      this.#fail(thrown);
    } finally {
      enterScope(outer);
    }
    this.#isBeginning = false;
    const failure = this.#failure as { readonly error: unknown } | undefined;
    if (failure) this.#onFailure(failure.error);
  }

  /** A teardown or a callback may unsubscribe the whole: then there is nothing left to wait for. What they throw is the end. */
  #onFailure(error: unknown): void {
    try {
      this.#attempt.unsubscribe();
      if (this.caller.closed) return;
      const delay = this.#delayAfter(error);
      if (this.caller.closed) return;
      if (delay === undefined) this.#fail(error);
      else if (delay === 0) this.run();
      else this.#wait(delay);
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** What follows on an error is no part of the attempt, but of whatever is around this. */
  #fail(error: unknown): void {
    const inner = enterScope(this.#outerBudgets);
    try {
      this.caller.error(error);
    } finally {
      enterScope(inner);
    }
  }

  #wait(delay: number): void {
    if (this.#countdown === undefined) {
      const countdown = createCountdown(this.settings.scheduler, () => this.run());
      this.caller.add(() => countdown.stop());
      this.#countdown = countdown;
    }
    this.#countdown.restart(delay);
  }

  /** How long to wait; `undefined` ends the retrying. */
  #delayAfter(error: unknown): number | undefined {
    const { maxRetries, maxElapsedTime, maxRetryAfter, onRetry } = this.settings;
    this.#resetIfStayedUp();
    const retry = this.#retry;
    if (retry >= maxRetries || !this.call.shouldRetry(error, retry)) return undefined;
    const hint = this.settings.retryAfter === 'respect' ? retryHint(error) : undefined;
    if (hint !== undefined && hint > maxRetryAfter) return undefined;
    const delay = this.#nextDelay(retry, hint);
    const elapsed = this.#now() - this.#startedAt;
    if (elapsed + delay > maxElapsedTime || this.#budgets?.tryWithdraw() === false) return undefined;
    this.#retry++;
    onRetry?.(hint === undefined ? { error, retry, delay, elapsed } : { error, retry, delay, hint, elapsed });
    return delay;
  }

  #nextDelay(retry: number, hint: number | undefined): number {
    if (hint !== undefined) return hintedDelay(retry, hint, this.settings);
    this.#previousDelay = jitteredDelay(retry, this.#previousDelay, this.settings);
    return this.#previousDelay;
  }

  /** Only failures count: after a success the time of `maxElapsedTime` begins at the failure that ended it. */
  #resetIfStayedUp(): void {
    const { resetOnSuccess } = this.settings;
    if (resetOnSuccess === false || this.#upSince === undefined) return;
    if (this.#now() - this.#upSince < (resetOnSuccess === true ? 0 : resetOnSuccess)) return;
    this.#retry = 0;
    this.#startedAt = this.#now();
    this.#previousDelay = this.settings.initialInterval;
  }

  #now(): number {
    return this.#clock?.now() ?? 0;
  }
}
