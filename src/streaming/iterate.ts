import type { Observable } from 'rxjs';
import { requireCount } from '../validation/require-option.js';
import { StreamIterator } from './stream-iterator.js';

export interface IterateOptions {
  /** How many values may wait that come from where nobody can wait; one more is an error. Default: 10_000. */
  maxBuffer?: number;
}

/**
 * Makes an async iterator of a stream, for `for await`. While the loop body is busy the reader of the response pauses: a response of
 * any size is read at the consumer's pace, in flat memory, and no timeout runs meanwhile.
 *
 * ```
 * response      --(abc)--(de)|    two chunks of three lines and of two
 * loop body     --aabbccddee|     the second one is read when `c` is done
 * ```
 *
 * It subscribes at the first `next()`. `break`, `return()` and `throw()` unsubscribe in the same frame, also while a `next()` is
 * pending, and close the connection. An error of the stream comes when the values before it have been taken.
 *
 * The pause reaches the reader through decoders, interceptors, policies and every operator that hands values on synchronously. Values
 * that come otherwise (behind `delay` or `observeOn`, from a Subject or a timer) wait in a buffer: more than `maxBuffer` of them are a
 * `RangeError`, and the stream is left.
 *
 * @example
 * for await (const line of iterate(http.get('/log', { as: ({ body }) => body }))) {
 *   await archive(line);
 * }
 */
export function iterate<T>(source: Observable<T>, options: IterateOptions = {}): AsyncIterableIterator<T> {
  const { maxBuffer = 10_000 } = options;
  requireCount('maxBuffer', maxBuffer, 1);
  return new StreamIterator(source, maxBuffer);
}
