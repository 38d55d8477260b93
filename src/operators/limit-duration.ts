import { Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { RequestTimeoutError, type TimeoutPhase } from '../errors/request-timeout-error.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { createReaderCountdown, type ReaderCountdown } from '../delivery/reader-countdown.js';

/** The limits of one call in milliseconds, by the phase that they are told as; `Infinity` or absent is no limit. */
export type DurationLimits = Partial<Record<Exclude<TimeoutPhase, 'head'>, number>>;

/**
 * Errors with `RequestTimeoutError` when the source passes one of its limits. The source comes first: what it does in the same frame
 * as a timer counts. Time for which the consumer holds the reader doesn't.
 */
export function limitDuration<T>(source: Observable<T>, limits: DurationLimits, scheduler: SchedulerLike): Observable<T> {
  const { first = Infinity, idle = Infinity } = limits;
  return new Observable((subscriber) => {
    const untilFirst = phaseCountdown('first', first, subscriber, scheduler);
    const untilNext = phaseCountdown('idle', idle, subscriber, scheduler);
    const whole: ReaderCountdown[] = [];
    let hasValue = false;
    const call = innerSubscriber<T>(subscriber, {
      next(value) {
        if (!hasValue) untilFirst?.stop();
        hasValue = true;
        subscriber.next(value);
        if (subscriber.closed) return;
        untilNext?.restartWhenFree(idle);
        for (const countdown of whole) countdown.pauseWhileHeld();
      },
    });
    source.subscribe(call);
    if (subscriber.closed) return;
    if (!hasValue) untilFirst?.restart(first);
    for (const phase of ['attempt', 'total'] as const) {
      const { [phase]: limit = Infinity } = limits;
      const countdown = phaseCountdown(phase, limit, subscriber, scheduler);
      countdown?.restart(limit);
      if (countdown) whole.push(countdown);
    }
  });
}

/** A countdown that errors the subscriber and ends with it; none where there is no limit. */
function phaseCountdown(
  phase: TimeoutPhase,
  limit: number,
  subscriber: Subscriber<unknown>,
  scheduler: SchedulerLike,
): ReaderCountdown | undefined {
  if (limit === Infinity) return undefined;
  const countdown = createReaderCountdown(scheduler, () => subscriber.error(new RequestTimeoutError(phase, limit)));
  subscriber.add(() => countdown.stop());
  return countdown;
}
