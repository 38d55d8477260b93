import { defer, filter, type Observable } from 'rxjs';
import { abortBy } from '../http/abort-by.js';
import type { HttpClient } from '../http/http-client.js';
import { createIdempotencyKey } from '../http/idempotency-key.js';
import { signalsOf } from './client-signals.js';
import type { ServerSentEvent } from './event-block.js';
import { connectEvents, type Signal } from './event-connection.js';
import { EventPosition } from './event-position.js';
import { eventSourceSettings, type EventSourceOptions } from './event-source-options.js';
import { reconnecting } from './reconnect-loop.js';
import { whileRunning } from './while-running.js';

/**
 * Server-sent events of a URL, over as many connections as it takes: when one ends or breaks it waits, connects again, and asks the
 * server to go on behind the last id (`Last-Event-ID`).
 *
 * ```
 * first connection    --(id: 1)--#
 * second, from 1                   ----(id: 1)--(id: 2)--      what the server repeats is dropped
 *   eventSource(http, url)
 * result              --(1)---------------------(2)------
 * ```
 *
 * A 204 completes it. It reconnects after network errors, timeouts and the statuses 408, 425, 429, 500, 502, 503 and 504; errors with
 * any other status, with what is no event stream, and with what a callback throws. An answer to another method than GET whose last
 * event had no id is never asked for again: when it ends it is complete, and when it breaks off, that errors. Unsubscribing ends the
 * connection, or the wait, at once. Each subscription connects for itself.
 *
 * @example
 * const prices$ = eventSource(http, '/prices', { idleTimeout: 45_000 });
 */
export function eventSource(http: HttpClient, url: string | URL, options: EventSourceOptions = {}): Observable<ServerSentEvent> {
  const settings = eventSourceSettings(options);
  const { pauser, signal, idempotencyKey } = options;
  void http.request(settings.method, url, { ...options, timeout: Infinity }); // cold: only to refuse bad options now
  const events = defer(() => {
    const key = idempotencyKey === true ? createIdempotencyKey() : idempotencyKey;
    const position = new EventPosition(settings.lastEventId);
    const connection = connectEvents(http, url, { ...options, idempotencyKey: key }, settings, position);
    const connections = reconnecting(connection, settings, position).pipe(filter(isEvent));
    return pauser ? whileRunning(connections, pauser, () => settings.onStatus('paused')) : connections;
  });
  return abortBy(events, signal, signalsOf(http));
}

function isEvent(signal: Signal): signal is ServerSentEvent {
  return signal !== undefined;
}
