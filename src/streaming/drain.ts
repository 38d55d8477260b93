import { from, type Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { currentReader, Reader } from '../delivery/current-reader.js';
import { HeldReaders } from '../delivery/held-readers.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { Queue } from './queue.js';

/** One subscription of `drainMap`. */
export class Drain<T, R> {
  readonly #waiting = new Queue<T>();
  /** Where the values come from; held while there is no room for more. */
  readonly #sources = new HeldReaders();
  /** What it emits comes from here; whoever holds that holds all of it. */
  readonly #results = new Reader();
  /** What the inner streams read; held while the results are. */
  readonly #inners = new HeldReaders();
  #index = 0;
  #running = 0;
  #isComplete = false;
  #isDraining = false;

  constructor(
    private readonly project: (value: T, index: number) => ObservableInput<R>,
    private readonly concurrency: number,
    private readonly subscriber: Subscriber<R>,
  ) {}

  run(source: Observable<T>): void {
    const values = innerSubscriber<T>(this.subscriber, {
      next: (value) => this.#onValue(value),
      complete: () => {
        this.#isComplete = true;
        this.#endIfDone();
      },
    });
    this.subscriber.add(() => this.#release());
    source.subscribe(values);
  }

  get #isFull(): boolean {
    return this.#running >= this.concurrency || this.#results.isHeld;
  }

  #onValue(value: T): void {
    if (this.#isFull || this.#waiting.size > 0) this.#waiting.add(value);
    else this.#start(value);
    const reader = currentReader();
    if (reader && this.#isFull && !this.subscriber.closed) this.#sources.hold(reader);
  }

  /** Inner streams that end at once come back here, and not deeper into the stack. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    while (this.#waiting.size > 0 && !this.#isFull && !this.subscriber.closed) this.#start(this.#waiting.take() as T);
    this.#isDraining = false;
    this.#endIfDone();
    if (!this.#isFull) this.#sources.release();
  }

  /** What the inner stream emits at once comes from the results' reader, not from that of the value, which this operator may hold itself. */
  #start(value: T): void {
    this.#running++;
    const inner = innerSubscriber<R>(this.subscriber, {
      next: (result) => this.#emit(result),
      complete: () => {
        inner.unsubscribe();
        this.#running--;
        this.#drain();
      },
    });
    this.#results.deliver(() => {
      try {
        from(this.project(value, this.#index++)).subscribe(inner);
      } catch (error) {
        this.subscriber.error(error);
      }
    });
  }

  /** One that nobody holds back, while the results are held, comes from no reader either, so that `iterate` counts it. */
  #emit(result: R): void {
    const reader = currentReader();
    if (!reader && this.#results.isHeld) return this.subscriber.next(result);
    const wasHeld = this.#results.isHeld;
    this.#results.deliverTo(this.subscriber, result);
    if (!this.#results.isHeld || this.subscriber.closed) return;
    if (reader && reader !== this.#results) this.#inners.hold(reader);
    if (!wasHeld) this.#results.whenFree(() => this.#goOn());
  }

  #goOn(): void {
    if (this.subscriber.closed) return;
    this.#inners.release();
    this.#drain();
  }

  #endIfDone(): void {
    if (this.#isComplete && this.#running === 0 && this.#waiting.size === 0) this.subscriber.complete();
  }

  #release(): void {
    this.#sources.release();
    this.#inners.release();
  }
}
