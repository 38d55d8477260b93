import { defer, filter, type Observable } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';

/**
 * Emits when a call of this breaker has ended, a probe has begun to answer, or it has been reset: a probe's place may have become
 * free, or a ramp-up be over, without a change of status. `metrics$` tells refusals as well, which are left out: who is refused would be woken by its own refusal.
 */
export function outcomesOf(breaker: CircuitBreaker): Observable<unknown> {
  return defer(() => {
    let known = breaker.metrics.refused;
    return breaker.metrics$.pipe(
      filter(({ refused }) => {
        const isOutcome = refused <= known; // fewer: it has been reset
        known = refused;
        return isOutcome;
      }),
    );
  });
}
