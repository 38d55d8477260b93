import { Subscription, type Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitBreakerState } from '../policies/circuit-state.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { OneAtATime, type Turnable } from './one-at-a-time.js';
import { outcomesOf } from './outcomes-of.js';
import { refusedBy } from './refused-by.js';

/** What it switches between. */
export interface FallbackStreams {
  readonly source: Observable<unknown>;
  readonly alternative: Observable<unknown>;
}

/** One subscription of `fallbackWhileOpen`. */
export class FallbackSwitch {
  readonly #streams: OneAtATime;
  readonly #source: Turnable<unknown>;
  readonly #alternative: Turnable<unknown>;
  readonly #countdown: Countdown;
  #outcomes = Subscription.EMPTY;
  #status: CircuitBreakerState['status'] | undefined;

  constructor(
    private readonly breaker: CircuitBreaker,
    { source, alternative }: FallbackStreams,
    private readonly subscriber: Subscriber<unknown>,
    scheduler: SchedulerLike,
  ) {
    this.#streams = new OneAtATime(subscriber);
    this.#source = { source, on: { error: (error: unknown) => this.#onError(error) } };
    this.#alternative = { source: alternative, on: { complete: () => undefined } };
    this.#countdown = createCountdown(scheduler, () => this.#reconsider());
  }

  start(): void {
    this.subscriber.add(() => this.#countdown.stop());
    const states = innerSubscriber<CircuitBreakerState>(this.subscriber, { next: ({ status }) => this.#onStatus(status) });
    this.breaker.state$.subscribe(states);
    if (isOpen(this.#status)) this.#fallBack(Infinity);
    else this.#recover();
  }

  /** The first status is only kept: what it asks for is done when its delivery is over, and any later one tells of that. */
  #onStatus(status: CircuitBreakerState['status']): void {
    const isFirst = this.#status === undefined;
    this.#status = status;
    if (isFirst) return;
    if (isOpen(status)) this.#fallBack(Infinity);
    else this.#reconsider();
  }

  /** A failure that opens the circuit may arrive before the state that it leads to. */
  #onError(error: unknown): void {
    const wait = isOpen(this.breaker.state$.value.status) ? Infinity : refusedBy(this.breaker, error);
    if (wait === undefined) this.subscriber.error(error);
    else this.#fallBack(wait);
  }

  #fallBack(wait: number): void {
    if (this.#outcomes.closed) {
      const outcomes = innerSubscriber(this.subscriber, { next: () => this.#reconsider() });
      this.#outcomes = outcomes;
      outcomesOf(this.breaker).subscribe(outcomes);
    }
    this.#countdown.restart(wait);
    this.#streams.turnTo(this.#alternative);
  }

  #recover(): void {
    this.#outcomes.unsubscribe();
    this.#countdown.stop();
    this.#streams.turnTo(this.#source);
  }

  /** Leaves the alternative only for a call that would be admitted. To ask may bring a change of status, and with that a switch. */
  #reconsider(): void {
    if (!this.#streams.isAt(this.#alternative)) return;
    const isAdmitted = this.breaker.canAcquire();
    if (isOpen(this.#status) || !this.#streams.isAt(this.#alternative)) return;
    if (isAdmitted) this.#recover();
    else this.#countdown.restart(refusedBy(this.breaker, this.breaker.refusal())!);
  }
}

function isOpen(status: CircuitBreakerState['status'] | undefined): boolean {
  return status === 'open' || status === 'isolated';
}
