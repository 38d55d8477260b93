import { Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { NetworkError } from '../errors/network-error.js';
import type { HttpRequest } from '../http/http-request.js';
import type { HttpResponse, HttpTransport } from '../http/http-response.js';
import { Fifo } from '../policies/fifo.js';
import { exponential } from './exponential.js';

/** A time for which a server takes calls in and works on none (`hangs`), or answers 503 to all (`refuses`). In milliseconds. */
export interface Outage {
  readonly from: number;
  readonly to: number;
  readonly kind: 'hangs' | 'refuses';
}

export interface ModelServerOptions {
  /** Calls that it works on at once. */
  capacity: number;
  /** The mean work for a call in milliseconds; most take less, a few much more. */
  latency: number;
  /** Calls that wait in it; others are answered with 503. Default: `Infinity`. */
  maxQueue?: number;
  /** The share of calls answered with 500. Default: 0. */
  failures?: number;
  /** The share of bodies that break off. Default: 0. */
  cuts?: number;
  /** Milliseconds after which it wants to be asked again, told with each 503. Default: none. */
  retryAfter?: number;
  outages?: readonly Outage[];
}

interface Waiting {
  readonly request: HttpRequest;
  readonly caller: Subscriber<HttpResponse>;
}

/** A server in virtual time: who leaves its queue is forgotten; work that has begun is done, whether anybody waits for it or not. */
export class ModelServer {
  attempts = 0;
  /** The most calls that were in it at once, at work or waiting. */
  peak = 0;
  #running = 0;
  readonly #queue = new Fifo<Waiting>();

  constructor(
    private readonly options: ModelServerOptions,
    private readonly scheduler: SchedulerLike,
    private readonly random: () => number,
  ) {
    for (const { to } of options.outages ?? []) scheduler.schedule(() => this.#work(), to);
  }

  readonly transport: HttpTransport = (request) =>
    new Observable((caller) => {
      this.attempts++;
      const { maxQueue = Infinity } = this.options;
      if (this.#outage?.kind === 'refuses' || this.#queue.size >= maxQueue)
        return this.scheduler.schedule(() => this.#answer({ request, caller }, 503), 1);
      const place = this.#queue.add({ request, caller });
      this.peak = Math.max(this.peak, this.#running + this.#queue.size);
      this.#work();
      return () => this.#queue.remove(place);
    });

  get #outage(): Outage | undefined {
    const now = this.scheduler.now();
    return this.options.outages?.find(({ from, to }) => now >= from && now < to);
  }

  #work(): void {
    while (!this.#outage && this.#running < this.options.capacity && this.#queue.first) {
      const place = this.#queue.first;
      this.#queue.remove(place);
      this.#running++;
      this.scheduler.schedule(() => this.#finish(place.value), exponential(this.options.latency, this.random));
    }
  }

  #finish(waiting: Waiting): void {
    this.#running--;
    this.#answer(waiting, this.random() < (this.options.failures ?? 0) ? 500 : 200);
    this.#work();
  }

  #answer({ request, caller }: Waiting, status: number): void {
    const { retryAfter, cuts = 0 } = this.options;
    const headers = new Headers(status === 503 && retryAfter !== undefined ? { 'retry-after-ms': `${retryAfter}` } : {});
    const isCut = status === 200 && this.random() < cuts;
    const body = new Observable<Uint8Array>((reader) => {
      if (isCut) reader.error(new NetworkError('The body broke off.', { request }));
      else reader.complete();
    });
    caller.next({ request, url: request.url, status, statusText: '', headers, redirected: false, body });
    caller.complete();
  }
}
