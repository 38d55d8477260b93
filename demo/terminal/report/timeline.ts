import { interval, map, merge, scan, startWith, type Observable } from 'rxjs';
import type { CircuitBreakerState, HttpClientEvent } from 'breakwater';
import type { PhaseName } from '../server/phase.js';
import type { CurrentPhase } from '../server/play-script.js';
import { outcomeOf, type Outcome } from './outcome.js';

/** Half a second of the run. */
export interface Slice {
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  /** How long its successful requests took. */
  readonly durations: readonly number[];
  readonly phase: PhaseName;
  /** When that phase began: two phases of the same name are not one. */
  readonly phaseSince: number;
  /** The most notable status that the breaker had meanwhile. */
  readonly status: CircuitBreakerState['status'];
}

export const SLICE_MS = 500;
const KEPT_SLICES = 120;
const NOTABLE: readonly CircuitBreakerState['status'][] = ['half-open', 'open', 'isolated', 'bypassed', 'closed'];

interface Line {
  readonly slices: readonly Slice[];
  readonly status: CircuitBreakerState['status'];
}

const EMPTY_SLICE: Slice = { outcomes: {}, durations: [], phase: 'healthy', phaseSince: 0, status: 'closed' };

/** The last seconds, slice by slice, the newest last. */
export function timeline(
  events$: Observable<HttpClientEvent>,
  state$: Observable<CircuitBreakerState>,
  phase$: Observable<CurrentPhase>,
): Observable<readonly Slice[]> {
  const changes$ = merge(
    interval(SLICE_MS).pipe(map(() => beginSlice)),
    events$.pipe(map((event) => (line: Line) => change(line, (slice) => addEvent(slice, event)))),
    state$.pipe(
      map(
        ({ status }) =>
          (line: Line) =>
            change({ ...line, status }, (slice) => ({ ...slice, status: notable(slice.status, status) })),
      ),
    ),
    phase$.pipe(
      map(
        ({ name, since }) =>
          (line: Line) =>
            change(line, (slice) => ({ ...slice, phase: name, phaseSince: since })),
      ),
    ),
  );
  const start: Line = { slices: [EMPTY_SLICE], status: 'closed' };
  return changes$.pipe(
    scan((line, apply) => apply(line), start),
    startWith(start),
    map(({ slices }) => slices),
  );
}

function beginSlice({ slices, status }: Line): Line {
  const { phase, phaseSince } = slices.at(-1) ?? EMPTY_SLICE;
  return { slices: [...slices, { ...EMPTY_SLICE, phase, phaseSince, status }].slice(-KEPT_SLICES), status };
}

function change(line: Line, edit: (slice: Slice) => Slice): Line {
  return { ...line, slices: [...line.slices.slice(0, -1), edit(line.slices.at(-1) ?? EMPTY_SLICE)] };
}

function addEvent(slice: Slice, event: HttpClientEvent): Slice {
  const outcome = outcomeOf(event);
  if (outcome === undefined) return slice;
  const durations = event.type === 'finished' ? [...slice.durations, event.duration] : slice.durations;
  return { ...slice, durations, outcomes: { ...slice.outcomes, [outcome]: (slice.outcomes[outcome] ?? 0) + 1 } };
}

function notable(one: CircuitBreakerState['status'], other: CircuitBreakerState['status']): CircuitBreakerState['status'] {
  return NOTABLE.indexOf(one) < NOTABLE.indexOf(other) ? one : other;
}
