import type { TestScheduler } from 'rxjs/testing';
import { createHttpClient, type HttpClientOptions } from '../../src/index.js';
import { eventSource, type EventSourceOptions } from '../../src/streaming/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { inVirtualTime } from './virtual-time.js';

/**
 * What an answer's marbles mean: h the head of an event stream, 1 to 3 events with that id, a and b events without one, c a comment, r
 * a `retry` of 20 ms, z one of 0, i a block that has only the id 9, y an event with an empty id; as heads also e 503, w 503 with a hint of 30 ms, f 404, n 204.
 */
const letters = {
  h: { headers: { 'content-type': 'text/event-stream' } },
  '1': 'id:1\ndata:1\n\n',
  '2': 'id:2\ndata:2\n\n',
  '3': 'id:3\ndata:3\n\n',
  a: 'data:a\n\n',
  b: 'data:b\n\n',
  c: ':\n',
  r: 'retry:20\n',
  z: 'retry:0\n',
  i: 'id:9\n\n',
  y: 'id\ndata:y\n\n',
  e: 503,
  w: { status: 503, headers: { 'retry-after-ms': '30' } },
  f: 404,
  n: 204,
};

export interface PlayedEventSource {
  /** Each event by its data, and the end, as `what@frame`. */
  readonly log: readonly string[];
  /** Each connection, as `frame` or `frame<last-event-id`. */
  readonly asked: readonly string[];
  readonly transport: MarbleTransport;
  readonly error: unknown;
}

/** Plays an event source over answers, one for each connection, the last again and again; it is left at frame 300, or as told. */
export function playEventSource(
  answers: readonly string[],
  options: EventSourceOptions | ((scheduler: TestScheduler) => EventSourceOptions) = {},
  { leaveAt = 300, client }: { leaveAt?: number; client?: HttpClientOptions } = {},
): PlayedEventSource {
  const log: string[] = [];
  let error: unknown;
  let transport!: MarbleTransport;
  inVirtualTime(({ scheduler, flush }) => {
    transport = createMarbleTransport().answer(/./, ...answers.map((marbles) => ({ marbles, values: letters })));
    const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, ...client });
    const given = typeof options === 'function' ? options(scheduler) : options;
    const reconnect = given.reconnect === false ? false : { initialInterval: 5, jitter: 'none' as const, ...given.reconnect };
    const subscription = eventSource(http, '/x', { ...given, reconnect }).subscribe({
      next: ({ data }) => log.push(`${data}@${scheduler.now()}`),
      error: (thrown: unknown) => {
        error = thrown;
        log.push(`${(thrown as Error).name}@${scheduler.now()}`);
      },
      complete: () => log.push(`complete@${scheduler.now()}`),
    });
    scheduler.schedule(() => subscription.unsubscribe(), leaveAt);
    flush();
  });
  const asked = transport.requests.map(({ request, sentAt }) => {
    const id = request.headers.get('last-event-id');
    return id === null ? String(sentAt) : `${sentAt}<${id}`;
  });
  return { log, asked, transport, error };
}
