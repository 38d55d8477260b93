import { map, Observable, type SchedulerLike } from 'rxjs';
import { subscribeOwned } from '../delivery/inner-subscriber.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import type { HttpRequest } from './http-request.js';
import type { HttpResponse, HttpTransport } from './http-response.js';
import { SilenceLimit } from './silence-limit.js';

/** Bounds the silence on the wire: until the head, then before each chunk. Errors with `RequestTimeoutError`, `head` or `idle`. */
export function withWireTimeout(transport: HttpTransport, timeout: number, scheduler: SchedulerLike): HttpTransport {
  if (timeout === Infinity) return transport;
  return (request) => {
    const late = (): Error => new RequestTimeoutError('head', timeout, { request });
    return limitSilence(transport(request), timeout, scheduler, late).pipe(
      map((response) => withIdleTimeout(response, request, timeout, scheduler)),
    );
  };
}

/** The same response, its body bounded. */
export function withIdleTimeout(response: HttpResponse, request: HttpRequest, timeout: number, scheduler: SchedulerLike): HttpResponse {
  if (timeout === Infinity) return response;
  const late = (): Error => new RequestTimeoutError('idle', timeout, { request });
  return { ...response, body: limitSilence(response.body, timeout, scheduler, late) };
}

function limitSilence<T>(source: Observable<T>, timeout: number, scheduler: SchedulerLike, createError: () => Error): Observable<T> {
  return new Observable((subscriber) => {
    const limit = new SilenceLimit<T>(subscriber, timeout, scheduler, createError);
    subscriber.add(() => limit.stop());
    subscribeOwned(source, limit, subscriber);
    limit.begin();
  });
}
