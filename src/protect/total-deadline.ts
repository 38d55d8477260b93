import { Observable, Subject, takeUntil, type SchedulerLike } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { createReaderCountdown } from '../delivery/reader-countdown.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';

/** The deadline of one call, which its attempts hear of first. */
export interface TotalDeadline {
  /** The time is up, even if the timer is late. */
  isOver(): boolean;
  /** Ends the call if its time is up: an attempt that starts now would have none, and speak against the service. */
  endIfOver(): boolean;
  /** Lets the deadline end a running attempt from inside, so that a breaker around it counts a failure. */
  end<T>(attempt: Observable<T>): Observable<T>;
}

/** Without a limit: nothing ends. */
const NO_DEADLINE: TotalDeadline = { isOver: () => false, endIfOver: () => false, end: (attempt) => attempt };

/**
 * Gives a call `total` milliseconds. When they are up, a running attempt errors with `RequestTimeoutError` from inside; if none
 * runs, or what is around it goes on, the call itself does. Time for which the consumer holds the reader doesn't count.
 */
export function withTotalDeadline<T>(
  total: number,
  scheduler: SchedulerLike,
  call: (deadline: TotalDeadline) => Observable<T>,
): Observable<T> {
  if (total === Infinity) return call(NO_DEADLINE);
  return new Observable((subscriber) => {
    const expired = new Subject<never>();
    let hasExpired = false;

    const isOver = (): boolean => hasExpired || countdown.remaining() <= 0;
    const expire = (): void => {
      const error = new RequestTimeoutError('total', total);
      hasExpired = true;
      expired.error(error);
      subscriber.error(error);
    };
    const endIfOver = (): boolean => {
      if (!isOver()) return false;
      expire();
      return true;
    };
    const countdown = createReaderCountdown(scheduler, expire);
    subscriber.add(() => countdown.stop());
    countdown.restart(total);
    const values = innerSubscriber<T>(subscriber, {
      next(value) {
        subscriber.next(value);
        if (!subscriber.closed) countdown.pauseWhileHeld();
      },
    });
    call({ isOver, endIfOver, end: (attempt) => attempt.pipe(takeUntil(expired)) }).subscribe(values);
  });
}
