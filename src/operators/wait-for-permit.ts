import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/**
 * Subscribes to what `start` makes of the permit that `turn` has emitted. An error of `turn` passes; unsubscribing before leaves `turn`.
 *
 * @param release gives the permit back, once, when the source has ended or is left, and behind its teardown
 */
export function waitForPermit<T, P>(
  turn: Observable<P>,
  start: (permit: P) => Observable<T>,
  release?: (permit: P) => void,
): Observable<T> {
  return new Observable((subscriber) => {
    const wait = innerSubscriber<P>(subscriber, {
      next(permit) {
        const call = release ? innerSubscriber<T>(subscriber) : subscriber;
        if (release) subscriber.add(() => release(permit));
        start(permit).subscribe(call);
      },
      complete: () => undefined,
    });
    turn.subscribe(wait);
  });
}
