import type { Observable, SchedulerLike, Subscriber, Subscription } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { Turn } from '../policies/slow-start.js';
import { scheduleAfter } from '../time/schedule-after.js';
import type { ClosedQueue, Waiter, WaitingPlace } from './closed-queue.js';
import { refusedBy } from './refused-by.js';

export interface WaitingLimits {
  readonly max: number;
  readonly maxQueue: number;
  readonly scheduler: SchedulerLike;
}

/** One subscription of `waitForClosed`: waits, runs, and waits again when it is refused all the same. */
export class WaitingCall<T> implements Waiter {
  readonly arrival: number;
  #place: WaitingPlace | undefined;
  #deadline: Subscription | undefined;
  #isOverdue: boolean;
  #call: Subscription | undefined;
  #turn: Turn | undefined;
  #hasAnswered = false;

  constructor(
    private readonly source: Observable<T>,
    private readonly subscriber: Subscriber<T>,
    private readonly breaker: CircuitBreaker,
    private readonly queue: ClosedQueue,
    private readonly limits: WaitingLimits,
  ) {
    this.arrival = queue.arrive();
    this.#isOverdue = limits.max === 0;
  }

  start(): void {
    this.subscriber.add(() => this.#leave());
    const place = this.queue.enter(this);
    if (!place?.isTaken) return;
    this.#place = place;
    if (this.#isOverdue || this.queue.size > this.limits.maxQueue) this.#refuse();
    else this.#startDeadline();
  }

  go(turn: Turn): void {
    this.#turn = turn;
    const call = innerSubscriber<T>(this.subscriber, {
      next: (value) => this.#onValue(turn, value),
      error: (error: unknown) => this.#onError(turn, error),
      complete: () => {
        this.#hasAnswered = true;
        this.subscriber.complete();
      },
    });
    this.#call = call;
    this.source.subscribe(call);
  }

  /** The value goes first; who takes no more than that has been answered all the same. */
  #onValue(turn: Turn, value: T): void {
    const isFirst = !this.#hasAnswered;
    this.#hasAnswered = true;
    this.subscriber.next(value);
    if (!isFirst) return;
    this.#deadline?.unsubscribe();
    this.queue.end(turn, true);
  }

  #onError(turn: Turn, error: unknown): void {
    const wait = this.#hasAnswered || this.#isOverdue ? undefined : refusedBy(this.breaker, error);
    if (wait === undefined) return this.subscriber.error(error);
    this.#call?.unsubscribe();
    if (this.subscriber.closed) return;
    this.#place = this.queue.comeBack(this, turn, wait);
    this.#startDeadline();
  }

  #startDeadline(): void {
    if (this.#deadline || this.limits.max === Infinity) return;
    this.#deadline = scheduleAfter(this.limits.scheduler, this.limits.max, () => this.#onDeadline());
  }

  /** Who has gone already isn't waiting; but it won't come back. */
  #onDeadline(): void {
    this.#isOverdue = true;
    if (this.#place?.isTaken) this.#refuse();
  }

  #refuse(): void {
    this.queue.leave(this.#place!);
    this.subscriber.error(this.breaker.refusal());
  }

  /** The source is torn down before the next one goes. */
  #leave(): void {
    this.#deadline?.unsubscribe();
    this.#call?.unsubscribe();
    if (this.#place) this.queue.leave(this.#place);
    if (this.#turn) this.queue.end(this.#turn, this.#hasAnswered);
  }
}
