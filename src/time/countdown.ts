import type { Subscription, SchedulerLike } from 'rxjs';
import { scheduleAfter } from './schedule-after.js';

/** A timer that can be started again and again; only the last start counts. */
export interface Countdown {
  /** Calls the callback `duration` milliseconds from now, instead of when it was due before. */
  restart(duration: number): void;
  stop(): void;
}

/** Makes a stopped countdown that will call `onEnd`. */
export function createCountdown(scheduler: SchedulerLike, onEnd: () => void): Countdown {
  let timer: Subscription | undefined;
  return {
    restart(duration) {
      timer?.unsubscribe();
      timer = scheduleAfter(scheduler, duration, onEnd);
    },
    stop() {
      timer?.unsubscribe();
      timer = undefined;
    },
  };
}
