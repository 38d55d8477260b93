import { Observable, type Subscription } from 'rxjs';
import { currentReader } from '../delivery/current-reader.js';
import { HeldReaders } from '../delivery/held-readers.js';
import { Queue } from './queue.js';

type Result<T> = Promise<IteratorResult<T, undefined>>;

/** Answers a `next()` that waits. */
type Answer<T> = (result: IteratorResult<T, undefined> | Result<T>) => void;

/** A value that nobody could hold back. */
class Loose<T> {
  constructor(readonly value: T) {}
}

/** One iteration over a stream: see `iterate`. */
export class StreamIterator<T> implements AsyncIterableIterator<T> {
  readonly #values = new Queue<T | Loose<T>>();
  readonly #asked = new Queue<Answer<T>>();
  readonly #readers = new HeldReaders();
  #loose = 0;
  #subscription: Subscription | undefined;
  /** Tells how the stream has ended. */
  #end: (() => Result<T>) | undefined;

  constructor(
    private readonly source: Observable<T>,
    private readonly maxBuffer: number,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Result<T> {
    if (this.#values.size > 0) return Promise.resolve({ value: this.#take(), done: false });
    if (this.#end) return this.#tellEnd(this.#end);
    return new Promise((answer) => {
      this.#asked.add(answer);
      if (this.#subscription) this.#readers.release();
      else this.#start();
    });
  }

  async return(value?: unknown): Result<T> {
    this.#leave();
    return { value: (await value) as undefined, done: true };
  }

  throw(error?: unknown): Result<T> {
    this.#leave();
    return Promise.reject(error);
  }

  /** The subscription is known before the source can say anything, so that a synchronous one can be left in the middle. */
  #start(): void {
    const known = new Observable<T>((subscriber) => {
      this.#subscription = subscriber;
      this.source.subscribe(subscriber);
    });
    known.subscribe({
      next: (value) => this.#onValue(value),
      error: (error: unknown) => this.#finish(() => Promise.reject(error)),
      complete: () => this.#finish(done),
    });
  }

  /** The first one in a chunk stops the reader; the others are here already, and wait. */
  #onValue(value: T): void {
    const reader = currentReader();
    const answer = this.#asked.take();
    if (answer) answer({ value, done: false });
    else if (reader) this.#values.add(value);
    else this.#addLoose(value);
    if (reader && this.#asked.size === 0) this.#readers.hold(reader);
  }

  #addLoose(value: T): void {
    if (this.#loose < this.maxBuffer) {
      this.#loose++;
      return this.#values.add(new Loose(value));
    }
    this.#subscription?.unsubscribe();
    this.#finish(() => Promise.reject(bufferOverflow(this.maxBuffer)));
  }

  #take(): T {
    const value = this.#values.take();
    if (!(value instanceof Loose)) return value as T;
    this.#loose--;
    return value.value;
  }

  #finish(end: () => Result<T>): void {
    this.#end = end;
    for (let answer = this.#asked.take(); answer; answer = this.#asked.take()) answer(this.#tellEnd(this.#end));
    this.#readers.release();
  }

  /** An error is told once. */
  #tellEnd(end: () => Result<T>): Result<T> {
    this.#end = done;
    return end();
  }

  #leave(): void {
    this.#subscription?.unsubscribe();
    this.#values.clear();
    this.#finish(done);
  }
}

function done(): Result<never> {
  return Promise.resolve({ value: undefined, done: true });
}

function bufferOverflow(maxBuffer: number): RangeError {
  return new RangeError(
    `More than maxBuffer (${maxBuffer}) values wait: they come from where nobody can wait, as behind delay, observeOn or a Subject. ` +
      'Iterate over the response without such an operator, sample or drop values, or raise maxBuffer.',
  );
}
