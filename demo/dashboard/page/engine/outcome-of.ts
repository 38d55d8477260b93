import { errorKind, type HttpClientEvent } from 'breakwater';
import type { Outcome } from '../model.js';

/** How a request ended, if this event is its end. */
export function outcomeOf(event: HttpClientEvent): Outcome | undefined {
  if (event.type === 'finished') return 'ok';
  if (event.type === 'cancelled') return 'cancelled';
  return event.type === 'failed' ? failureOf(event.error) : undefined;
}

function failureOf(error: unknown): Outcome {
  switch (errorKind(error)) {
    case 'circuit-open':
      return 'refused';
    case 'rate-limited':
      return 'limited';
    case 'timeout':
      return 'timedOut';
    default:
      return 'failed';
  }
}
