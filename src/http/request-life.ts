import { type Observable, tap, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import type { SerialSubject } from '../delivery/serial-subject.js';
import { redactText } from '../errors/redact.js';
import { createClock } from '../time/clock.js';
import type { HttpClientEvent } from './http-client-event.js';

type Details<E> = E extends HttpClientEvent ? Omit<E, 'id' | 'method' | 'url' | 'at'> : never;

/** Tells the events of one request; costs next to nothing while nobody listens. */
export class RequestLife {
  attempts = 0;
  readonly #clock;
  readonly #startedAt: number;
  #hasValue = false;

  constructor(
    private readonly events: SerialSubject<HttpClientEvent>,
    private readonly scheduler: SchedulerLike,
    private readonly subject: { readonly id: string; readonly method: string; readonly url: string },
  ) {
    this.#clock = createClock(scheduler);
    this.#startedAt = this.#clock();
  }

  /** Around all attempts. */
  watch<T>(call: Observable<T>): Observable<T> {
    return call.pipe(
      tap<T>({
        subscribe: () => this.#tell({ type: 'started' }),
        next: () => {
          this.#hasValue = true;
        },
        error: (error: unknown) => this.#end({ type: 'failed', error }),
        complete: () => this.#end({ type: 'finished' }),
        unsubscribe: () => this.#end({ type: this.#hasValue ? 'finished' : 'cancelled' }),
      }),
    );
  }

  /** Around one attempt. */
  watchAttempt<T>(attempt: number): MonoTypeOperatorFunction<T> {
    return tap<T>({
      subscribe: () => this.#tell({ type: 'attempt', attempt }),
      error: (error: unknown) => this.#tell({ type: 'attempt-failed', attempt, error }),
    });
  }

  answered(attempt: number, status: number): void {
    this.#tell({ type: 'response', attempt, status });
  }

  #end(end: { type: 'finished' | 'cancelled' } | { type: 'failed'; error: unknown }): void {
    this.#tell({ ...end, attempts: this.attempts, duration: this.#clock() - this.#startedAt });
  }

  #tell(details: Details<HttpClientEvent>): void {
    if (!this.events.observed) return;
    const { id, method, url } = this.subject;
    this.events.next({ id, method, url: redactText(url), at: this.scheduler.now(), ...details });
  }
}
