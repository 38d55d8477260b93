import { throttleTokenBucket, TokenBucket } from 'breakwater';
import { Observable, of, type Subscriber, type Subscription } from 'rxjs';

/** Where a call can wait, and how so many of them do. */
export type Park = (waiters: number) => Subscription[];

const observer = { next: () => undefined, error: () => undefined, complete: () => undefined };

function subscribeTo(source: Observable<unknown>, waiters: number): Subscription[] {
  return Array.from({ length: waiters }, () => source.subscribe(observer));
}

/** A bucket without a token, and with none to come soon. */
export function dryBucket(): TokenBucket {
  return new TokenBucket({ capacity: 1, refillPerSecond: 1e-6, initialTokens: 0 });
}

/** The reference: subscribers that are put into an array, and nothing else. */
export const parkBare: Park = (waiters) => {
  const parked: Subscriber<void>[] = [];
  return subscribeTo(new Observable<void>((subscriber) => void parked.push(subscriber)), waiters);
};

export const parkAtBucket: Park = (waiters) => subscribeTo(dryBucket().take(), waiters);

export const parkBehindOperator: Park = (waiters) => subscribeTo(of(1).pipe(throttleTokenBucket(dryBucket())), waiters);
