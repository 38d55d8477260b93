import type { Observable, Subscriber, Subscription } from 'rxjs';
import { retryHint } from '../errors/retry-hint.js';
import { hintedDelay, jitteredDelay } from '../policies/backoff.js';
import { budgetScope, within, type BudgetScope } from '../policies/budget-scope.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { RetrySettings } from './retry-backoff-options.js';

/** One subscription of `retryBackoff`. */
export class RetryLoop<T> {
  readonly #clock: Clock;
  /** Around its attempts, and around itself. */
  readonly #budgets: BudgetScope | undefined;
  readonly #outerBudgets = budgetScope(undefined);
  #countdown: Countdown | undefined;
  #retry = 0;
  #startedAt: number;
  #previousDelay: number;
  #upSince: number | undefined;
  #isRunning = false;
  #isDue = false;

  constructor(
    private readonly source: Observable<T>,
    private readonly subscriber: Subscriber<T>,
    private readonly settings: RetrySettings,
  ) {
    this.#clock = createClock(settings.scheduler);
    this.#budgets = budgetScope(settings.budget);
    this.#startedAt = this.#clock();
    this.#previousDelay = settings.initialInterval;
  }

  /** Attempts until there is something to wait for. A failure without a wait comes back here, and not deeper into the stack. */
  run(): void {
    this.#isDue = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#isDue && !this.subscriber.closed) {
      this.#isDue = false;
      this.#attempt();
    }
    this.#isRunning = false;
  }

  /** A failure that comes while the source is subscribed to is dealt with behind that: only then is its teardown known. */
  #attempt(): void {
    let isSubscribing = true;
    let failure: { readonly error: unknown } | undefined;
    this.#upSince = undefined;
    const attempt = innerSubscriber<T>(this.subscriber, {
      next: (value) => {
        this.#onValue();
        if (this.#budgets) within(this.#outerBudgets, () => this.subscriber.next(value));
        else this.subscriber.next(value);
      },
      complete: () => within(this.#outerBudgets, () => this.subscriber.complete()),
      error: (error: unknown) => {
        failure = { error };
        if (!isSubscribing) this.#onError(attempt, error);
      },
    });
    this.#guard(() => within(this.#budgets, () => this.source.subscribe(attempt)));
    isSubscribing = false;
    if (failure) this.#onError(attempt, failure.error);
  }

  #onValue(): void {
    if (this.settings.resetOnSuccess !== false) this.#upSince ??= this.#clock();
  }

  /** A teardown or a callback may unsubscribe the whole: then there is nothing left to wait for. */
  #onError(attempt: Subscription, error: unknown): void {
    this.#guard(() => {
      attempt.unsubscribe();
      if (this.subscriber.closed) return;
      const delay = this.#delayAfter(error);
      if (this.subscriber.closed) return;
      if (delay === undefined) this.#fail(error);
      else if (delay === 0) this.run();
      else this.#wait(delay);
    });
  }

  /** What a callback or a teardown throws is the end. */
  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** What follows on an error is no part of the attempt, but of whatever is around this. */
  #fail(error: unknown): void {
    within(this.#outerBudgets, () => this.subscriber.error(error));
  }

  #wait(delay: number): void {
    if (this.#countdown === undefined) {
      const countdown = createCountdown(this.settings.scheduler, () => this.run());
      this.subscriber.add(() => countdown.stop());
      this.#countdown = countdown;
    }
    this.#countdown.restart(delay);
  }

  /** How long to wait; `undefined` ends the retrying. */
  #delayAfter(error: unknown): number | undefined {
    const { maxRetries, shouldRetry, maxElapsedTime, maxRetryAfter, onRetry } = this.settings;
    this.#resetIfStayedUp();
    const retry = this.#retry;
    if (retry >= maxRetries || !shouldRetry(error, retry)) return undefined;
    const hint = this.settings.retryAfter === 'respect' ? retryHint(error) : undefined;
    if (hint !== undefined && hint > maxRetryAfter) return undefined;
    const delay = this.#nextDelay(retry, hint);
    const elapsed = this.#clock() - this.#startedAt;
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
    if (this.#clock() - this.#upSince < (resetOnSuccess === true ? 0 : resetOnSuccess)) return;
    this.#retry = 0;
    this.#startedAt = this.#clock();
    this.#previousDelay = this.settings.initialInterval;
  }
}
