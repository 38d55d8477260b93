import type { SchedulerLike } from 'rxjs';
import type { Countdown } from '../time/countdown.js';
import { PausingCountdown } from './pausing-countdown.js';

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
  return new PausingCountdown(scheduler, { onEnd });
}
