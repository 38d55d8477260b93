import type { CircuitBreakerState } from 'breakwater';
import { duration, reason } from './tell.js';

/** A turn of a breaker, in words. */
export function tellBreaker(before: CircuitBreakerState, after: CircuitBreakerState): string {
  switch (after.status) {
    case 'open': {
      const why = before.status === 'half-open' ? 'a probe failed' : 'too many calls failed';
      return `opens: ${why} (${reason(after.error)}); half-open in ${duration(after.retryAt - after.openedAt)}`;
    }
    case 'half-open':
      return 'is half-open: the next calls are probes';
    case 'closed':
      return before.status === 'half-open' ? 'closes: the probes succeeded' : `closes, and is no longer ${before.status}`;
    case 'isolated':
      return 'is isolated: no call passes until it is released';
    case 'bypassed':
      return 'is bypassed: every call passes until it is released';
  }
}
