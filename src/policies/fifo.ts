/** A place in a `Fifo`. */
export interface Place<T> {
  readonly value: T;
  previous: Place<T> | undefined;
  next: Place<T> | undefined;
  isTaken: boolean;
}

/** A queue from which anybody can leave: adding, taking the first and leaving from the middle all take constant time. */
export class Fifo<T> {
  #first: Place<T> | undefined;
  #last: Place<T> | undefined;
  #size = 0;

  get first(): Place<T> | undefined {
    return this.#first;
  }

  get size(): number {
    return this.#size;
  }

  /** Behind all, or before one who has a place. */
  add(value: T, next?: Place<T>): Place<T> {
    const previous = next ? next.previous : this.#last;
    const place: Place<T> = { value, previous, next, isTaken: true };
    if (previous) previous.next = place;
    else this.#first = place;
    if (next) next.previous = place;
    else this.#last = place;
    this.#size++;
    return place;
  }

  /** Gives a place up; false when that has happened before. */
  remove(place: Place<T>): boolean {
    if (!place.isTaken) return false;
    place.isTaken = false;
    if (place.previous) place.previous.next = place.next;
    else this.#first = place.next;
    if (place.next) place.next.previous = place.previous;
    else this.#last = place.previous;
    this.#size--;
    return true;
  }

  /** From the first to the last; a place may be removed while it is visited. */
  *places(): Generator<Place<T>> {
    for (let place = this.#first; place; place = place.next) yield place;
  }
}
