import { defineLibraryError, setRequest, toPlainError, type RequestOption } from './library-error.js';
import type { RequestInfo } from './request-info.js';

/** Refused by a circuit breaker; nothing was sent. */
export class CircuitOpenError extends Error {
  static {
    defineLibraryError(this, 'CircuitOpenError');
  }
  declare readonly name: 'CircuitOpenError';
  declare readonly request?: RequestInfo;
  /** The breaker's name. */
  readonly breaker: string;
  /** Milliseconds until the circuit lets a call through again; absent while it is isolated, or where that isn't known. */
  declare readonly retryAfter?: number;

  constructor(breaker: string, retryAfter?: number, { request }: RequestOption = {}) {
    super(`The circuit "${breaker}" refuses calls${retryAfter === undefined ? '' : ` for another ${retryAfter} ms`}.`);
    this.breaker = breaker;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
    setRequest(this, request);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
