import type { Observable, Observer, Subscriber, Subscription } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** A stream to turn to, and what to do with its notifications; the owner gets those that are left out. */
export interface Turnable<T> {
  readonly source: Observable<T>;
  readonly on?: Partial<Observer<T>>;
}

/**
 * Subscribes a subscriber to one of several streams at a time. The old one is left before the new one is subscribed to. A turn in
 * the middle of a synchronous stream leaves that at once and goes on when it has returned, so turns don't grow the stack.
 */
export class OneAtATime {
  #stream: Turnable<unknown> | undefined;
  #call: Subscription | undefined;
  #isSubscribing = false;

  constructor(private readonly owner: Subscriber<unknown>) {}

  isAt(stream: Turnable<unknown>): boolean {
    return this.#stream === stream;
  }

  /** Nothing happens where it is at that stream already; `undefined` is none. */
  turnTo(stream: Turnable<unknown> | undefined): void {
    if (stream === this.#stream) return;
    this.#stream = stream;
    const left = this.#call;
    this.#call = undefined;
    left?.unsubscribe();
    if (this.#isSubscribing) return;
    this.#isSubscribing = true;
    while (this.#stream && !this.#call && !this.owner.closed) this.#subscribe(this.#stream);
    this.#isSubscribing = false;
  }

  #subscribe({ source, on }: Turnable<unknown>): void {
    const call = innerSubscriber(this.owner, on);
    this.#call = call;
    source.subscribe(call);
  }
}
