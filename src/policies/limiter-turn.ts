import type { Subscriber } from 'rxjs';

/** Somebody at a rate limiter, who is told when the turn has come. */
export interface LimiterTurn {
  /** Nobody is there any more. */
  readonly closed: boolean;
  /** Asked when the turn has come, before anything is spent; false gives it up. */
  onTurn(): boolean;
  /** The turn has come, and is paid for. */
  go(): void;
  /** The turn has been given up, as `onTurn` said. */
  giveUp(): void;
  refuse(error: unknown): void;
}

/** The turn of who waits as an Observer. */
export class TurnOfObserver implements LimiterTurn {
  constructor(
    private readonly observer: Subscriber<void>,
    private readonly isWanted: (() => boolean) | undefined,
  ) {}

  get closed(): boolean {
    return this.observer.closed;
  }

  onTurn(): boolean {
    return this.isWanted?.() ?? true;
  }

  go(): void {
    this.observer.next();
    this.observer.complete();
  }

  giveUp(): void {
    this.observer.complete();
  }

  refuse(error: unknown): void {
    this.observer.error(error);
  }
}
