import { VirtualAction, VirtualTimeScheduler, type Subscription } from 'rxjs';

/**
 * Virtual time for many timers at once, and for long: RxJS sorts all that are pending whenever one is set, this puts each where it
 * belongs; and there each tick of an interval hangs on the one before it, until no stack is deep enough to unsubscribe from the first. Give it to
 * everything as `scheduler`, and let all of it happen by `flush()`.
 *
 * @example
 * const scheduler = createVirtualTime();
 * timer(60_000, scheduler).subscribe(() => console.log(scheduler.now()));
 * scheduler.flush();
 */
export function createVirtualTime(): VirtualTimeScheduler {
  return new VirtualTimeScheduler(OrderedAction);
}

class OrderedAction<T> extends VirtualAction<T> {
  override schedule(state?: T, delay?: number): Subscription {
    this.id = undefined; // only an action without an id takes its own place again
    return super.schedule(state, delay);
  }

  protected override requestAsyncId(scheduler: VirtualTimeScheduler, _id?: unknown, delay = 0): number {
    this.delay = scheduler.frame + delay;
    const actions: unknown[] = scheduler.actions;
    let low = 0;
    let high = actions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((actions[middle] as VirtualAction<T>).delay <= this.delay) low = middle + 1;
      else high = middle;
    }
    actions.splice(low, 0, this);
    return 1;
  }
}
