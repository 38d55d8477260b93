import { tap, type Observable } from 'rxjs';
import { isFailure } from '../errors/is-failure.js';
import type { BulkheadPermit } from './concurrency-queue.js';

/**
 * A place under an adaptive limit. Whoever holds it may tell how the call went, and has to release it. The first of `succeeded`,
 * `failed` and `release` counts, the others teach nothing: a call that is released without a word, as when it is cancelled, is neutral.
 */
export interface AdaptivePermit extends BulkheadPermit {
  /** Tells, for a call that is an Observable, when it begins and how it goes. */
  watch<T>(call: Observable<T>): Observable<T>;
  /** The call begins only now: what it waited for since it got the place is no latency of the service. */
  started(): void;
  /** The call has been answered: its first value or its end is there. The place is kept until `release`. */
  succeeded(): void;
  /** The call has failed. It is lost if `isFailure` says so of the error; any other error is neutral. */
  failed(error?: unknown): void;
}

/** When a call began, and under which limit. */
export interface CallStart {
  readonly at: number;
  readonly under: { readonly limit: number };
}

/** What a permit tells its limit. */
export interface LimitKeeper {
  begin(): CallStart;
  answered(start: CallStart): void;
  lost(): void;
}

/** The permit's inner side. */
export class AdaptiveCall implements AdaptivePermit {
  #start: CallStart;
  #isSettled = false;

  constructor(
    private readonly keeper: LimitKeeper,
    private readonly place: BulkheadPermit,
  ) {
    this.#start = keeper.begin();
  }

  watch<T>(call: Observable<T>): Observable<T> {
    const succeeded = (): void => this.succeeded();
    return call.pipe(
      tap({ subscribe: () => this.started(), next: succeeded, error: (error: unknown) => this.failed(error), complete: succeeded }),
    );
  }

  started(): void {
    this.#start = this.keeper.begin();
  }

  succeeded(): void {
    if (this.#settles()) this.keeper.answered(this.#start);
  }

  failed(error?: unknown): void {
    if (this.#settles() && isFailure(error)) this.keeper.lost();
  }

  release(): void {
    this.#settles();
    this.place.release();
  }

  #settles(): boolean {
    const isFirst = !this.#isSettled;
    this.#isSettled = true;
    return isFirst;
  }
}
