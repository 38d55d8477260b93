import { Observable, type ObservableInput, type OperatorFunction } from 'rxjs';
import { requireCount } from '../validation/require-option.js';
import { Drain } from './drain.js';

/**
 * Maps each value to an inner stream and merges them, `concurrency` at a time, as `mergeMap` does, and pauses the reader of the response
 * while that many run: a response of any size is worked off at the pace of the inner streams, in flat memory, and no timeout runs
 * meanwhile.
 *
 * ```
 * source            --(ab)|           two values in a chunk, and the end behind them
 *   drainMap((value) => write(value))
 * inner of a          ---A|
 * inner of b              ---B|
 * result            -----A---B|
 * ```
 *
 * It also waits for who comes behind it: while `iterate` or another `drainMap` holds what it emits, no inner stream starts, and inner
 * responses are not read. Values that come from where nobody can wait are queued without bound, as in `mergeMap`.
 *
 * Errors with what the source, an inner stream or `project` errors with. Unsubscribing leaves all of them. No state is shared.
 *
 * @param concurrency a whole number from 1, or `Infinity`; 1 keeps the order
 * @example
 * const saved$ = http.get('/events', { as: ({ body }) => body }).pipe(drainMap((event) => http.post('/copy', event), 4));
 */
export function drainMap<T, R>(project: (value: T, index: number) => ObservableInput<R>, concurrency = 1): OperatorFunction<T, R> {
  requireCount('concurrency', concurrency, 1);
  return (source) =>
    new Observable((subscriber) => {
      new Drain(project, concurrency, subscriber).run(source);
    });
}
