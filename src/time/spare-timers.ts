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
  readonly #timers: MovableTimer[] = [];
  #patience = 0;

  add(timer: MovableTimer): void {
    timer.owner = undefined;
    this.#timers.push(timer);
    if (this.#patience === 0) void Promise.resolve().then(this.#sweep);
    this.#patience = PATIENCE;
  }

  /** The one that was left last, if it fires early enough. */
  take(owner: TimerOwner, dueAt: number, now: number): MovableTimer | undefined {
    const timer = this.#timers.at(-1);
    if (!timer?.moveTo(dueAt, now)) return undefined;
    timer.owner = owner;
    return this.#timers.pop();
  }

  readonly #sweep = (): void => {
    this.#patience = this.#timers.length === 0 ? 0 : this.#patience - 1;
    if (this.#patience > 0) return void Promise.resolve().then(this.#sweep);
    for (const timer of this.#timers.splice(0)) timer.cancel();
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
