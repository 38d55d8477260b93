import type { SchedulerLike } from 'rxjs';
import { createClock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { currentReader } from './current-reader.js';

/** A countdown that stands still while the consumer of a value holds the reader that it came from. */
export interface ReaderCountdown extends Countdown {
  /** Milliseconds that are left of the last start. */
  remaining(): number;
  /** To be called when a value has been delivered: stops the time while its reader is held. */
  pauseWhileHeld(): void;
  /** As `restart`, when a value has been delivered: the time begins when its reader is free. */
  restartWhenFree(duration: number): void;
}

/** Makes a stopped countdown that will call `onEnd`. A limit on a source is no limit on who consumes it. */
export function createReaderCountdown(scheduler: SchedulerLike, onEnd: () => void): ReaderCountdown {
  const clock = createClock(scheduler);
  const timer = createCountdown(scheduler, onEnd);
  let dueAt = 0;
  let left = 0;
  /** Ends a pause. */
  let leave: (() => void) | undefined;

  const remaining = (): number => (leave ? left : dueAt - clock());
  const stop = (): void => {
    leave?.();
    leave = undefined;
    timer.stop();
  };
  const restart = (duration: number): void => {
    stop();
    dueAt = clock() + duration;
    timer.restart(duration);
  };
  const pause = (duration: number): boolean => {
    const reader = currentReader();
    if (!reader?.isHeld) return false;
    stop();
    left = duration;
    leave = reader.whenFree(() => restart(left));
    return true;
  };
  return {
    restart,
    stop,
    remaining,
    pauseWhileHeld() {
      if (!leave) pause(remaining());
    },
    restartWhenFree(duration) {
      if (leave) left = duration;
      else if (!pause(duration)) restart(duration);
    },
  };
}
