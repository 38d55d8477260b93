import { asyncScheduler, buffer, connect, throttleTime, type OperatorFunction, type SchedulerLike } from 'rxjs';

/** What comes within so many milliseconds of the first, as one list at the end of them. */
export function gather<T>(milliseconds: number, scheduler: SchedulerLike = asyncScheduler): OperatorFunction<T, T[]> {
  return connect((source$) =>
    source$.pipe(buffer(source$.pipe(throttleTime(milliseconds, scheduler, { leading: false, trailing: true })))),
  );
}
