import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Chance } from '../../simulation/chance.js';

/** Subscribes to a call, and leaves it at a random instant: in the same frame, inside `next`, on the way, by the signal, or not at all. */
export class SoakCaller {
  /** Its own, where that is how it leaves. */
  readonly controller: AbortController | undefined;
  readonly #leaves: number;

  constructor(
    private readonly scheduler: SchedulerLike,
    private readonly chance: Chance,
  ) {
    this.#leaves = chance.random();
    if (this.#leaves < 0.05) this.controller = new AbortController();
  }

  /** @param onEnd told once, when the caller hears no more, what came of it: `value`, `left`, or the name of an error */
  call(call$: Observable<unknown>, onEnd: (how: string) => void): void {
    let how = 'left';
    const call = new Subscription(() => onEnd(how));
    const end = (last: string): void => {
      how = last;
      call.unsubscribe();
    };
    const next = (): void => {
      how = 'value';
      if (this.#leaves > 0.9) call.unsubscribe();
    };
    const error = (thrown: unknown): void => end((thrown as Error).name);
    call.add(call$.subscribe({ next, error, complete: () => end('value') }));
    if (!call.closed) this.#leaveLater(call);
  }

  #leaveLater(call: Subscription): void {
    const { controller, scheduler, chance } = this;
    const instant = chance.exponential(20);
    if (controller) call.add(scheduler.schedule(() => controller.abort(), instant));
    else if (this.#leaves < 0.07) call.unsubscribe();
    else if (this.#leaves < 0.3) call.add(scheduler.schedule(() => call.unsubscribe(), instant));
  }
}
