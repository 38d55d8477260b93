import { asyncScheduler, defer, map, pipe, scan, startWith, type OperatorFunction } from 'rxjs';
import type { Result } from './fetch-all.js';

/** How far a list has come. */
export interface Progress {
  readonly done: number;
  readonly failed: number;
  readonly total: number;
  /** Results per second, from the start. */
  readonly rate: number;
  /** Milliseconds until the end, if it goes on like that; `Infinity` before the first result. */
  readonly remaining: number;
}

/** Turns results into progress: emits at once, and after each of them. */
export function toProgress(total: number): OperatorFunction<Result, Progress> {
  return (results$) =>
    defer(() => {
      const startedAt = asyncScheduler.now();
      return results$.pipe(count(), map(reckon));

      function reckon({ done, failed }: Pick<Progress, 'done' | 'failed'>): Progress {
        const seconds = Math.max(asyncScheduler.now() - startedAt, 1) / 1000;
        const rate = (done + failed) / seconds;
        return { done, failed, total, rate, remaining: ((total - done - failed) / rate) * 1000 };
      }
    });
}

function count(): OperatorFunction<Result, { done: number; failed: number }> {
  const none = { done: 0, failed: 0 };
  return pipe(
    scan(({ done, failed }, result) => ('item' in result ? { done: done + 1, failed } : { done, failed: failed + 1 }), none),
    startWith(none),
  );
}
