import { retryHint } from '../errors/retry-hint.js';
import { hintedDelay, jitteredDelay } from '../policies/backoff.js';
import type { BudgetScope } from '../policies/budget-scope.js';
import { SteadyClock } from '../time/clock.js';
import type { RetrySettings } from './retry-backoff-options.js';

/** Whether its retries depend on when the call began, or on how long its source has stayed up. */
export function isMeasured({ maxElapsedTime, resetOnSuccess, onRetry }: RetrySettings): boolean {
  return maxElapsedTime !== Infinity || resetOnSuccess !== false || onRetry !== undefined;
}

/** How a call has failed so far, and how long it has to wait next. A call that never fails needs none. */
export class RetryHistory {
  /** Only where something is measured: reading the time costs as much as all else of a retried call. */
  readonly #clock: SteadyClock | undefined;
  #retry = 0;
  #startedAt: number;
  #previousDelay: number;
  #upSince: number | undefined;

  constructor(private readonly settings: RetrySettings) {
    if (isMeasured(settings)) this.#clock = new SteadyClock(settings.scheduler);
    this.#startedAt = this.#now();
    this.#previousDelay = settings.initialInterval;
  }

  /** Retries that have been begun. */
  get retry(): number {
    return this.#retry;
  }

  begins(): void {
    this.#upSince = undefined;
  }

  /** A value has come. */
  answered(): void {
    if (this.settings.resetOnSuccess !== false) this.#upSince ??= this.#now();
  }

  /**
   * How long to wait after an error that may be retried; `undefined` ends the retrying.
   *
   * @param budgets pay for the retry
   */
  delayAfter(error: unknown, budgets: BudgetScope | undefined): number | undefined {
    const { maxElapsedTime, maxRetryAfter, retryAfter, onRetry } = this.settings;
    const retry = this.#retry;
    const hint = retryAfter === 'respect' ? retryHint(error) : undefined;
    if (hint !== undefined && hint > maxRetryAfter) return undefined;
    const delay = this.#nextDelay(retry, hint);
    const elapsed = this.#now() - this.#startedAt;
    if (elapsed + delay > maxElapsedTime || budgets?.tryWithdraw() === false) return undefined;
    this.#retry++;
    onRetry?.(hint === undefined ? { error, retry, delay, elapsed } : { error, retry, delay, hint, elapsed });
    return delay;
  }

  /** Only failures count: after a success the time of `maxElapsedTime` begins at the failure that ended it. */
  resetIfStayedUp(): void {
    const { resetOnSuccess } = this.settings;
    if (resetOnSuccess === false || this.#upSince === undefined) return;
    if (this.#now() - this.#upSince < (resetOnSuccess === true ? 0 : resetOnSuccess)) return;
    this.#retry = 0;
    this.#startedAt = this.#now();
    this.#previousDelay = this.settings.initialInterval;
  }

  #nextDelay(retry: number, hint: number | undefined): number {
    if (hint !== undefined) return hintedDelay(retry, hint, this.settings);
    this.#previousDelay = jitteredDelay(retry, this.#previousDelay, this.settings);
    return this.#previousDelay;
  }

  #now(): number {
    return this.#clock?.now() ?? 0;
  }
}
