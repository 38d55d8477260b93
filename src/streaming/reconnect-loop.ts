import { catchError, defer, Observable, throwError } from 'rxjs';
import { errorKind } from '../errors/error-kind.js';
import { mayPass } from '../errors/is-retryable.js';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import type { RetryEvent, RetrySettings } from '../operators/retry-backoff-options.js';
import { retriable, RetryLoop } from '../operators/retry-loop.js';
import type { EventPosition } from './event-position.js';
import type { EventSourceSettings } from './event-source-options.js';

/** Connects again and again, as the settings and the server say; an event source that was paused comes back here. */
export function reconnecting<T>(connection: Observable<T>, settings: EventSourceSettings, position: EventPosition): Observable<T> {
  const rules = reconnectRules(settings, position);
  const loop = new Observable<T>((subscriber) => new RetryLoop(retriable(connection, rules), subscriber, rules).run());
  const explained = loop.pipe(
    catchError((error: unknown) => {
      const isOurs = settings.reconnects && mayReconnect(error) && !canGoOn(settings, position);
      return throwError(() => (isOurs ? cannotGoOn(settings, position, error) : error));
    }),
  );
  return defer(() => (position.hasBegun && !canGoOn(settings, position) ? throwError(() => cannotGoOn(settings, position)) : explained));
}

/**
 * What was given out must not come twice. A GET is taken for a live stream, as the HTML standard does; an answer to anything else may
 * begin at the front, unless the server can be told how far it has come.
 */
function canGoOn({ method, isBodyOnce }: EventSourceSettings, position: EventPosition): boolean {
  return !isBodyOnce && (method === 'GET' || position.isKnown);
}

function cannotGoOn({ method, isBodyOnce }: EventSourceSettings, { request }: EventPosition, cause?: unknown): NetworkError {
  const why = isBodyOnce ? 'its body is a stream, which can be sent only once' : 'its last event had no id';
  return new NetworkError(`${request ? requestLine(request) : method}: the event stream can't be gone on with: ${why}.`, {
    cause,
    request,
  });
}

/** Unlike a retry, which repeats after errors that it doesn't know: those of a callback would come back for ever. */
function mayReconnect(error: unknown): boolean {
  return mayPass(error) && errorKind(error) !== 'unknown';
}

/**
 * The backoff with what the server wants: its `retry` is the initial interval, and no wait is shorter; chance is added to it, so that
 * clients that were told the same don't return together.
 */
function reconnectRules(settings: EventSourceSettings, position: EventPosition): RetrySettings {
  const { retry, shouldRetry = mayReconnect, onStatus } = settings;
  return {
    ...retry,
    shouldRetry: (error, count) => canGoOn(settings, position) && shouldRetry(error, count),
    onRetry(event: RetryEvent) {
      retry.onRetry?.(event);
      onStatus('waiting');
    },
    get initialInterval() {
      return shortestWait(position) ?? retry.initialInterval;
    },
    get maxInterval() {
      return Math.max(retry.maxInterval, shortestWait(position) ?? 0);
    },
    get jitter() {
      const shortest = shortestWait(position);
      return shortest === undefined || retry.jitter === 'decorrelated' ? retry.jitter : jitterAbove(shortest, retry.jitter);
    },
  };
}

/** What the server wants; a millisecond where it wants none, as nothing would never grow. */
function shortestWait({ retry }: EventPosition): number | undefined {
  return retry === 0 ? 1 : retry;
}

function jitterAbove(least: number, jitter: RetrySettings['jitter']): RetrySettings['jitter'] {
  return (delay, count, random) => {
    if (typeof jitter === 'function') return Math.max(least, jitter(delay, count, random));
    return Math.max(least, delay) + (jitter === 'none' ? 0 : random() * delay);
  };
}
