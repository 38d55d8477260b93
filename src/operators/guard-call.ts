import { Subscriber } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitPermit } from '../policies/circuit-permit.js';

/**
 * Who hears a call that a breaker has admitted, passes everything on, and tells the breaker how it ends – or that it was left. (One
 * object per call: composed of an observer and teardowns the same took twice the time and three times the memory.)
 */
export class GuardedCall<T> extends Subscriber<T> {
  #hasAnswered = false;

  constructor(
    private readonly caller: Subscriber<T>,
    private readonly breaker: CircuitBreaker,
    private readonly permit: CircuitPermit,
  ) {
    super();
    caller.add(this); // behind the fields: where the caller has left already, that gives the permit back at once
  }

  override _next(value: T): void {
    if (!this.#hasAnswered) {
      this.#hasAnswered = true;
      this.permit.answered();
    }
    this.caller.next(value);
  }

  override _error(error: unknown): void {
    try {
      this.caller.error(settleFailed(this.breaker, this.permit, error));
    } finally {
      this.unsubscribe();
    }
  }

  override _complete(): void {
    try {
      this.permit.success();
      this.caller.complete();
    } finally {
      this.unsubscribe();
    }
  }

  /** The permit goes back behind the teardown of the source. */
  override unsubscribe(): void {
    if (this.closed) return;
    try {
      super.unsubscribe();
    } finally {
      settleLeft(this.permit, this.#hasAnswered);
    }
  }
}

/** Tells the breaker that a call has ended with this error, and returns what the caller gets: what `isFailure` throws, if it does. */
export function settleFailed(breaker: CircuitBreaker, permit: CircuitPermit, error: unknown): unknown {
  try {
    settle(breaker, permit, error);
    return error;
  } catch (thrown) {
    permit.release();
    return thrown;
  }
}

/** Tells the breaker that a call has been left: after a value that is a success, before one it is nothing. */
export function settleLeft(permit: CircuitPermit, hasAnswered: boolean): void {
  if (hasAnswered) permit.success();
  else permit.release();
}

function settle(breaker: CircuitBreaker, permit: CircuitPermit, error: unknown): void {
  switch (breaker.outcomeOf(error)) {
    case 'failure':
      return permit.failure(error);
    case 'success':
      return permit.success();
    case 'ignored':
      return permit.release();
  }
}
