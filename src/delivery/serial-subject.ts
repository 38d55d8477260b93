import { Subject, type Subscriber } from 'rxjs';

/**
 * A subject that delivers one value at a time: a value that a subscriber causes inside `next` waits until all have seen the
 * one before, so that everybody sees the same order. (A plain `Subject` tells the later subscribers the newest first.)
 */
export class SerialSubject<T> extends Subject<T> {
  readonly #waiting: T[] = [];
  /** How many of them have been told. */
  #told = 0;
  #delivering: { readonly value: T } | undefined;

  override next(value: T): void {
    this.#waiting.push(value);
    if (this.#delivering === undefined) this.#deliver();
  }

  /**
   * Tells a newcomer the value that is being delivered, so that it sees the queued ones like everybody else, or `latest` where
   * nothing is being delivered or nobody else listens any more. What it causes inside `next` waits until it has seen this.
   */
  greet(newcomer: Subscriber<T>, latest: T, isAlone: boolean): void {
    if (this.#delivering === undefined) return this.#deliver(() => this.#tellFirst(newcomer, latest));
    if (!isAlone) return newcomer.next(this.#delivering.value);
    this.#forget();
    this.#tellFirst(newcomer, latest);
  }

  #tellFirst(newcomer: Subscriber<T>, value: T): void {
    this.#delivering = { value };
    newcomer.next(value);
  }

  #deliver(begin?: () => void): void {
    try {
      begin?.();
      while (this.#told < this.#waiting.length) {
        this.#delivering = { value: this.#waiting[this.#told++] as T };
        super.next(this.#delivering.value);
      }
    } finally {
      this.#forget();
      this.#delivering = undefined;
    }
  }

  #forget(): void {
    this.#waiting.length = 0;
    this.#told = 0;
  }
}
