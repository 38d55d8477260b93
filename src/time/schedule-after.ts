import { Subscription, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** The longest delay a platform timer takes; a longer one would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Calls `work` once, `delay` milliseconds from now. A delay that no platform timer can hold is waited in several steps, and
 * `Infinity` never comes. Unsubscribing leaves no timer.
 */
export function scheduleAfter(scheduler: SchedulerLike, delay: number, work: () => void): Subscription {
  if (delay === Infinity) return Subscription.EMPTY;
  if (delay <= LONGEST_TIMER) return scheduler.schedule(work, delay);

  return scheduler.schedule(step, LONGEST_TIMER, delay - LONGEST_TIMER);

  function step(this: SchedulerAction<number>, remaining = 0): void {
    if (remaining === 0) return work();
    const next = Math.min(remaining, LONGEST_TIMER);
    this.schedule(remaining - next, next);
  }
}
