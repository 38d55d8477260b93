import type { IncomingMessage, ServerResponse } from 'node:http';
import { asyncScheduler, distinctUntilChanged, EMPTY, interval, map, switchMap, type Observable, type Subscription } from 'rxjs';
import type { StreamKnobs } from '../shared/protocol.js';

/** What a client may have missed and still gets. */
const KEPT = 1_000;
/** What the server asks clients to wait before they come again, in milliseconds. */
const RETRY = 400;
/** No proxy and no timeout takes a quiet connection for a dead one. */
const KEEP_ALIVE = 15_000;

interface Tick {
  readonly n: number;
  readonly text: string;
}

/** An event stream whose events are numbered, and which goes on behind `Last-Event-ID`. It cuts all connections as its knob says. */
export class Ticks {
  readonly #connections = new Set<ServerResponse>();
  readonly #running: Subscription;
  readonly #kept: Tick[] = [];
  /** Tells one numbering from another. */
  readonly #run = asyncScheduler.now();
  #last = 0;
  #connected = 0;
  #cuts = 0;

  constructor(knobs$: Observable<StreamKnobs>) {
    this.#running = changesOf(knobs$, ({ eventsPerSecond }) => 1_000 / eventsPerSecond).subscribe(() => this.#tick());
    this.#running.add(changesOf(knobs$, ({ cutEvery }) => cutEvery * 1_000).subscribe(() => this.#cut()));
    this.#running.add(interval(KEEP_ALIVE).subscribe(() => this.#connections.forEach((response) => response.write(': still here\n\n'))));
  }

  get counts(): { readonly events: number; readonly connections: number; readonly cuts: number } {
    return { events: this.#last, connections: this.#connected, cuts: this.#cuts };
  }

  readonly handle = (request: IncomingMessage, response: ServerResponse): void => {
    const known = request.headers['last-event-id'];
    // One that knows more than there is has known the server before this one.
    const behind = Math.min(typeof known === 'string' && /^\d+$/.test(known) ? Number(known) : Infinity, this.#last);
    this.#connected++;
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.write(`retry: ${RETRY}\n\n`);
    for (const { n, text } of this.#kept) if (n > behind) response.write(text);
    this.#connections.add(response);
    response.on('close', () => this.#connections.delete(response));
  };

  /** Ends all connections and timers. */
  close(): void {
    this.#running.unsubscribe();
    for (const response of this.#connections) response.destroy();
  }

  #tick(): void {
    const n = ++this.#last;
    const text = `id: ${n}\ndata: ${JSON.stringify({ run: this.#run, n })}\n\n`;
    this.#kept.push({ n, text });
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const response of this.#connections) response.write(text);
  }

  /** In the middle of an event: what came of it is nothing that a client may take for whole. */
  #cut(): void {
    this.#cuts++;
    for (const response of this.#connections) response.write(`id: ${this.#last + 1}\ndata: {"n":`, () => response.destroy());
    this.#connections.clear();
  }
}

/** A timer whose period follows the knobs; 0 stops it. */
function changesOf(knobs$: Observable<StreamKnobs>, period: (knobs: StreamKnobs) => number): Observable<unknown> {
  return knobs$.pipe(
    map(period),
    distinctUntilChanged(),
    switchMap((ms) => (ms > 0 ? interval(ms) : EMPTY)),
  );
}
