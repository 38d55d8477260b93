/** How far work may pile up, in milliseconds. */
export const MAX_BACKLOG = 2_000;
/** To refuse costs something too, as a share of the work of an answer. */
const REFUSAL_COST = 0.1;

/**
 * What a replica gets done: one answer after the other, so many per second. Work is done even if the client has left meanwhile, which is
 * why retries of what has timed out can keep a replica down that would be well without them.
 */
export class WorkQueue {
  #busyUntil = 0;

  /** Milliseconds of work that wait. */
  backlog(now: number): number {
    return Math.max(0, this.#busyUntil - now);
  }

  /** How long an answer waits for its turn; `undefined` when too much waits already. */
  enter(now: number, capacity: number): number | undefined {
    const wait = this.backlog(now);
    const work = 1_000 / capacity;
    const isRefused = wait > MAX_BACKLOG;
    this.#busyUntil = now + wait + (isRefused ? work * REFUSAL_COST : work);
    return isRefused ? undefined : wait;
  }
}
