import { Observable, type Subscriber, type VirtualTimeScheduler } from 'rxjs';
import { HttpStatusError } from 'breakwater';
import { Fifo } from '../../src/policies/fifo.js';
import type { Chance } from './chance.js';

/** How a server fails: it refuses everything at once, or takes calls in and works on none. */
export type Outage = 'refuses' | 'hangs';

export interface ServerRules {
  /** Calls that it works on at once. */
  readonly capacity: number;
  /** The mean work for a call, in milliseconds. */
  readonly work: number;
  /** Calls that wait in it; others are refused. */
  readonly maxQueue: number;
  /** Refuses with a 429 that tells to come back after so many seconds, and not with a bare 503. Default: none. */
  readonly comeBackAfter?: number;
}

/** How far the work for one call differs from that for another. */
const SIGMA = 1;
/** A refusal takes this many milliseconds, and none of the capacity. */
const REFUSAL = 1;

/**
 * A server that works on so many calls at once, first come, first served. A caller that leaves the queue is forgotten; work that has
 * begun is done to its end, whether anybody waits for it or not.
 */
export class Server {
  #outage: Outage | undefined;
  #running = 0;
  readonly #queue = new Fifo<Subscriber<void>>();

  constructor(
    private readonly rules: ServerRules,
    private readonly scheduler: VirtualTimeScheduler,
    private readonly chance: Chance,
    private readonly onAttempt: () => void,
  ) {}

  readonly call = new Observable<void>((caller) => {
    this.onAttempt();
    const isFull = this.#queue.size >= this.rules.maxQueue;
    if (this.#outage === 'refuses' || isFull) {
      caller.add(this.scheduler.schedule(() => caller.error(this.#refusal()), REFUSAL));
      return;
    }
    const place = this.#queue.add(caller);
    caller.add(() => this.#queue.remove(place));
    this.#work();
  });

  fail(outage: Outage): void {
    this.#outage = outage;
  }

  recover(): void {
    this.#outage = undefined;
    this.#work();
  }

  #work(): void {
    while (this.#outage === undefined && this.#running < this.rules.capacity && this.#queue.first) {
      const place = this.#queue.first;
      this.#queue.remove(place);
      this.#running++;
      this.scheduler.schedule(() => this.#finish(place.value), this.chance.longTailed(this.rules.work, SIGMA));
    }
  }

  #finish(caller: Subscriber<void>): void {
    this.#running--;
    this.#work();
    caller.next();
    caller.complete();
  }

  #refusal(): HttpStatusError {
    const { comeBackAfter } = this.rules;
    if (comeBackAfter === undefined || this.#outage) return new HttpStatusError({ status: 503 });
    const headers = new Headers({ 'retry-after': `${comeBackAfter}`, ratelimit: `"load";r=0;t=${comeBackAfter}` });
    return new HttpStatusError({ status: 429, headers, retryAfter: comeBackAfter * 1000 });
  }
}
