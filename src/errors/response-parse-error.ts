import { attach, defineLibraryError, toPlainError, type LibraryErrorOptions } from './library-error.js';
import { redactText } from './redact.js';
import type { RequestInfo } from './request-info.js';

const LONGEST_TEXT = 200;

/** Where the body stopped making sense. */
export interface ParseErrorDetails extends LibraryErrorOptions {
  /** What was read; its first 200 characters are kept. */
  readonly text: string;
  /** The line, from 1, where the format has lines. */
  readonly line?: number;
}

/** The body isn't what the decoder reads. */
export class ResponseParseError extends Error {
  static {
    defineLibraryError(this, 'ResponseParseError');
  }
  declare readonly name: 'ResponseParseError';
  declare readonly request?: RequestInfo;
  /** The beginning of what couldn't be read, at most 200 characters. */
  readonly text: string;
  readonly line?: number;

  constructor(message: string, { text, line, ...options }: ParseErrorDetails) {
    super(redactText(message));
    this.text = text.slice(0, LONGEST_TEXT);
    // Errors of Safari and Bun have a hidden `line` of their own, where they were made: the field replaces it.
    this.line = line;
    if (line === undefined) Reflect.deleteProperty(this, 'line');
    attach(this, options);
  }

  toJSON(): Record<string, unknown> {
    return toPlainError(this);
  }
}
