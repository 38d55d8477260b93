import { map, Observable, type SchedulerLike } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { createReaderCountdown } from '../delivery/reader-countdown.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import type { HttpTransport } from './http-response.js';

/** Bounds the silence on the wire: until the head, then before each chunk. Errors with `RequestTimeoutError`, `head` or `idle`. */
export function withWireTimeout(transport: HttpTransport, timeout: number, scheduler: SchedulerLike): HttpTransport {
  if (timeout === Infinity) return transport;
  return (request) => {
    const limit = <T>(source: Observable<T>, phase: 'head' | 'idle'): Observable<T> =>
      limitSilence(source, timeout, scheduler, () => new RequestTimeoutError(phase, timeout, { request }));
    return limit(transport(request), 'head').pipe(map((response) => ({ ...response, body: limit(response.body, 'idle') })));
  };
}

/**
 * The time that the consumer takes inside `next`, or for which it holds the reader, is not silence. The source comes first: what it does in the same frame as the
 * timer is in time.
 */
function limitSilence<T>(source: Observable<T>, timeout: number, scheduler: SchedulerLike, createError: () => Error): Observable<T> {
  return new Observable((subscriber) => {
    const countdown = createReaderCountdown(scheduler, () => subscriber.error(createError()));
    subscriber.add(() => countdown.stop());
    let hasValue = false;
    const inner = innerSubscriber<T>(subscriber, {
      next(value) {
        hasValue = true;
        subscriber.next(value);
        if (!subscriber.closed) countdown.restartWhenFree(timeout);
      },
    });
    source.subscribe(inner);
    if (!hasValue && !subscriber.closed) countdown.restart(timeout);
  });
}
