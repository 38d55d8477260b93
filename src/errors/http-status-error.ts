import { attach, defineLibraryError, requestLine, toPlainError, type LibraryErrorOptions } from './library-error.js';
import { redactHeaders, redactText } from './redact.js';
import type { RequestInfo } from './request-info.js';

/** The answer behind an `HttpStatusError`. */
export interface RefusedAnswer {
  readonly status: number;
  readonly statusText?: string;
  readonly headers?: Headers;
  /** Parsed JSON, or text. */
  readonly body?: unknown;
  /** Milliseconds until the server wants to be asked again, if it said so. */
  readonly retryAfter?: number;
}

/** The server answered with a status that `acceptStatus` refuses. */
export class HttpStatusError extends Error {
  static {
    defineLibraryError(this, 'HttpStatusError');
  }
  declare readonly name: 'HttpStatusError';
  declare readonly request?: RequestInfo;
  readonly status: number;
  /** The response headers; the values of secret ones are hidden. */
  readonly headers: Headers;
  /** Parsed JSON, or text; of a long body the first 64 KiB, of a slow one what came within 2 s, as text; `undefined` where there was none. */
  readonly body: unknown;
  /** Milliseconds until the server wants to be asked again; absent where it didn't say. */
  declare readonly retryAfter?: number;

  constructor(answer: RefusedAnswer, options: LibraryErrorOptions = {}) {
    const { status, statusText = '', headers = new Headers(), body, retryAfter } = answer;
    const subject = options.request ? requestLine(options.request) : 'The server';
    super(`${subject} answered ${`${status} ${redactText(statusText)}`.trim()}.`);
    this.status = status;
    this.headers = redactHeaders(headers);
    this.body = body;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
    attach(this, options);
  }

  toJSON(): Record<string, unknown> {
    return { ...toPlainError(this), headers: Object.fromEntries(this.headers) };
  }
}
