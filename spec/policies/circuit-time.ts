import { VirtualTimeScheduler, type SchedulerAction, type SchedulerLike } from 'rxjs';

/** Time that a spec moves by hand, with a wall clock that can be set wrong and a count of the timers that run. */
export interface ManualTime {
  readonly scheduler: SchedulerLike;
  /** Timers that run now. */
  readonly timers: number;
  /** Timers that were ever started. */
  readonly started: number;
  /** Lets time pass; what is due on the way happens. */
  advance(duration: number): void;
  /** Sets the wall clock without any time passing. */
  jump(by: number): void;
}

export function manualTime(): ManualTime {
  const virtual = new VirtualTimeScheduler();
  let offset = 0;
  let started = 0;
  const schedule = <T>(work: (this: SchedulerAction<T>, state?: T) => void, delay?: number, state?: T) => {
    started++;
    return virtual.schedule(work, delay, state);
  };
  return {
    scheduler: { now: () => virtual.now() + offset, schedule },
    get timers() {
      return virtual.actions.length;
    },
    get started() {
      return started;
    },
    advance(duration) {
      virtual.maxFrames = virtual.frame + duration;
      virtual.schedule(() => undefined, duration);
      virtual.flush();
    },
    jump(by) {
      offset += by;
    },
  };
}
