import { Fifo, type Place } from './fifo.js';

interface Lane<T> {
  readonly priority: number;
  readonly queue: Fifo<T>;
}

/** A place in a `PriorityFifo`. */
export interface PriorityPlace<T> {
  readonly lane: Fifo<T>;
  readonly place: Place<T>;
}

/** A queue in which a higher priority goes first, and within one whoever came first. */
export class PriorityFifo<T> {
  /** The highest priority first; a lane goes when it is empty. */
  readonly #lanes: Lane<T>[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): PriorityPlace<T> | undefined {
    const lane = this.#lanes[0]?.queue;
    return lane?.first && { lane, place: lane.first };
  }

  add(value: T, priority: number): PriorityPlace<T> {
    const lane = this.#lane(priority).queue;
    this.#size++;
    return { lane, place: lane.add(value) };
  }

  /** Gives a place up; false when that has happened before. */
  remove({ lane, place }: PriorityPlace<T>): boolean {
    if (!lane.remove(place)) return false;
    this.#size--;
    if (lane.size === 0)
      this.#lanes.splice(
        this.#lanes.findIndex(({ queue }) => queue === lane),
        1,
      );
    return true;
  }

  #lane(priority: number): Lane<T> {
    const at = this.#lanes.findIndex((lane) => lane.priority <= priority);
    const found = this.#lanes[at];
    if (found?.priority === priority) return found;
    const lane = { priority, queue: new Fifo<T>() };
    this.#lanes.splice(at < 0 ? this.#lanes.length : at, 0, lane);
    return lane;
  }
}
