import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** Subscribes to the source when `turn` has emitted. An error of `turn` passes; unsubscribing before leaves `turn`. */
export function waitForPermit<T>(turn: Observable<void>, source: Observable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const wait = innerSubscriber<void>(subscriber, {
      next: () => source.subscribe(subscriber),
      complete: () => undefined,
    });
    turn.subscribe(wait);
  });
}
