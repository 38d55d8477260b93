/** First in, first out, in constant time on average; lean, for values by the million. */
export class Queue<T> {
  #items: (T | undefined)[] = [];
  /** How many of them have been taken. */
  #taken = 0;

  get size(): number {
    return this.#items.length - this.#taken;
  }

  add(item: T): void {
    this.#items.push(item);
  }

  /** The first; `undefined` when it is empty. */
  take(): T | undefined {
    if (this.size === 0) return undefined;
    const item = this.#items[this.#taken];
    this.#items[this.#taken++] = undefined;
    if (this.#taken * 2 > this.#items.length) this.#forgetTaken();
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#taken = 0;
  }

  /** What is left moves up, at most as many as have been taken. */
  #forgetTaken(): void {
    this.#items.splice(0, this.#taken);
    this.#taken = 0;
  }
}
