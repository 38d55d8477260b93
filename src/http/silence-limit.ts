import type { Observer, SchedulerLike } from 'rxjs';
import { createReaderCountdown, type ReaderCountdown } from '../delivery/reader-countdown.js';

/**
 * Hands values on, and errors the target when it has heard nothing for too long. The time that the consumer takes inside `next`, or
 * for which it holds the reader, is not silence. The source comes first: what it does in the same frame as the timer is in time.
 */
export class SilenceLimit<T> implements Observer<T> {
  readonly #target: Observer<T>;
  readonly #timeout: number;
  readonly #countdown: ReaderCountdown;
  #hasBegun = false;
  #isStopped = false;

  constructor(target: Observer<T>, timeout: number, scheduler: SchedulerLike, createError: () => Error) {
    this.#target = target;
    this.#timeout = timeout;
    this.#countdown = createReaderCountdown(scheduler, () => this.error(createError()));
  }

  /** To be called when the source has been subscribed to. */
  begin(): void {
    if (!this.#hasBegun && !this.#isStopped) this.#countdown.restart(this.#timeout);
  }

  next(value: T): void {
    this.#hasBegun = true;
    this.#target.next(value);
    if (!this.#isStopped) this.#countdown.restartWhenFree(this.#timeout);
  }

  error(error: unknown): void {
    this.stop();
    this.#target.error(error);
  }

  complete(): void {
    this.stop();
    this.#target.complete();
  }

  stop(): void {
    this.#isStopped = true;
    this.#countdown.stop();
  }
}
