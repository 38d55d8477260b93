import { Subscriber } from 'rxjs';
import type { CircuitPermit } from '../policies/circuit-permit.js';

/**
 * Who hears a call that a breaker has admitted, passes everything on, and tells the breaker how it ends – or that it was left. One
 * object per call, instead of an observer and its teardowns: docs/performance.md tells what that brought.
 */
export class GuardedCall<T> extends Subscriber<T> {
  constructor(
    private readonly caller: Subscriber<T>,
    private readonly permit: CircuitPermit,
  ) {
    super();
    caller.add(this); // behind the fields: where the caller has left already, that gives the permit back at once
  }

  override _next(value: T): void {
    this.permit.answered();
    this.caller.next(value);
  }

  override _error(error: unknown): void {
    try {
      this.caller.error(this.permit.errored(error));
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
      this.permit.left();
    }
  }
}
