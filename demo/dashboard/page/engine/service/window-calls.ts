import type { CircuitBreakerMetrics } from 'breakwater';
import type { BreakerStatus } from '../../model.js';

/** How many outcomes are in a breaker's window, reckoned from its counts: a change of status and a reset empty it. */
export class WindowCalls {
  #before = 0;

  constructor(private readonly size: number) {}

  changed(metrics: CircuitBreakerMetrics): void {
    this.#before = outcomes(metrics);
  }

  count(status: BreakerStatus, metrics: CircuitBreakerMetrics): number {
    const now = outcomes(metrics);
    if (now < this.#before) this.#before = 0;
    return status === 'closed' || status === 'bypassed' ? Math.min(now - this.#before, this.size) : 0;
  }
}

function outcomes({ successes, failures }: CircuitBreakerMetrics): number {
  return successes + failures;
}
