import { Observable, type Subscriber } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** Leaves the source while the last value of `pauser` is true, and subscribes to it again at false. Before its first value: false. */
export function whileRunning<T>(source: Observable<T>, pauser: Observable<boolean>, onPause: () => void): Observable<T> {
  return new Observable((subscriber) => {
    let isPaused = false;
    let isReady = false;
    let running: Subscriber<T> | undefined;

    function run(): void {
      running = innerSubscriber(subscriber);
      source.subscribe(running);
    }
    function pause(): void {
      running?.unsubscribe();
      try {
        onPause();
      } catch (thrown) {
        subscriber.error(thrown);
      }
    }
    function onChange(): void {
      if (isPaused) pause();
      else run();
    }

    const changes = innerSubscriber<boolean>(subscriber, {
      next(value) {
        if (value === isPaused) return;
        isPaused = value;
        if (isReady) onChange();
      },
      complete: () => undefined,
    });
    pauser.subscribe(changes);
    isReady = true;
    if (!subscriber.closed) onChange();
  });
}
