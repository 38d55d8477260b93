import type { SchedulerLike } from 'rxjs';
import type { Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';

/** What time can change. */
export interface TimedChanges {
  /** When the next change is due, on the clock; `Infinity` for never. */
  dueAt(): number;
  /** Makes the one that is due. */
  make(due: number): void;
  /** Whether somebody has to hear of it at that moment. */
  isWatched(): boolean;
}

/** Makes the changes that time brings, each dated when it was due: at that moment while somebody watches, else when next asked. */
export class DueChanges {
  readonly #alarm: Countdown;

  constructor(
    scheduler: SchedulerLike,
    private readonly clock: Clock,
    private readonly changes: TimedChanges,
  ) {
    this.#alarm = createCountdown(scheduler, () => {
      this.catchUp();
      this.setAlarm();
    });
  }

  /** Returns the time, up to which all is done. */
  catchUp(): number {
    const now = this.clock();
    for (let due = this.changes.dueAt(); due <= now; due = this.changes.dueAt()) this.changes.make(due);
    return now;
  }

  /** Asked after every change. Only those who watch need a timer: everybody else asks. */
  setAlarm(): void {
    const due = this.changes.isWatched() ? this.changes.dueAt() : Infinity;
    if (due === Infinity) this.#alarm.stop();
    else this.#alarm.restart(Math.max(due - this.clock(), 0));
  }
}
