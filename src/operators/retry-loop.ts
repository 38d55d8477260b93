import type { Observable, Subscriber } from 'rxjs';
import { retryHint } from '../errors/retry-hint.js';
import { hintedDelay, jitteredDelay } from '../policies/backoff.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { RetrySettings } from './retry-backoff-options.js';

/** One subscription of `retryBackoff`. */
export class RetryLoop<T> {
  readonly #clock: Clock;
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

  #attempt(): void {
    this.#upSince = undefined;
    const attempt = innerSubscriber<T>(this.subscriber, {
      next: (value) => {
        this.#onValue();
        this.subscriber.next(value);
      },
      error: (error: unknown) => {
        attempt.unsubscribe();
        this.#onError(error);
      },
      complete: () => this.subscriber.complete(),
    });
    this.source.subscribe(attempt);
  }

  #onValue(): void {
    const { resetOnSuccess } = this.settings;
    if (resetOnSuccess === false || this.#upSince !== undefined) return;
    this.#upSince = this.#clock();
    if (resetOnSuccess === true) this.#reset();
  }

  #onError(error: unknown): void {
    try {
      const delay = this.#delayAfter(error);
      if (delay === undefined) this.subscriber.error(error);
      else if (delay === 0) this.run();
      else this.#wait(delay);
    } catch (thrown) {
      this.subscriber.error(thrown);
    }
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
    if (elapsed + delay > maxElapsedTime) return undefined;
    this.#retry++;
    onRetry?.(hint === undefined ? { error, retry, delay, elapsed } : { error, retry, delay, hint, elapsed });
    return delay;
  }

  #nextDelay(retry: number, hint: number | undefined): number {
    if (hint !== undefined) return hintedDelay(retry, hint, this.settings);
    this.#previousDelay = jitteredDelay(retry, this.#previousDelay, this.settings);
    return this.#previousDelay;
  }

  #resetIfStayedUp(): void {
    const { resetOnSuccess } = this.settings;
    if (typeof resetOnSuccess !== 'number' || this.#upSince === undefined) return;
    if (this.#clock() - this.#upSince >= resetOnSuccess) this.#reset();
  }

  #reset(): void {
    this.#retry = 0;
    this.#startedAt = this.#clock();
    this.#previousDelay = this.settings.initialInterval;
  }
}
