let current: Reader | undefined;

/** The reader whose value is being delivered, for as long as that takes; none in what runs later, as behind a timer or promise. */
export function currentReader(): Reader | undefined {
  return current;
}

/**
 * Where values come from that can wait: a response's body is read chunk by chunk, and not while somebody holds its reader. Whoever
 * gets a value finds its reader with `currentReader()`, however many synchronous operators lie between, and takes hold before it
 * returns.
 */
export class Reader {
  #holds = 0;
  #waiting: Set<() => void> | undefined;

  get isHeld(): boolean {
    return this.#holds > 0;
  }

  /** Stops the reading until what it returns has been called: that happens once, more calls do nothing. Several may hold at once. */
  hold(): () => void {
    this.#holds++;
    let isHolding = true;
    return () => {
      if (!isHolding) return;
      isHolding = false;
      this.#holds--;
      this.#goOn();
    };
  }

  /** Calls back when nobody holds it: now, or when the last hold goes, first come, first called. What it returns ends the wait. */
  whenFree(callback: () => void): () => void {
    const waiter = (): void => callback();
    if (this.isHeld) (this.#waiting ??= new Set()).add(waiter);
    else waiter();
    return () => this.#waiting?.delete(waiter);
  }

  /** Makes it the current reader while a value goes to somebody: as `deliver`, without a closure for each chunk. */
  deliverTo<T>(receiver: { next(value: T): void }, value: T): void {
    const outer = current;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- that is the whole point
    current = this;
    try {
      receiver.next(value);
    } finally {
      current = outer;
    }
  }

  /** Makes it the current reader while `work` delivers. */
  deliver(work: () => void): void {
    const outer = current;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- that is the whole point
    current = this;
    try {
      work();
    } finally {
      current = outer;
    }
  }

  /** One of those who waited may hold it again: the others wait on. */
  #goOn(): void {
    for (const waiter of this.#waiting ?? []) {
      if (this.isHeld) return;
      this.#waiting?.delete(waiter);
      waiter();
    }
  }
}
