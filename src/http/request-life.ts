import { Observable, type SchedulerLike } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { SerialSubject } from '../delivery/serial-subject.js';
import { redactText } from '../errors/redact.js';
import { createClock } from '../time/clock.js';
import type { HttpClientEvent } from './http-client-event.js';

type Details<E> = E extends HttpClientEvent ? Omit<E, 'id' | 'method' | 'url' | 'at'> : never;
type EndOfCall = { type: 'finished' | 'cancelled' } | { type: 'failed'; error: unknown };

/** Tells the events of one request; costs next to nothing while nobody listens. */
export class RequestLife {
  attempts = 0;
  readonly #clock;
  readonly #startedAt: number;
  #hasValue = false;
  #hasEnded = false;

  constructor(
    private readonly events: SerialSubject<HttpClientEvent>,
    private readonly scheduler: SchedulerLike,
    private readonly subject: { readonly id: string; readonly method: string; readonly url: string },
  ) {
    this.#clock = createClock(scheduler);
    this.#startedAt = this.#clock();
  }

  /**
   * Around all attempts. One thin subscriber instead of `tap`s: every value of a stream goes through it.
   *
   * @param beforeError called with an error before anybody is told of it
   */
  watch<T>(call: Observable<T>, beforeError: (error: unknown) => void): Observable<T> {
    return new Observable((subscriber) => {
      const inner = innerSubscriber<T>(subscriber, {
        next: (value) => {
          this.#hasValue = true;
          subscriber.next(value);
        },
        error: (error: unknown) => {
          beforeError(error);
          this.#end({ type: 'failed', error });
          subscriber.error(error);
        },
        complete: () => {
          this.#end({ type: 'finished' });
          subscriber.complete();
        },
      });
      subscriber.add(() => this.#end({ type: this.#hasValue ? 'finished' : 'cancelled' }));
      this.#tell({ type: 'started' });
      call.subscribe(inner);
    });
  }

  attempted(attempt: number): void {
    this.#tell({ type: 'attempt', attempt });
  }

  failed(attempt: number, error: unknown): void {
    this.#tell({ type: 'attempt-failed', attempt, error });
  }

  answered(attempt: number, status: number): void {
    this.#tell({ type: 'response', attempt, status });
  }

  #end(end: EndOfCall): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#tell({ ...end, attempts: this.attempts, duration: this.#clock() - this.#startedAt });
  }

  #tell(details: Details<HttpClientEvent>): void {
    if (!this.events.observed) return;
    const { id, method, url } = this.subject;
    this.events.next({ id, method, url: redactText(url), at: this.scheduler.now(), ...details });
  }
}
