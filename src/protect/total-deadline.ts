import { Observable, Subject, takeUntil, type SchedulerLike } from 'rxjs';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import { scheduleAfter } from '../time/schedule-after.js';

/** The deadline of one call, which its attempts hear of first. */
export interface TotalDeadline {
  readonly isOver: boolean;
  /** Lets the deadline end a running attempt from inside, so that a breaker around it counts a failure. */
  end<T>(attempt: Observable<T>): Observable<T>;
}

/** Without a limit: nothing ends. */
const NO_DEADLINE: TotalDeadline = { isOver: false, end: (attempt) => attempt };

/**
 * Gives a call `total` milliseconds. When they are up, a running attempt errors with `RequestTimeoutError` from inside; if none
 * runs, or what is around it goes on, the call itself does.
 */
export function withTotalDeadline<T>(
  total: number,
  scheduler: SchedulerLike,
  call: (deadline: TotalDeadline) => Observable<T>,
): Observable<T> {
  if (total === Infinity) return call(NO_DEADLINE);
  return new Observable((subscriber) => {
    const expired = new Subject<never>();
    const deadline = { isOver: false, end: <A>(attempt: Observable<A>) => attempt.pipe(takeUntil(expired)) };
    const timer = scheduleAfter(scheduler, total, () => {
      const error = new RequestTimeoutError('total', total);
      deadline.isOver = true;
      expired.error(error);
      subscriber.error(error);
    });
    subscriber.add(timer);
    call(deadline).subscribe(subscriber);
  });
}
