import { Observable, type ObservableNotification, type Subscriber } from 'rxjs';
import { Reader } from '../delivery/current-reader.js';

/**
 * The body of an answer: what has come waits, as in a socket's buffer, until somebody reads it, and while its reader is held. It has
 * ended when its end has been read; where nobody has begun to, when its end has come.
 */
export class MarbleBody {
  readonly stream = new Observable<Uint8Array>((subscriber) => this.#read(subscriber));
  readonly #reader = new Reader();
  readonly #arrived: ObservableNotification<Uint8Array>[] = [];
  #subscriber: Subscriber<Uint8Array> | undefined;
  #isPlaying = false;

  constructor(private readonly onEnd: (outcome: 'complete' | 'failed' | 'aborted') => void) {}

  /** Takes what the wire brings. */
  arrive(notification: ObservableNotification<Uint8Array>): void {
    this.#arrived.push(notification);
    if (this.#subscriber) this.#play(this.#subscriber);
    else this.#noteEnd(notification);
  }

  #read(subscriber: Subscriber<Uint8Array>): void {
    if (this.#subscriber) return subscriber.error(new TypeError('The body of a response can be read only once, and it has been.'));
    this.#subscriber = subscriber;
    subscriber.add(() => this.onEnd('aborted'));
    this.#play(subscriber);
  }

  /** Hands out what waits, in order, until the reader is held. */
  #play(subscriber: Subscriber<Uint8Array>): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    while (this.#arrived.length > 0 && !this.#reader.isHeld && !subscriber.closed) {
      const notification = this.#arrived.shift()!;
      this.#noteEnd(notification);
      this.#reader.deliver(() => tell(notification, subscriber));
    }
    this.#reader.whenFree(() => {
      this.#isPlaying = false;
      if (this.#arrived.length > 0 && !subscriber.closed) this.#play(subscriber);
    });
  }

  #noteEnd({ kind }: ObservableNotification<Uint8Array>): void {
    if (kind !== 'N') this.onEnd(kind === 'C' ? 'complete' : 'failed');
  }
}

function tell(notification: ObservableNotification<Uint8Array>, subscriber: Subscriber<Uint8Array>): void {
  if (notification.kind === 'N') subscriber.next(notification.value);
  else if (notification.kind === 'E') subscriber.error(notification.error);
  else subscriber.complete();
}
