import { concat, defer, EMPTY, ignoreElements, of, throwError, type Observable, type SchedulerLike } from 'rxjs';
import { requestLine } from '../errors/library-error.js';
import { NetworkError } from '../errors/network-error.js';
import type { HttpClient } from '../http/http-client.js';
import type { HttpRequest } from '../http/http-request.js';
import type { BodyDecoder, HttpResponse } from '../http/http-response.js';
import { applyHeaders, type HeadersInput } from '../http/merge-headers.js';
import { limitDuration } from '../operators/limit-duration.js';
import type { ServerSentEvent } from './event-block.js';
import type { EventPosition } from './event-position.js';
import type { EventSourceOptions, EventSourceSettings } from './event-source-options.js';
import { parseBody } from './parse-body.js';
import { contentTypeError } from './server-sent-events.js';
import { createServerSentEventParser } from './server-sent-event-parser.js';

/** An event, or nothing: that the head is there. */
export type Signal = ServerSentEvent | undefined;

/**
 * One connection of an event source, from where it stands. It never just completes unless everything is over: an end is an error like
 * any other, which may be tried again.
 */
export function connectEvents(
  http: HttpClient,
  url: string | URL,
  options: EventSourceOptions,
  settings: EventSourceSettings,
  position: EventPosition,
): Observable<Signal> {
  const { method, timeout, scheduler, onStatus } = settings;
  return defer(() => {
    position.hasBegun = true;
    onStatus('connecting');
    const decode = decodeSignals(options, settings, position);
    const as: BodyDecoder<Signal> = (response) => {
      position.request = response.request;
      return decode(response);
    };
    const headers = connectionHeaders(options.headers, position.lastEventId);
    const answer = http.request(method, url, { ...options, headers, as, timeout: Infinity, signal: undefined });
    return concat(
      limitDuration(answer, { first: timeout }, scheduler),
      defer(() => (position.isOver || isWhole(settings, position) ? EMPTY : throwError(() => ended(position.request)))),
    );
  });
}

/** An answer that nobody can go on with has said all when it ends; a live stream has not. */
function isWhole({ method, reconnects, isBodyOnce }: EventSourceSettings, { lastEventId, isKnown }: EventPosition): boolean {
  return !reconnects || isBodyOnce || (method !== 'GET' && (lastEventId === '' || !isKnown));
}

function ended(request: HttpRequest | undefined): NetworkError {
  return new NetworkError(`${request ? requestLine(request) : 'The server'}: the event stream has ended.`, { request });
}

/** Headers of the HTML standard under the caller's, of which `null` takes one away, and the place to go on from above all. */
function connectionHeaders(given: HeadersInput | undefined, lastEventId: string): Headers {
  const headers = applyHeaders(new Headers({ accept: 'text/event-stream', 'cache-control': 'no-cache' }), given ?? {});
  for (const [name, value] of Object.entries(given ?? {})) if (value === null) headers.delete(name);
  return lastEventId === '' ? headers : applyHeaders(headers, { 'Last-Event-ID': utf8Bytes(lastEventId) });
}

/** A header value is bytes, each of them a character. */
function utf8Bytes(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function decodeSignals(
  { maxEventSize }: EventSourceOptions,
  { checkContentType, idleTimeout, commentsKeepAlive, scheduler, onStatus }: EventSourceSettings,
  position: EventPosition,
): BodyDecoder<Signal> {
  return (response) => {
    if (response.status === 204) {
      position.isOver = true;
      return response.body.pipe(ignoreElements());
    }
    const refusal = checkContentType ? contentTypeError(response) : undefined;
    if (refusal) return throwError(() => refusal);
    onStatus('open');
    const body = commentsKeepAlive ? limitIdle(concat(of(new Uint8Array(0)), response.body), idleTimeout, scheduler) : response.body;
    const signals = concat(of(undefined), readEvents({ ...response, body }, maxEventSize, position));
    return commentsKeepAlive ? signals : limitIdle(signals, idleTimeout, scheduler);
  };
}

function limitIdle<T>(source: Observable<T>, idle: number, scheduler: SchedulerLike): Observable<T> {
  return idle === Infinity ? source : limitDuration(source, { idle }, scheduler);
}

function readEvents(response: HttpResponse, maxEventSize: number | undefined, position: EventPosition): Observable<ServerSentEvent> {
  return parseBody(response, (subscriber) => {
    const { lastEventId } = position;
    const parser = createServerSentEventParser(
      (event, hasId) => {
        if (position.take(event, hasId)) subscriber.next(event);
      },
      { maxEventSize, lastEventId },
    );
    position.follow(parser);
    return parser;
  });
}
