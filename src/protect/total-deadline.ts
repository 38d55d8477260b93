import type { SchedulerLike, Subscriber } from 'rxjs';
import { PausingCountdown, type CountdownOwner } from '../delivery/pausing-countdown.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';

/**
 * Gives a call `total` milliseconds from now. When they are up, a running attempt errors with `RequestTimeoutError` from inside, so
 * that a breaker around it counts a failure; if none runs, or what is around it goes on, the call itself does. Time for which the
 * consumer holds the reader doesn't count.
 */
export class TotalDeadline implements CountdownOwner {
  readonly #countdown: PausingCountdown;
  readonly #running: Subscriber<never>[] = [];
  #hasExpired = false;

  constructor(
    private readonly total: number,
    scheduler: SchedulerLike,
    private readonly caller: Subscriber<never>,
  ) {
    this.#countdown = new PausingCountdown(scheduler, this);
    caller.add(() => this.#countdown.stop());
    this.#countdown.restart(total);
  }

  /** The time is up, even if the timer is late. */
  isOver(): boolean {
    return this.#hasExpired || this.#countdown.remaining() <= 0;
  }

  /** Ends the call if its time is up: an attempt that starts now would have none, and speak against the service. */
  endIfOver(): boolean {
    const isOver = this.isOver();
    if (isOver) this.#expire();
    return isOver;
  }

  /** To be called when a value has been delivered. */
  pauseWhileHeld(): void {
    this.#countdown.pauseWhileHeld();
  }

  /** An attempt runs, and is to hear of the end first. */
  enter(attempt: Subscriber<never>): void {
    this.#running.push(attempt);
  }

  leave(attempt: Subscriber<never>): void {
    const at = this.#running.indexOf(attempt);
    if (at >= 0) this.#running.splice(at, 1);
  }

  onEnd(): void {
    this.#expire();
  }

  #expire(): void {
    const error = new RequestTimeoutError('total', this.total);
    this.#hasExpired = true;
    for (const attempt of [...this.#running]) attempt.error(error);
    this.caller.error(error);
  }
}
