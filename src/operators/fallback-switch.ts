import { Subscription, type Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitBreakerState } from '../policies/circuit-state.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { OneAtATime, type Turnable } from './one-at-a-time.js';
import { outcomesOf } from './outcomes-of.js';
import { refusedBy } from './refused-by.js';

const SHORTEST_WAIT = 1;

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
  /** What the breaker has told last. */
  #state: CircuitBreakerState | undefined;
  /** When the last opening began, until it is a millisecond ago. */
  #openedAt: number | undefined;

  constructor(
    private readonly breaker: CircuitBreaker,
    { source, alternative }: FallbackStreams,
    private readonly subscriber: Subscriber<unknown>,
    scheduler: SchedulerLike,
  ) {
    this.#streams = new OneAtATime(subscriber);
    this.#source = { source, on: { error: (error: unknown) => this.#onError(error) } };
    this.#alternative = { source: alternative, on: { complete: () => undefined } };
    this.#countdown = createCountdown(scheduler, () => this.#onCountdown());
  }

  start(): void {
    this.subscriber.add(() => this.#countdown.stop());
    const states = innerSubscriber<CircuitBreakerState>(this.subscriber, { next: (state) => this.#onState(state) });
    this.breaker.state$.subscribe(states);
    if (isOpen(this.#state)) this.#fallBack(Infinity);
    else this.#recover();
  }

  /** The first state is only kept: what it asks for is done when its delivery is over, and any later one tells of that. */
  #onState(state: CircuitBreakerState): void {
    const isFirst = this.#state === undefined;
    this.#state = state;
    if (isFirst) return;
    if (state.status === 'open') this.#openedAt = state.openedAt;
    if (isOpen(state)) this.#fallBack(Infinity);
    else this.#reconsider();
  }

  #onError(error: unknown): void {
    const wait = this.#untoldWait() ?? refusedBy(this.breaker, error);
    if (wait === undefined) this.subscriber.error(error);
    else this.#fallBack(wait);
  }

  /** A failure that opens the circuit may arrive before the states that it leads to: open, and half-open if that lasts no time. */
  #untoldWait(): number | undefined {
    const state = this.breaker.state$.value;
    if (isOpen(state)) return Infinity;
    return state.status === 'half-open' && state !== this.#state ? SHORTEST_WAIT : undefined;
  }

  #onCountdown(): void {
    this.#openedAt = undefined;
    this.#reconsider();
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
    const isAdmitted = this.breaker.canAcquire();
    if (isOpen(this.#state) || !this.#streams.isAt(this.#alternative)) return;
    if (!isAdmitted) this.#countdown.restart(refusedBy(this.breaker, this.breaker.refusal())!);
    else if (this.#isTooSoon()) this.#countdown.restart(SHORTEST_WAIT);
    else this.#recover();
  }

  /** A source that fails at once would be tried for ever in the instant of an opening that lasts no time. */
  #isTooSoon(): boolean {
    const state = this.breaker.state$.value;
    return state.status === 'half-open' && state.since === this.#openedAt;
  }
}

function isOpen(state: CircuitBreakerState | undefined): boolean {
  return state?.status === 'open' || state?.status === 'isolated';
}
