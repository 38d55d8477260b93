import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** Leaves the source and errors with `signal.reason` when the signal aborts. The listener goes with the subscription. */
export function abortBy<T>(source: Observable<T>, signal: AbortSignal | undefined): Observable<T> {
  if (signal === undefined) return source;
  return new Observable((subscriber) => {
    if (signal.aborted) return subscriber.error(signal.reason);
    const inner = innerSubscriber<T>(subscriber, {
      next: (value) => subscriber.next(value),
      error: (error: unknown) => subscriber.error(error),
      complete: () => subscriber.complete(),
    });
    const onAbort = (): void => {
      inner.unsubscribe();
      subscriber.error(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    subscriber.add(() => signal.removeEventListener('abort', onAbort));
    source.subscribe(inner);
  });
}
