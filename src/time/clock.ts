import type { SchedulerLike } from 'rxjs';

/** Reads a time in milliseconds that never goes back. */
export interface Clock {
  (): number;
  /** What the scheduler calls a time of this clock: the same, as long as it hasn't been set back. */
  toScheduler(time: number): number;
}

/**
 * A clock over `scheduler.now()` that adds up its forward steps: when the wall clock is set back, time stands still for that
 * step and goes on from there, so that nothing that was due stays due for an hour. Until then both show the same time.
 */
export class SteadyClock {
  readonly #scheduler: SchedulerLike;
  #last: number;
  #setBack = 0;

  constructor(scheduler: SchedulerLike) {
    this.#scheduler = scheduler;
    this.#last = scheduler.now();
  }

  now(): number {
    const now = this.#scheduler.now();
    if (now < this.#last) this.#setBack += this.#last - now;
    this.#last = now;
    return now + this.#setBack;
  }

  /** What the scheduler calls a time of this clock: the same, as long as it hasn't been set back. */
  toScheduler(time: number): number {
    return time - this.#setBack;
  }
}

/** The same as a function, for who only reads it. */
export function createClock(scheduler: SchedulerLike): Clock {
  const clock = new SteadyClock(scheduler);
  return Object.assign(() => clock.now(), { toScheduler: (time: number) => clock.toScheduler(time) });
}
