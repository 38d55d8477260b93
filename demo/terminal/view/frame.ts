import { asyncScheduler, interval, map, withLatestFrom, type Observable } from 'rxjs';
import type { CircuitBreakerState, LimiterState } from 'breakwater';
import type { DemoClient } from '../client.js';
import type { Plan } from '../plan.js';
import type { Report } from '../report/watch.js';

/** What a picture of the run is drawn from: the report, and what changes by itself as time goes by. */
export interface Frame {
  readonly now: number;
  readonly startedAt: number;
  readonly plan: Plan;
  readonly report: Report;
  readonly breaker: CircuitBreakerState;
  /** Read for each frame anew: tokens flow in without a word on `state$`. */
  readonly limiter: LimiterState;
}

/** A frame every so many milliseconds. */
export function frames(
  every: number,
  report$: Observable<Report>,
  { breaker, bucket }: DemoClient,
  run: Pick<Frame, 'startedAt' | 'plan'>,
): Observable<Frame> {
  return interval(every).pipe(
    withLatestFrom(report$, breaker.state$),
    map(([, report, state]) => ({ ...run, now: asyncScheduler.now(), report, breaker: state, limiter: bucket.state$.value })),
  );
}
