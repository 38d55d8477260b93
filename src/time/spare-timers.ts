import { asyncScheduler, type SchedulerLike } from 'rxjs';
import type { MovableTimer, TimerOwner } from './movable-timer.js';

/** A clock that shows an earlier time than this (the year 1973) is a test's, which wants each timer to be what it was asked for. */
const REAL_TIME = 1e11;
/** Microtasks that a spare timer is kept for: as many as lie between the end of an awaited call and the start of the next. */
const PATIENCE = 4;

/**
 * The timers that nobody needs any more, for the rest of the microtasks that run now: one call after the other, or one per call in
 * flight, goes with one timer, where `setInterval` and `clearInterval` for each cost more than all else that a guarded call does.
 */
export class SpareTimers {
  /** The one that was left last; each knows the one before it. */
  #last: MovableTimer | undefined;
  #patience = 0;
  readonly #now = Promise.resolve();

  add(timer: MovableTimer): void {
    timer.owner = undefined;
    timer.leftBefore = this.#last;
    this.#last = timer;
    if (this.#patience === 0) void this.#now.then(this.#sweep);
    this.#patience = PATIENCE;
  }

  /** The one that was left last, if it fires early enough. */
  take(owner: TimerOwner, dueAt: number, now: number): MovableTimer | undefined {
    const timer = this.#last;
    if (!timer?.moveTo(dueAt, now)) return undefined;
    this.#last = timer.leftBefore;
    timer.owner = owner;
    return timer;
  }

  readonly #sweep = (): void => {
    this.#patience = this.#last ? this.#patience - 1 : 0;
    if (this.#patience > 0) return void this.#now.then(this.#sweep);
    for (let timer = this.#last; timer; timer = timer.leftBefore) timer.cancel();
    this.#last = undefined;
  };
}

const spares = new WeakMap<SchedulerLike, SpareTimers>();

/** Those of the platform's timers; none where the scheduler or its clock isn't the platform's. */
export function spareTimersOf(scheduler: SchedulerLike, now: number): SpareTimers | undefined {
  if (scheduler !== asyncScheduler || now < REAL_TIME) return undefined;
  let timers = spares.get(scheduler);
  if (!timers) spares.set(scheduler, (timers = new SpareTimers()));
  return timers;
}
