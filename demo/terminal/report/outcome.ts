import { CircuitOpenError, RateLimitError, type HttpClientEvent } from 'breakwater';

/** How a request ended: answered at its first attempt, or thanks to a retry; failed; refused by the breaker, by the limiter; left. */
export type Outcome = 'succeeded' | 'helped' | 'failed' | 'refused' | 'limited' | 'cancelled';

/** How a request ended, if this event is its end. */
export function outcomeOf(event: HttpClientEvent): Outcome | undefined {
  switch (event.type) {
    case 'finished':
      return event.attempts > 1 ? 'helped' : 'succeeded';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      if (event.error instanceof CircuitOpenError) return 'refused';
      return event.error instanceof RateLimitError ? 'limited' : 'failed';
    default:
      return undefined;
  }
}
