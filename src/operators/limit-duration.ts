import { Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { RequestTimeoutError, type TimeoutPhase } from '../errors/request-timeout-error.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';

/** The limits of one call in milliseconds, by the phase that they are told as; `Infinity` or absent is no limit. */
export type DurationLimits = Partial<Record<Exclude<TimeoutPhase, 'head'>, number>>;

/** Errors with `RequestTimeoutError` when the source passes one of its limits. The source comes first: what it does in the same frame as a timer counts. */
export function limitDuration<T>(source: Observable<T>, limits: DurationLimits, scheduler: SchedulerLike): Observable<T> {
  const { first = Infinity, idle = Infinity } = limits;
  const whole = (['attempt', 'total'] as const).filter((phase) => (limits[phase] ?? Infinity) < Infinity);
  return new Observable((subscriber) => {
    const untilFirst = phaseCountdown('first', first, subscriber, scheduler);
    const untilNext = phaseCountdown('idle', idle, subscriber, scheduler);
    let hasValue = false;
    const call = innerSubscriber<T>(subscriber, {
      next(value) {
        if (!hasValue) untilFirst?.stop();
        hasValue = true;
        subscriber.next(value);
        if (!subscriber.closed) untilNext?.restart(idle);
      },
    });
    source.subscribe(call);
    if (subscriber.closed) return;
    if (!hasValue) untilFirst?.restart(first);
    for (const phase of whole) phaseCountdown(phase, limits[phase]!, subscriber, scheduler)?.restart(limits[phase]!);
  });
}

/** A countdown that errors the subscriber and ends with it; none where there is no limit. */
function phaseCountdown(
  phase: TimeoutPhase,
  limit: number,
  subscriber: Subscriber<unknown>,
  scheduler: SchedulerLike,
): Countdown | undefined {
  if (limit === Infinity) return undefined;
  const countdown = createCountdown(scheduler, () => subscriber.error(new RequestTimeoutError(phase, limit)));
  subscriber.add(() => countdown.stop());
  return countdown;
}
