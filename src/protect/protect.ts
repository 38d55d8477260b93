import { Observable } from 'rxjs';
import type { HttpRequest } from '../http/http-request.js';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import type { ProtectOptions, ProtectPolicy } from './protect-options.js';
import { isEmptyPlan, protectPlan } from './protect-plan.js';
import { ProtectedCall } from './protected-call.js';

/**
 * Puts the operators around a call in the one right order, from the outside in: total timeout → retry → hedge → bulkhead → limiter →
 * breaker → attempt timeout → source, so that every attempt, a hedged one too, passes every limit.
 *
 * A request that may not be sent again is not retried, unless `retry.shouldRetry` is given; nor is a stream that has emitted. Only
 * requests that read (GET, HEAD, OPTIONS, TRACE) are hedged; in `pipe`, where there is no request, whatever is given.
 * An open circuit refuses before any queue, a queued attempt takes the breaker's permit and then the token when its turn comes,
 * and holds neither while it waits. Whichever timeout comes first ends a running attempt as a failure for the breaker; once the
 * total time is up nothing is retried. A 429 or 503 with a `Retry-After` pauses the limiter for everyone, and the `RateLimit`
 * fields of any answer slow it down before the server refuses.
 *
 * Errors with what the parts error with. Unsubscribing cancels whatever runs or waits. Plain options make their objects here,
 * once: the breaker and the limiter are shared by all calls of the policy. Nothing is paid for what is left out:
 * `protect({})` returns the source itself. The policy shows its breaker, limiter and bulkhead, for whoever looks at their state. A
 * combination that can't work throws a `RangeError`.
 *
 * @example
 * const policy = protect({ totalTimeout: 10_000, retry: { maxRetries: 2 }, breaker: {}, attemptTimeout: 3_000 });
 * const http = createHttpClient({ policy });
 * const guarded$ = defer(() => fetch('/status')).pipe(policy);
 */
export function protect(options: ProtectOptions): ProtectPolicy {
  const plan = protectPlan(options);
  const policy: ResiliencePolicy = isEmptyPlan(plan)
    ? (source) => source
    : <T>(source: Observable<T>, request?: HttpRequest) =>
        new Observable<T>((caller) => new ProtectedCall(plan, source, request, caller).start());
  const { findBreaker, findLimiter, findBulkhead } = plan;
  return Object.assign(policy, { breaker: findBreaker?.owner, limiter: findLimiter?.owner, bulkhead: findBulkhead?.owner });
}
