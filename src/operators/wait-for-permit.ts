import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/**
 * Subscribes to the source when `turn` has emitted. An error of `turn` passes; unsubscribing before leaves `turn`.
 *
 * @param release gives back what `turn` has emitted, once, when the source has ended or is left, and behind its teardown
 * @param prepare makes of the source what is subscribed to with this permit
 */
export function waitForPermit<T, P>(
  turn: Observable<P>,
  source: Observable<T>,
  release?: (permit: P) => void,
  prepare?: (source: Observable<T>, permit: P) => Observable<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const wait = innerSubscriber<P>(subscriber, {
      next(permit) {
        const call = release ? innerSubscriber<T>(subscriber) : subscriber;
        if (release) subscriber.add(() => release(permit));
        (prepare ? prepare(source, permit) : source).subscribe(call);
      },
      complete: () => undefined,
    });
    turn.subscribe(wait);
  });
}
