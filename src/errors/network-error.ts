import { attach, defineLibraryError, toPlainError, type LibraryErrorOptions } from './library-error.js';
import { redactText } from './redact.js';
import type { RequestInfo } from './request-info.js';

/** No answer came, or its body broke off. `cause` is what the platform said. */
export class NetworkError extends Error {
  static {
    defineLibraryError(this, 'NetworkError');
  }
  declare readonly name: 'NetworkError';
  declare readonly request?: RequestInfo;

  constructor(message: string, options: LibraryErrorOptions = {}) {
    super(redactText(message));
    attach(this, options);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
