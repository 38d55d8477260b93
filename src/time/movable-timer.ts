import type { SchedulerLike, Subscription } from 'rxjs';
import { scheduleAfter } from './schedule-after.js';

/** Who is told when a timer fires. */
export interface TimerOwner {
  onTimer(timer: MovableTimer): void;
}

/**
 * A timer that can be given a later end, and another owner, without being started anew. It fires when it was to at first; whoever
 * has moved it waits for the rest then.
 */
export class MovableTimer {
  /** Nobody's, and of no use any more, once it has fired. */
  owner: TimerOwner | undefined;
  wasMoved = false;
  /** Among those that nobody needs, in a list of their own: an array that grows and shrinks by one allocates each time. */
  leftBefore: MovableTimer | undefined;
  readonly firesAt: number;
  readonly #startedAt: number;
  readonly #zone = currentZone();
  readonly #action: Subscription;

  constructor(scheduler: SchedulerLike, now: number, delay: number, owner: TimerOwner) {
    this.owner = owner;
    this.#startedAt = now;
    this.firesAt = now + delay;
    this.#action = scheduleAfter(scheduler, delay, () => this.owner?.onTimer(this));
  }

  /** False where it fires too late for that, may have fired already, or belongs to another zone, or where the clock has been set back. */
  moveTo(dueAt: number, now: number): boolean {
    const isOfUse = this.firesAt <= dueAt && now < this.firesAt && now >= this.#startedAt && this.#zone === currentZone();
    if (isOfUse) this.wasMoved = true;
    return isOfUse;
  }

  cancel(): void {
    this.owner = undefined;
    this.#action.unsubscribe();
  }
}

/** Where zone.js is at work, as in Angular, a callback has to run in the zone of its subscriber. */
function currentZone(): unknown {
  return (globalThis as { Zone?: { current: unknown } }).Zone?.current;
}
