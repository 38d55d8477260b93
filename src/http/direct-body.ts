import type { Observable, Observer, SchedulerLike, Subscriber } from 'rxjs';
import { subscriberOf } from '../delivery/inner-subscriber.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import type { HttpRequest } from './http-request.js';
import { SilenceLimit } from './silence-limit.js';

/** A body that is read where it comes from the transport, its silence limited, without a stream in between. */
export class DirectBody {
  readonly #reader: Observer<Uint8Array>;
  #limit: SilenceLimit<Uint8Array> | undefined;
  #subscriber: Subscriber<Uint8Array> | undefined;

  constructor(reader: Observer<Uint8Array>) {
    this.#reader = reader;
  }

  read(body: Observable<Uint8Array>, timeout: number, scheduler: SchedulerLike, request: HttpRequest): void {
    if (timeout !== Infinity) {
      const late = (): Error => new RequestTimeoutError('idle', timeout, { request });
      this.#limit = new SilenceLimit(this.#reader, timeout, scheduler, late);
    }
    this.#subscriber = subscriberOf(this.#limit ?? this.#reader);
    body.subscribe(this.#subscriber);
    this.#limit?.begin();
  }

  leave(): void {
    this.#limit?.stop();
    this.#subscriber?.unsubscribe();
  }
}
