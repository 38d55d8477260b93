import type { SchedulerAction, SchedulerLike, Subscription, VirtualAction } from 'rxjs';
import { createVirtualTime } from '../../../src/testing/virtual-time.js';

/** The time of a world: its wall clock can be set, its timers can't. */
export class WorldTime implements SchedulerLike {
  /** Timers that have gone off. */
  events = 0;
  readonly #frames = createVirtualTime();
  #setBy = 0;
  #setForward = 0;

  /** What the wall clock shows. */
  readonly now = (): number => this.#frames.frame + this.#setBy;

  /** Milliseconds that have really passed. */
  get frame(): number {
    return this.#frames.frame;
  }

  /** What the policies have to take for the time: the sum of the wall clock's forward steps. */
  get elapsed(): number {
    return this.#frames.frame + this.#setForward;
  }

  get timers(): number {
    return this.#frames.actions.filter((action) => !action.closed).length;
  }

  schedule<T>(work: (this: SchedulerAction<T>, state?: T) => void, delay = 0, state?: T): Subscription {
    return this.#frames.schedule(work, Math.ceil(delay), state);
  }

  set(by: number): void {
    this.#setBy += by;
    this.#setForward += Math.max(0, by);
  }

  /** Runs all timers; `check` is called behind each, told whether time goes on then, and ends the run with false. */
  run(check: (isLastOfFrame: boolean) => boolean): void {
    const actions = this.#frames.actions as VirtualAction<unknown>[];
    for (let next = actions.shift(); next; next = actions.shift()) {
      this.#frames.frame = next.delay;
      const thrown: unknown = next.execute(next.state, next.delay);
      if (thrown) throw thrown;
      this.events++;
      if (!check(actions.length === 0 || actions[0]!.delay > this.frame)) return;
    }
  }
}
