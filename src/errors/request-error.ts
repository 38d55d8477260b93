import { attach, defineLibraryError, toPlainError, type LibraryErrorOptions } from './library-error.js';
import { redactText } from './redact.js';
import type { RequestInfo } from './request-info.js';

/** The request can't be built: a bad URL, a bad header or a body that can't be serialised or sent. Nothing was sent. */
export class RequestError extends Error {
  static {
    defineLibraryError(this, 'RequestError');
  }
  declare readonly name: 'RequestError';
  declare readonly request?: RequestInfo;

  constructor(message: string, options: LibraryErrorOptions = {}) {
    super(redactText(message));
    attach(this, options);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
