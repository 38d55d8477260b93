import { Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { AbortSignals } from './abort-signals.js';

/** Leaves the source and errors with `signal.reason` when the signal aborts. It is heard as long as the subscription lasts. */
export function abortBy<T>(source: Observable<T>, signal: AbortSignal | undefined, signals: AbortSignals): Observable<T> {
  if (signal === undefined) return source;
  return new Observable((subscriber) => {
    if (signal.aborted) return subscriber.error(signal.reason);
    const inner = innerSubscriber<T>(subscriber);
    const unhear = signals.hear(signal, () => {
      inner.unsubscribe();
      subscriber.error(signal.reason);
    });
    subscriber.add(unhear);
    source.subscribe(inner);
  });
}
