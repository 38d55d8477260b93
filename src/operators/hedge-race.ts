import type { Observable, Subscriber } from 'rxjs';
import { answerStatus } from '../errors/answer-status.js';
import { isFailure } from '../errors/is-failure.js';
import { isRefusal } from '../errors/is-refusal.js';
import { retryHint } from '../errors/retry-hint.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { budgetScope, within, type BudgetScope } from '../policies/budget-scope.js';
import type { LatencyWindow } from '../policies/latency-window.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import type { HedgeSettings } from './hedge-options.js';

/** One subscription of `hedge`: attempts that race for the first value. */
export class HedgeRace<T> {
  readonly #clock: Clock;
  readonly #countdown: Countdown;
  readonly #budgets: BudgetScope | undefined;
  readonly #outerBudgets = budgetScope(undefined);
  /** The attempts that run, with when they began. */
  readonly #running = new Map<Subscriber<T>, number>();
  #hedges = 0;
  #mayHedge = true;
  /** The error of an attempt that the server asked to wait for: whoever retries has to know. */
  #hinted: { readonly error: unknown } | undefined;
  /** The last error of an attempt that was sent: a hedge that was refused doesn't hide it. */
  #reason: { readonly error: unknown } | undefined;

  constructor(
    private readonly source: Observable<T>,
    private readonly subscriber: Subscriber<T>,
    private readonly settings: HedgeSettings,
    /** Of all calls of one operator; `undefined` where nothing is measured. */
    private readonly latencies: LatencyWindow | undefined,
  ) {
    this.#clock = createClock(settings.scheduler);
    this.#budgets = budgetScope(settings.budget);
    this.#countdown = createCountdown(settings.scheduler, () => this.#hedge());
  }

  run(): void {
    this.subscriber.add(() => this.#leave());
    this.#start();
    this.#wait();
  }

  /** Who watches the budget may have left the call meanwhile. */
  #start(): void {
    if (this.subscriber.closed) return;
    const attempt: Subscriber<T> = innerSubscriber<T>(this.subscriber, {
      next: (value) => {
        this.#win(attempt);
        if (this.#budgets) within(this.#outerBudgets, () => this.subscriber.next(value));
        else this.subscriber.next(value);
      },
      error: (error: unknown) => this.#lose(attempt, error),
      complete: () => {
        this.#win(attempt);
        within(this.#outerBudgets, () => this.subscriber.complete());
      },
    });
    this.#running.set(attempt, this.#clock());
    try {
      within(this.#budgets, () => this.source.subscribe(attempt));
    } catch (thrown) {
      attempt.error(thrown);
    }
  }

  #wait(): void {
    const isOver = this.subscriber.closed || !this.#mayHedge || this.#running.size === 0;
    if (!isOver && this.#hedges < this.settings.maxHedges) this.#countdown.restart(this.#delay());
  }

  #hedge(): void {
    if (this.#budgets?.tryWithdraw() === false) return;
    this.#hedges++;
    this.#start();
    this.#wait();
  }

  #delay(): number {
    const { delay } = this.settings;
    if (typeof delay === 'number') return delay;
    const measured = this.latencies?.percentile(delay.percentile) ?? Infinity;
    return Math.min(Math.max(measured, delay.min), delay.max);
  }

  /** The first value, or an end without one, decides. How long the others have run is the least that they would have taken. */
  #win(winner: Subscriber<T>): void {
    if (!this.#mayHedge && this.#running.size === 0) return;
    this.#mayHedge = false;
    this.#hinted = undefined;
    this.#reason = undefined;
    const now = this.#clock();
    for (const startedAt of this.#running.values()) this.latencies?.record(now - startedAt);
    this.#running.delete(winner);
    this.#leaveOthers();
  }

  /** An answer that isn't the service's failure is final; else whoever still runs may do better. */
  #lose(attempt: Subscriber<T>, error: unknown): void {
    this.#running.delete(attempt);
    this.#note(error);
    const isAnswer = answerStatus(error) !== undefined && !isFailure(error);
    if (!isAnswer && this.#running.size > 0) return;
    this.#leaveOthers();
    this.#fail(isAnswer ? error : (this.#hinted ?? this.#reason ?? { error }).error);
  }

  /** A server, or a limit on the way to it, that wants to be asked later isn't asked once more now. */
  #note(error: unknown): void {
    const hasHint = retryHint(error) !== undefined;
    if (hasHint) {
      this.#mayHedge = false;
      this.#countdown.stop();
    }
    if (isRefusal(error)) return;
    this.#reason = { error };
    if (hasHint) this.#hinted ??= this.#reason;
  }

  /** What a teardown throws is the end. */
  #leaveOthers(): void {
    try {
      this.#leave();
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  /** The newest first: if an attempt that waits for a place were left last, it would get that of an older one, and be sent. */
  #leave(): void {
    this.#countdown.stop();
    const attempts = [...this.#running.keys()].reverse();
    this.#running.clear();
    for (const attempt of attempts) attempt.unsubscribe();
  }

  /** What follows on an error is no part of the attempt. */
  #fail(error: unknown): void {
    within(this.#outerBudgets, () => this.subscriber.error(error));
  }
}
