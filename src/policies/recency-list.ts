/** Something in a `RecencyList`. */
export interface Recent {
  older: this | undefined;
  newer: this | undefined;
}

/**
 * In the order of their last use, the least recent first; each step takes constant time. (A `Map` whose entries are deleted and set
 * again has to skip all that were deleted to find its first: with 100,000 keys a thousand times the cost of a look-up.)
 */
export class RecencyList<E extends Recent> {
  #oldest: E | undefined;
  #newest: E | undefined;

  get oldest(): E | undefined {
    return this.#oldest;
  }

  /** Makes it the most recent, whether it is in already or new. */
  use(entry: E): void {
    if (entry === this.#newest) return;
    if (entry.newer) this.remove(entry);
    entry.older = this.#newest;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  remove(entry: E): void {
    if (entry.older) entry.older.newer = entry.newer;
    else this.#oldest = entry.newer;
    if (entry.newer) entry.newer.older = entry.older;
    else this.#newest = entry.older;
    entry.older = entry.newer = undefined;
  }
}
