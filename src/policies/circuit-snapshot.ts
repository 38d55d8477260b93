import { requireOption } from '../validation/require-option.js';
import type { Circuit } from './circuit-state.js';

/**
 * Where a circuit stands, as plain JSON: what `CircuitBreaker.toJSON` gives and `initialState` takes. Times are on the scheduler's
 * clock; `retryAt: null` is an opening without an end. The error that opened it is left out: it might hold anything.
 */
export type CircuitBreakerSnapshot =
  | { readonly status: 'closed' }
  | { readonly status: 'open'; readonly openedAt: number; readonly retryAt: number | null; readonly openings: number }
  | { readonly status: 'half-open'; readonly since: number; readonly openings: number };

/** @param shift added to its times, to make them those of the scheduler */
export function toSnapshot(circuit: Circuit, shift: number): CircuitBreakerSnapshot {
  switch (circuit.status) {
    case 'closed':
      return { status: 'closed' };
    case 'open': {
      const retryAt = circuit.retryAt === Infinity ? null : circuit.retryAt + shift;
      return { status: 'open', openedAt: circuit.openedAt + shift, retryAt, openings: circuit.openings };
    }
    case 'half-open':
      return { status: 'half-open', since: circuit.since + shift, openings: circuit.openings };
  }
}

/**
 * The circuit of a snapshot, for the rest of its time: never longer than the opening was to last, should the clock have been set
 * back since. Throws a `RangeError` for what is no snapshot.
 */
export function fromSnapshot(snapshot: CircuitBreakerSnapshot, now: number): Circuit {
  checkSnapshot(snapshot);
  switch (snapshot.status) {
    case 'closed':
      return { status: 'closed' };
    case 'open': {
      const duration = snapshot.retryAt === null ? Infinity : snapshot.retryAt - snapshot.openedAt;
      const openedAt = Math.min(snapshot.openedAt, now);
      return { status: 'open', openedAt, retryAt: openedAt + duration, openings: snapshot.openings };
    }
    case 'half-open':
      return { status: 'half-open', since: Math.min(snapshot.since, now), openings: snapshot.openings, successes: 0 };
  }
}

function checkSnapshot(snapshot: CircuitBreakerSnapshot): void {
  const option = 'initialState';
  requireOption(typeof snapshot === 'object' && snapshot !== null, option, "what a breaker's toJSON() gives", snapshot);
  const { status } = snapshot;
  const isKnown = status === 'closed' || status === 'open' || status === 'half-open';
  requireOption(isKnown, `${option}.status`, 'one of "closed", "open", "half-open"', status);
  if (status === 'closed') return;
  requireOption(
    Number.isInteger(snapshot.openings) && snapshot.openings >= 1,
    `${option}.openings`,
    'a whole number from 1',
    snapshot.openings,
  );
  if (status === 'half-open') return requireOption(Number.isFinite(snapshot.since), `${option}.since`, 'a time', snapshot.since);
  const { openedAt, retryAt } = snapshot;
  requireOption(Number.isFinite(openedAt), `${option}.openedAt`, 'a time', openedAt);
  const isLater = retryAt === null || retryAt === Infinity || (Number.isFinite(retryAt) && retryAt >= openedAt);
  requireOption(isLater, `${option}.retryAt`, 'a time from openedAt on, or null', retryAt);
}
