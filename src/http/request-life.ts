import type { SchedulerLike } from 'rxjs';
import type { SerialSubject } from '../delivery/serial-subject.js';
import { redactUrl } from '../errors/redact.js';
import type { HttpClientEvent } from './http-client-event.js';

type Details<E> = E extends HttpClientEvent ? Omit<E, 'id' | 'method' | 'url' | 'at'> : never;
type EndOfCall = { type: 'finished' | 'cancelled' } | { type: 'failed'; error: unknown };

/** Tells the events of one request; costs next to nothing while nobody listens. */
export class RequestLife {
  attempts = 0;
  readonly #startedAt: number;
  #hasEnded = false;

  constructor(
    private readonly events: SerialSubject<HttpClientEvent>,
    private readonly scheduler: SchedulerLike,
    private readonly subject: { readonly id: string; readonly method: string; readonly url: string },
  ) {
    this.#startedAt = scheduler.now();
  }

  started(): void {
    if (this.events.observed) this.#tell({ type: 'started' });
  }

  /** Begins the next attempt and tells its number. */
  attempted(): number {
    const attempt = ++this.attempts;
    if (this.events.observed) this.#tell({ type: 'attempt', attempt });
    return attempt;
  }

  failed(attempt: number, error: unknown): void {
    if (this.events.observed) this.#tell({ type: 'attempt-failed', attempt, error });
  }

  answered(attempt: number, status: number): void {
    if (this.events.observed) this.#tell({ type: 'response', attempt, status });
  }

  /** The first end counts. A clock that was set back has stood still. */
  ended(end: EndOfCall): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    if (!this.events.observed) return;
    this.#tell({ attempts: this.attempts, duration: Math.max(0, this.scheduler.now() - this.#startedAt), ...end });
  }

  #tell(details: Details<HttpClientEvent>): void {
    const { id, method, url } = this.subject;
    this.events.next({ id, method, url: redactUrl(url), at: this.scheduler.now(), ...details });
  }
}
