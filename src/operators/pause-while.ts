import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { OneAtATime } from './one-at-a-time.js';

/**
 * Leaves the source while `paused$` says true, and subscribes to it again when that says false.
 *
 * ```
 * paused$   ----t----f---    (true, false)
 * source    -a-b-c-d-e-f-
 *   pauseWhile(paused$)
 * result    -a-b------a-b    (a cold source begins again)
 * ```
 *
 * Until `paused$` says something the source isn't paused, but what it says at once is heard first: behind a `BehaviorSubject`
 * of true the source isn't subscribed to at all. Saying the same again changes nothing. An error of `paused$` passes. When it
 * completes, a source that runs goes on; a paused one can't be resumed by anything any more, and the result completes.
 *
 * It is for polling and event sources: values that a hot source emits meanwhile are lost, and **a request that runs is aborted
 * and sent again**, so put requests that may not be sent twice outside of it. Unsubscribing leaves the source and `paused$`.
 * Nothing is shared between subscriptions.
 *
 * @example
 * const hidden$ = fromEvent(document, 'visibilitychange').pipe(startWith(0), map(() => document.hidden));
 * const orders$ = timer(0, 5_000).pipe(switchMap(() => http.get('/orders')), pauseWhile(hidden$));
 */
export function pauseWhile<T>(paused$: Observable<boolean>): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      const streams = new OneAtATime(subscriber);
      const running = { source };
      let isPaused = false;
      let hasBegun = false;
      const gate = innerSubscriber<boolean>(subscriber, {
        next(value) {
          isPaused = value;
          if (hasBegun) turn();
        },
        complete() {
          if (isPaused) subscriber.complete();
        },
      });
      paused$.subscribe(gate);
      hasBegun = true;
      turn();

      function turn(): void {
        streams.turnTo(isPaused ? undefined : running);
      }
    });
}
