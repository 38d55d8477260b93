import { defineLibraryError, setRequest, toPlainError, type RequestOption } from './library-error.js';
import type { RequestInfo } from './request-info.js';

/** Refused by a bulkhead; nothing was sent. */
export class BulkheadFullError extends Error {
  static {
    defineLibraryError(this, 'BulkheadFullError');
  }
  declare readonly name: 'BulkheadFullError';
  declare readonly request?: RequestInfo;
  /** The bulkhead's name. */
  readonly bulkhead: string;

  constructor(bulkhead: string, { request }: RequestOption = {}) {
    super(`The bulkhead "${bulkhead}" is full.`);
    this.bulkhead = bulkhead;
    setRequest(this, request);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
