import { defer } from 'rxjs';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import { limitDuration } from '../operators/limit-duration.js';
import { admit } from './admit.js';
import { checkCombination } from './check-combination.js';
import { heedAnswers } from './heed-answers.js';
import { hedgeIfSafe } from './hedge-if-safe.js';
import { breakerFor, bulkheadFor, limiterFor } from './keyed.js';
import { protectTimes, type ProtectOptions, type ProtectPolicy } from './protect-options.js';
import { retryUnlessEmitted } from './retry-unless-emitted.js';
import { withTotalDeadline } from './total-deadline.js';

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
  const times = protectTimes(options);
  checkCombination(options, times);
  const { totalTimeout, attemptTimeout, scheduler } = times;
  const findBreaker = breakerFor(options);
  const findLimiter = limiterFor(options);
  const findBulkhead = bulkheadFor(options);
  const hedge = options.hedge && hedgeIfSafe(options.hedge, options);
  const retry = options.retry && retryUnlessEmitted(options.retry, options);

  const policy: ResiliencePolicy = (source, request) => {
    const timed = attemptTimeout === Infinity ? source : limitDuration(source, { attempt: attemptTimeout }, scheduler);
    return withTotalDeadline(totalTimeout, scheduler, (deadline) => {
      const attempt = deadline.end(timed);
      const admitted = defer(() => {
        const limiter = findLimiter?.(request);
        const heeded = heedAnswers(attempt, limiter, request, scheduler);
        return admit(heeded, { bulkhead: findBulkhead?.(request), limiter, breaker: findBreaker?.(request), deadline });
      });
      const passed = findBulkhead || findLimiter || findBreaker ? admitted : attempt;
      const hedged = hedge ? hedge(passed, deadline, request) : passed;
      return retry ? retry(hedged, deadline, request) : hedged;
    });
  };
  return Object.assign(policy, { breaker: findBreaker?.owner, limiter: findLimiter?.owner, bulkhead: findBulkhead?.owner });
}
