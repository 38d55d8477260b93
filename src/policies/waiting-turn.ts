import type { Unsubscribable } from 'rxjs';
import type { Place } from './fifo.js';
import type { LimiterTurn } from './limiter-turn.js';

/** Somebody who waits at a limiter: the place in its queue, and what leaves it, in one object, for there can be very many. */
export class WaitingTurn implements Place<WaitingTurn>, Unsubscribable {
  previous: Place<WaitingTurn> | undefined;
  next: Place<WaitingTurn> | undefined;
  isTaken = true;

  /** @param latest on the queue's clock: when the turn must have come; absent where that doesn't matter */
  constructor(
    readonly cost: number,
    readonly turn: LimiterTurn,
    readonly latest: number | undefined,
    private readonly leave: (waiter: WaitingTurn) => void,
  ) {}

  get value(): this {
    return this;
  }

  unsubscribe(): void {
    this.leave(this);
  }
}
