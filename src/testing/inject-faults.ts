import { asyncScheduler, concat, defer, map, Observable, take, throwError, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { NetworkError } from '../errors/network-error.js';
import type { HttpResponse } from '../http/http-response.js';
import { scheduleAfter } from '../time/schedule-after.js';
import { between, random as platformRandom } from '../time/random.js';
import { requireFiniteDuration, requireOption } from '../validation/require-option.js';

export interface FaultOptions {
  /** The share of subscriptions that it happens to, from 0 to 1. Default: 1. */
  share?: number;
  /** Numbers from 0 to below 1, as from `seededRandom`. Default: `Math.random`. */
  random?: () => number;
}

export interface LatencyOptions extends FaultOptions {
  /** The shortest delay in milliseconds. Default: 0. */
  min?: number;
  /** The longest delay in milliseconds. */
  max: number;
  /** Its timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/**
 * Delays the subscription to the source by a time between `min` and `max`. Unsubscribing ends the wait.
 *
 * @example
 * const slow$ = http.get('/orders').pipe(injectLatency({ max: 500, random: seededRandom(1) }));
 */
export function injectLatency<T>(options: LatencyOptions): MonoTypeOperatorFunction<T> {
  const { min = 0, max, random = platformRandom, scheduler = asyncScheduler } = options;
  requireOption(min >= 0 && min <= max, 'min', `a number from 0 to max (${max})`, min);
  requireFiniteDuration('max', max);
  return happens(options, (source) => {
    const delay = between(min, max, random);
    return new Observable((subscriber) => subscriber.add(scheduleAfter(scheduler, delay, () => source.subscribe(subscriber))));
  });
}

/** Errors in place of the source, without subscribing to it. `error` makes the error; default: a `NetworkError`. */
export function injectError<T>(options: FaultOptions & { error?: () => unknown } = {}): MonoTypeOperatorFunction<T> {
  const { error = () => new NetworkError('An injected fault: no answer.') } = options;
  return happens<T>(options, () => throwError(error));
}

/** Replaces an answer by one with another status, the headers given, and an empty body; the body that came is left unread. */
export function injectStatus(options: FaultOptions & { status: number; headers?: HeadersInit }): MonoTypeOperatorFunction<HttpResponse> {
  const { status, headers } = options;
  const replaced = (response: HttpResponse): HttpResponse => ({
    ...response,
    status,
    headers: new Headers(headers),
    body: unread(response),
  });
  return happens(options, map(replaced));
}

/** Breaks the body of an answer off with a `NetworkError`, behind `after` chunks (default: 1), and leaves the rest of it. */
export function injectCut(options: FaultOptions & { after?: number } = {}): MonoTypeOperatorFunction<HttpResponse> {
  const { after = 1 } = options;
  requireOption(Number.isInteger(after) && after >= 0, 'after', 'a whole number from 0', after);
  return happens(
    options,
    map((response) => ({ ...response, body: cut(response, after) })),
  );
}

function happens<T>({ share = 1, random = platformRandom }: FaultOptions, fault: MonoTypeOperatorFunction<T>): MonoTypeOperatorFunction<T> {
  requireOption(share >= 0 && share <= 1, 'share', 'a number from 0 to 1', share);
  return (source) => defer(() => (random() < share ? fault(source) : source));
}

function unread({ body }: HttpResponse): Observable<Uint8Array> {
  return new Observable((reader) => {
    body.subscribe().unsubscribe();
    reader.complete();
  });
}

function cut({ body, request }: HttpResponse, after: number): Observable<Uint8Array> {
  const broken = throwError(() => new NetworkError('An injected fault: the body broke off.', { request }));
  return concat(body.pipe(take(after)), broken);
}
