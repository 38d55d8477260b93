import { Subject } from 'rxjs';

/**
 * A subject that delivers one value at a time: a value that a subscriber causes inside `next` waits until all have seen the
 * one before, so that everybody sees the same order. (A plain `Subject` tells the later subscribers the newest first.)
 */
export class SerialSubject<T> extends Subject<T> {
  readonly #waiting: T[] = [];
  #delivering: { readonly value: T } | undefined;

  /** The value that is being delivered right now, if any. */
  get delivering(): { readonly value: T } | undefined {
    return this.#delivering;
  }

  override next(value: T): void {
    if (!this.observed) return;
    this.#waiting.push(value);
    if (this.#delivering === undefined) this.#deliver();
  }

  #deliver(): void {
    try {
      for (let at = 0; at < this.#waiting.length; at++) {
        this.#delivering = { value: this.#waiting[at] as T };
        super.next(this.#delivering.value);
      }
    } finally {
      this.#waiting.length = 0;
      this.#delivering = undefined;
    }
  }
}
