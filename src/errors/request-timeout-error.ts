import { defineLibraryError, setRequest, toPlainError, type RequestOption } from './library-error.js';
import type { RequestInfo } from './request-info.js';

/**
 * What took too long: the response head, the next chunk or value (`idle`), the first value, one attempt, or the whole call.
 */
export type TimeoutPhase = 'head' | 'idle' | 'first' | 'attempt' | 'total';

const WAITED_FOR: Record<TimeoutPhase, string> = {
  head: 'no response head',
  idle: 'silence',
  first: 'no first value',
  attempt: 'the attempt was not complete',
  total: 'not complete',
};

/** Something took longer than its timeout. */
export class RequestTimeoutError extends Error {
  static {
    defineLibraryError(this, 'RequestTimeoutError');
  }
  declare readonly name: 'RequestTimeoutError';
  declare readonly request?: RequestInfo;
  readonly phase: TimeoutPhase;
  /** The limit that was passed, in milliseconds. */
  readonly timeout: number;

  constructor(phase: TimeoutPhase, timeout: number, { request }: RequestOption = {}) {
    super(`Timed out: ${WAITED_FOR[phase]} within ${timeout} ms (${phase}).`);
    this.phase = phase;
    this.timeout = timeout;
    setRequest(this, request);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
