import { defineLibraryError, setRequest, toPlainError, type RequestOption } from './library-error.js';
import type { RequestInfo } from './request-info.js';

/** Refused by a rate limiter; nothing was sent. */
export class RateLimitError extends Error {
  static {
    defineLibraryError(this, 'RateLimitError');
  }
  declare readonly name: 'RateLimitError';
  declare readonly request?: RequestInfo;
  /** The limiter's name. */
  readonly limiter: string;
  /** Milliseconds until this call could have been let through, had it been allowed to wait. */
  readonly retryAfter: number;

  constructor(limiter: string, retryAfter: number, { request }: RequestOption = {}) {
    super(`The limiter "${limiter}" refuses the call: its turn would come in ${retryAfter} ms.`);
    this.limiter = limiter;
    this.retryAfter = retryAfter;
    setRequest(this, request);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
