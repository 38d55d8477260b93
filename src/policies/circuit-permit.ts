import type { Subscription } from 'rxjs';

/** How an admitted call ended. */
export type CallOutcome = 'success' | 'failure' | 'ignored';

/**
 * A call that a breaker has admitted. Whoever holds it says once how the call ended: the first of `success`, `failure` and
 * `release` counts, the others do nothing.
 */
export interface CircuitPermit {
  /** The call has begun to answer: a probe has succeeded with that, and no call becomes slow any more. The end still has to be told. */
  answered(): void;
  success(): void;
  /** Counts as a failure, whatever `isFailure` says of the error. */
  failure(error?: unknown): void;
  /** Gives the permit back: neither success nor failure. */
  release(): void;
  /** The call has errored: counts as the breaker's `isFailure` says. Returns the error, or what `isFailure` threw in its place. */
  errored(error: unknown): unknown;
  /** The call has been left: a success if it had answered, else the permit goes back. */
  left(): void;
}

/** What a permit tells its breaker. */
export interface PermitKeeper {
  answered(call: AdmittedCall): void;
  settle(call: AdmittedCall, outcome: CallOutcome, error?: unknown): void;
  outcomeOf(error: unknown): CallOutcome;
  end(): void;
}

/** The permit's inner side, with what the breaker has to know to tell late outcomes from current ones. */
export class AdmittedCall implements CircuitPermit {
  isSettled = false;
  /** Its first value or its end has come: it can't become slow any more. */
  hasAnswered = false;
  isSlow = false;
  /** Milliseconds after which it is slow; absent where it never is. */
  slowAfter: number | undefined;
  /** Waits for the moment at which it is slow. */
  slowTimer: Subscription | undefined;
  #hasEnded = false;

  /**
   * @param era the circuit's era in which the call was admitted
   * @param isProbe admitted by a half-open circuit
   * @param startedAt on the breaker's clock; 0 where nobody will ask
   */
  constructor(
    private readonly keeper: PermitKeeper,
    readonly era: number,
    readonly isProbe: boolean,
    readonly startedAt: number,
  ) {}

  answered(): void {
    if (!this.hasAnswered && !this.#hasEnded) this.keeper.answered(this);
  }

  success(): void {
    this.#end('success');
  }

  failure(error?: unknown): void {
    this.#end('failure', error);
  }

  release(): void {
    this.#end('ignored');
  }

  errored(error: unknown): unknown {
    try {
      this.#end(this.keeper.outcomeOf(error), error);
      return error;
    } catch (thrown) {
      this.release();
      return thrown;
    }
  }

  left(): void {
    this.#end(this.hasAnswered ? 'success' : 'ignored');
  }

  #end(outcome: CallOutcome, error?: unknown): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.keeper.end();
    this.keeper.settle(this, outcome, error);
  }
}
