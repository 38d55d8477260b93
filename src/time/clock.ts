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
export function createClock(scheduler: SchedulerLike): Clock {
  let last = scheduler.now();
  let setBack = 0;
  const read = (): number => {
    const now = scheduler.now();
    if (now < last) setBack += last - now;
    last = now;
    return now + setBack;
  };
  return Object.assign(read, { toScheduler: (time: number) => time - setBack });
}
