import { defer, EMPTY, Observable, throwError } from 'rxjs';
import { waitForPermit } from '../operators/wait-for-permit.js';
import type { AdaptivePermit } from '../policies/adaptive-permit.js';
import type { BulkheadPermit } from '../policies/concurrency-queue.js';
import { ProtectedAttempt, type AttemptContext } from './protected-attempt.js';

/** The attempts of a call within hedge and bulkhead; absent where the plan has neither. */
export function wrapAttempts<T>(context: AttemptContext<T>): Observable<T> | undefined {
  const { plan, request, deadline } = context;
  if (!plan.hedge && !plan.findBulkhead) return undefined;
  const attempt = defer(() => seated(context));
  return plan.hedge ? plan.hedge(attempt, deadline, request) : attempt;
}

/** An open circuit refuses before the queue of the bulkhead too. A turn that comes when the time is up is given away. */
function seated<T>(context: AttemptContext<T>): Observable<T> {
  const { plan, request, deadline } = context;
  const limiter = plan.findLimiter?.(request);
  const seats = plan.findBulkhead?.(request);
  const breaker = plan.findBreaker?.(request);
  const attempt = (place?: BulkheadPermit): Observable<T> =>
    new Observable((subscriber) => {
      const learner = place?.watch && (place as AdaptivePermit);
      new ProtectedAttempt(context, subscriber, subscriber, limiter, breaker, learner).start();
    });
  if (!seats) return attempt();
  if (breaker && !breaker.canAcquire()) return throwError(() => breaker.refuse());
  const place$: Observable<BulkheadPermit> = seats.acquire();
  return waitForPermit(
    place$,
    (place) => (deadline?.endIfOver() ? EMPTY : attempt(place)),
    (place) => place.release(),
  );
}
