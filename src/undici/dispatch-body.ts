import { Observable, type Subscriber } from 'rxjs';
import { Reader } from '../delivery/current-reader.js';
import type { BodySink, Transfer } from './transfer.js';

/**
 * A body as undici pushes it, as a cold Observable that can be subscribed to once. The transfer stands still until somebody reads,
 * and while somebody holds the reader; unsubscribing aborts it in the same frame, and nothing is aborted after the end.
 */
export class DispatchBody implements BodySink {
  readonly chunks$ = new Observable<Uint8Array>((subscriber) => this.#read(subscriber));
  readonly #transfer: Pick<Transfer, 'abort' | 'pause' | 'resume'>;
  readonly #toError: (cause: unknown) => Error;
  readonly #reader = new Reader();
  /** What came while it couldn't be delivered: a chunk or two, and the end. */
  #waiting: (() => void)[] = [];
  #subscriber: Subscriber<Uint8Array> | undefined;
  #hasEnded = false;
  #isWaiting = false;

  /** @param toError wraps what undici says when the body breaks off */
  constructor(transfer: Pick<Transfer, 'abort' | 'pause' | 'resume'>, toError: (cause: unknown) => Error) {
    this.#transfer = transfer;
    this.#toError = toError;
  }

  data(chunk: Uint8Array): void {
    this.#tell(() => this.#subscriber?.next(chunk));
    this.pauseUntilFree();
  }

  end(): void {
    this.#hasEnded = true;
    this.#tell(() => this.#subscriber?.complete());
  }

  fail(cause: unknown): void {
    this.#hasEnded = true;
    this.#tell(() => this.#subscriber?.error(this.#toError(cause)));
  }

  /** Stops the transfer while nobody reads, or somebody holds the reader: to be called when the head has been told, too. */
  pauseUntilFree(): void {
    if (this.#isFree) return;
    this.#transfer.pause();
    if (!this.#subscriber || this.#isWaiting) return;
    this.#isWaiting = true;
    this.#reader.whenFree(() => {
      this.#isWaiting = false;
      this.#goOn();
    });
  }

  get #isFree(): boolean {
    return this.#subscriber !== undefined && !this.#reader.isHeld;
  }

  #read(subscriber: Subscriber<Uint8Array>): void {
    if (this.#subscriber) return subscriber.error(new TypeError('The body of a response can be read only once, and it has been.'));
    this.#subscriber = subscriber;
    subscriber.add(() => {
      this.#waiting = [];
      if (!this.#hasEnded) this.#transfer.abort();
    });
    this.#goOn();
  }

  #tell(work: () => void): void {
    if (this.#isFree && this.#waiting.length === 0) this.#reader.deliver(work);
    else this.#waiting.push(work);
  }

  #goOn(): void {
    while (this.#isFree && this.#waiting.length > 0) this.#reader.deliver(this.#waiting.shift()!);
    if (this.#isFree) this.#transfer.resume(() => this.#isFree);
    else this.pauseUntilFree();
  }
}
