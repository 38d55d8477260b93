import { Observable, type Subscriber } from 'rxjs';
import type { LimiterTurn } from '../policies/limiter-turn.js';
import type { RateLimiter } from '../policies/rate-limiter.js';

/** Subscribes to the source when the limiter grants the cost; errors with its refusal. Throws where the cost can never be granted. */
export function waitForTurn<T>(limiter: RateLimiter, cost: number | undefined): (source: Observable<T>) => Observable<T> {
  limiter.checkCost(cost);
  return (source) => new Observable((caller) => limiter.enter(new TurnToSubscribe(source, caller), cost));
}

class TurnToSubscribe<T> implements LimiterTurn {
  constructor(
    private readonly source: Observable<T>,
    private readonly caller: Subscriber<T>,
  ) {}

  get closed(): boolean {
    return this.caller.closed;
  }

  onTurn(): boolean {
    return true;
  }

  go(): void {
    this.source.subscribe(this.caller);
  }

  giveUp(): void {}

  refuse(error: unknown): void {
    this.caller.error(error);
  }
}
