import type { SchedulerLike } from 'rxjs';
import { MovableTimer, type TimerOwner } from '../time/movable-timer.js';
import { spareTimersOf, type SpareTimers } from '../time/spare-timers.js';
import { currentReader } from './current-reader.js';

/** Who is told when a countdown ends; an object that is there anyway, since a function for each call would be one object more. */
export interface CountdownOwner {
  onEnd(countdown: PausingCountdown): void;
}

/**
 * The countdown behind `createReaderCountdown`. It starts no timer where its own, or one that another has left, fires early enough:
 * that one is then started for what is left.
 */
export class PausingCountdown implements TimerOwner {
  #timer: MovableTimer | undefined;
  #spares: SpareTimers | undefined;
  /** On the scheduler's clock, of which the last reading is kept: a step back is no time. */
  #dueAt = 0;
  #readAt = 0;
  #left = 0;
  /** Ends a pause. */
  #leave: (() => void) | undefined;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly owner: CountdownOwner,
  ) {}

  restart(duration: number): void {
    this.#endPause();
    if (duration === Infinity) return this.#stopTimer();
    const now = this.scheduler.now();
    this.#readAt = now;
    this.#dueAt = now + duration;
    if (this.#spares && this.#timer?.moveTo(this.#dueAt, now)) return;
    this.#timer?.cancel();
    this.#spares = spareTimersOf(this.scheduler, now);
    this.#timer = this.#spares?.take(this, this.#dueAt, now) ?? new MovableTimer(this.scheduler, now, duration, this);
  }

  stop(): void {
    this.#endPause();
    this.#stopTimer();
  }

  remaining(): number {
    if (this.#leave) return this.#left;
    const now = this.scheduler.now();
    if (now < this.#readAt) this.#dueAt -= this.#readAt - now;
    this.#readAt = now;
    return this.#dueAt - now;
  }

  pauseWhileHeld(): void {
    if (!this.#leave && currentReader()?.isHeld) this.#pause(this.remaining());
  }

  restartWhenFree(duration: number): void {
    if (this.#leave) this.#left = duration;
    else if (currentReader()?.isHeld) this.#pause(duration);
    else this.restart(duration);
  }

  onTimer({ firesAt, wasMoved }: MovableTimer): void {
    this.#timer = wasMoved ? new MovableTimer(this.scheduler, firesAt, Math.max(this.#dueAt - firesAt, 0), this) : undefined;
    if (!wasMoved) this.owner.onEnd(this);
  }

  #pause(duration: number): void {
    this.#stopTimer();
    this.#left = duration;
    this.#leave = currentReader()?.whenFree(() => {
      this.restart(this.#left);
    });
  }

  #endPause(): void {
    this.#leave?.();
    this.#leave = undefined;
  }

  #stopTimer(): void {
    const timer = this.#timer;
    this.#timer = undefined;
    if (timer && this.#spares) this.#spares.add(timer);
    else timer?.cancel();
  }
}
