import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { requireOption } from '../validation/require-option.js';
import type { RefusalOptions } from './create-refusal.js';
import { ConcurrencyQueue, type BulkheadPermit } from './concurrency-queue.js';

export interface BulkheadOptions extends RefusalOptions {
  /** Names it in errors. Default: `'bulkhead'`. */
  name?: string;
  /** The most calls that run at once. */
  maxConcurrent: number;
  /** The most calls that wait. Default: `Infinity`. */
  maxQueue?: number;
  /** The longest wait in milliseconds, after which a call is refused; 0 never waits. Default: `Infinity`. */
  maxWait?: number;
  /** Its clock and timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** What a bulkhead tells on `state$`, on every change. */
export interface BulkheadState {
  /** Calls that run. */
  readonly active: number;
  /** Calls that wait. */
  readonly queued: number;
  /** The most that may run. */
  readonly limit: number;
}

/**
 * A bulkhead: at most `maxConcurrent` calls run at once, the others wait in a queue – higher priority first, first come, first
 * served within one, newcomers included. State is shared by all who use the same object; it owns a timer only while somebody waits
 * and `maxWait` is finite.
 *
 * @example
 * const seats = new Bulkhead({ maxConcurrent: 8, maxQueue: 100 });
 * const seated$ = of('call').pipe(bulkhead(seats));
 */
export class Bulkhead {
  readonly name: string;
  readonly state$: StateObservable<BulkheadState>;
  readonly #states: StateSubject<BulkheadState>;
  readonly #queue: ConcurrencyQueue;
  #limit: number;
  #told: BulkheadState;

  constructor(options: BulkheadOptions) {
    const { name = 'bulkhead', maxConcurrent, maxQueue, maxWait, stackTraces, scheduler = asyncScheduler } = options;
    this.name = name;
    this.#limit = checkLimit(maxConcurrent);
    this.#states = new StateSubject({ read: () => this.#read() });
    this.state$ = this.#states;
    const onChange = (): void => this.#tell();
    this.#queue = new ConcurrencyQueue({ name, maxQueue, maxWait, stackTraces, scheduler, limit: () => this.#limit, onChange });
    this.#told = this.#read();
  }

  /** Nobody in it, so that nobody waits either, and nobody on its `state$`. */
  get idle(): boolean {
    return this.#queue.active === 0 && !this.#states.observed;
  }

  /** Takes a place if one is free and nobody waits for it; never waits. Whoever takes it has to release it. */
  tryAcquire(): BulkheadPermit | undefined {
    return this.#queue.tryAcquire();
  }

  /**
   * Waits for a place: emits it once and completes. Errors with `BulkheadFullError` when the queue is full or `maxWait` has passed;
   * unsubscribing while waiting leaves the queue. Whoever gets the place has to release it.
   *
   * @param priority higher goes first
   */
  acquire(priority = 0): Observable<BulkheadPermit> {
    return this.#queue.acquire(priority);
  }

  /** Changes limits; running calls and queue stay. With a lower limit calls start again when enough have ended. */
  update(options: Partial<Pick<BulkheadOptions, 'maxConcurrent' | 'maxQueue' | 'maxWait'>>): void {
    const { maxConcurrent = this.#limit } = options;
    checkLimit(maxConcurrent);
    this.#queue.update(options, () => {
      this.#limit = maxConcurrent;
    });
  }

  /** One step may tell twice, as when a place goes from one call to the next; a state is told once. */
  #tell(): void {
    const state = this.#read();
    const { active, queued, limit } = this.#told;
    const isKnown = state.active === active && state.queued === queued && state.limit === limit;
    this.#told = state;
    if (!isKnown) this.#states.emit(state);
  }

  #read(): BulkheadState {
    return { active: this.#queue.active, queued: this.#queue.queued, limit: this.#limit };
  }
}

function checkLimit(maxConcurrent: number): number {
  const isCount = maxConcurrent === Infinity || (Number.isInteger(maxConcurrent) && maxConcurrent >= 1);
  requireOption(isCount, 'maxConcurrent', 'a whole number from 1, or Infinity', maxConcurrent);
  return maxConcurrent;
}
