import type { SchedulerLike } from 'rxjs';

/** Makes a change; what it throws goes out of a timer, as unhandled, for whoever happens to ask now has nothing to do with it. */
export function throwLater(scheduler: SchedulerLike, change: () => void): void {
  try {
    change();
  } catch (thrown) {
    scheduler.schedule(() => {
      throw thrown;
    });
  }
}
