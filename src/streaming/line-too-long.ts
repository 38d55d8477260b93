import { ResponseParseError } from '../errors/response-parse-error.js';
import type { LongLine } from './whole-lines.js';

/** The error of a line that is longer than a parser takes, which both parsers tell alike. */
export function lineTooLong(line: number, mostBytes: number, { offset, text }: LongLine): ResponseParseError {
  return new ResponseParseError(`Line ${line} is longer than ${mostBytes} bytes; it begins at byte ${offset}.`, { text, line });
}
