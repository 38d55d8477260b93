import { openingDuration, type OpeningRules } from './opening-duration.js';

/**
 * What a breaker tells on `state$`. Times are on the scheduler's clock; `openings` counts from 1 for the first since the
 * circuit was closed.
 */
export type CircuitBreakerState =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly openedAt: number; readonly retryAt: number; readonly openings: number; readonly error?: unknown }
  | { readonly status: 'half-open'; readonly since: number }
  | { readonly status: 'isolated' }
  | { readonly status: 'bypassed' };

/** Where the circuit itself stands, whoever isolates or bypasses it. */
export type Circuit =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly openedAt: number; readonly retryAt: number; readonly openings: number; readonly error?: unknown }
  | { readonly status: 'half-open'; readonly since: number; readonly openings: number; readonly successes: number };

/** What can happen to a circuit. */
export type CircuitEvent =
  /** Enough calls have failed, or a probe has. */
  { readonly type: 'failed'; readonly error?: unknown } | { readonly type: 'probe-succeeded' } | { readonly type: 'time-passed' };

export interface CircuitRules extends OpeningRules {
  readonly successThreshold: number;
}

export const CLOSED: Circuit = { status: 'closed' };

/**
 * Where a circuit stands after an event. It knows no calls and no clock: what failed too often is judged by the failure window,
 * who may probe by the breaker. An event that means nothing in a state changes nothing, and returns the same object.
 */
export function nextCircuit(circuit: Circuit, event: CircuitEvent, now: number, rules: CircuitRules): Circuit {
  switch (circuit.status) {
    case 'closed':
      return event.type === 'failed' ? open(1, event.error, now, rules) : circuit;
    case 'open':
      if (event.type !== 'time-passed' || now < circuit.retryAt) return circuit;
      return { status: 'half-open', since: circuit.retryAt, openings: circuit.openings, successes: 0 };
    case 'half-open':
      if (event.type === 'failed') return open(circuit.openings + 1, event.error, now, rules);
      if (event.type !== 'probe-succeeded') return circuit;
      return circuit.successes + 1 < rules.successThreshold ? { ...circuit, successes: circuit.successes + 1 } : CLOSED;
  }
}

/**
 * What others see of a circuit.
 *
 * @param shift added to its times, to make them those of the scheduler
 */
export function publicState(circuit: Circuit, shift: number): CircuitBreakerState {
  switch (circuit.status) {
    case 'closed':
      return circuit;
    case 'open':
      return { ...circuit, openedAt: circuit.openedAt + shift, retryAt: circuit.retryAt + shift };
    case 'half-open':
      return { status: 'half-open', since: circuit.since + shift };
  }
}

function open(openings: number, error: unknown, now: number, rules: CircuitRules): Circuit {
  return { status: 'open', openedAt: now, retryAt: now + openingDuration(openings, error, rules), openings, error };
}
