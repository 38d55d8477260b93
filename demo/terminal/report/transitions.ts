import { asyncScheduler, map, pairwise, scan, startWith, withLatestFrom, type Observable } from 'rxjs';
import { errorKind, type CircuitBreakerState } from 'breakwater';
import type { PhaseName } from '../server/phase.js';
import type { CurrentPhase } from '../server/play-script.js';

/** A change of the breaker's status. */
export interface Transition {
  /** On the scheduler's clock. */
  readonly at: number;
  readonly from: CircuitBreakerState['status'];
  readonly to: CircuitBreakerState['status'];
  /** What the server was doing. */
  readonly phase: PhaseName;
  /** The kind of the error that opened it. */
  readonly because?: string;
}

/** All changes of a breaker's status so far. */
export function transitions(state$: Observable<CircuitBreakerState>, phase$: Observable<CurrentPhase>): Observable<readonly Transition[]> {
  return state$.pipe(
    pairwise(),
    withLatestFrom(phase$),
    map(([[from, to], phase]) => describe(from, to, phase.name)),
    scan((all: readonly Transition[], one) => [...all, one], []),
    startWith([]),
  );
}

function describe(before: CircuitBreakerState, after: CircuitBreakerState, phase: PhaseName): Transition {
  const change = { from: before.status, to: after.status, phase };
  switch (after.status) {
    case 'open':
      return { at: after.openedAt, ...change, because: errorKind(after.error) };
    case 'half-open':
      return { at: after.since, ...change };
    default:
      return { at: asyncScheduler.now(), ...change };
  }
}
