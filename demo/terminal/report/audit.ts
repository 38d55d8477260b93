import { map, merge, scan, startWith, type Observable } from 'rxjs';
import type { CircuitBreakerState } from 'breakwater';
import type { PhaseName } from '../server/phase.js';
import type { Visit } from '../server/visit.js';

/** What the server has counted, held against what the breaker has told. */
export interface Audit {
  readonly received: number;
  readonly byPhase: Readonly<Partial<Record<PhaseName, number>>>;
  /** Sent while the circuit was half-open. */
  readonly probes: number;
  /** Sent while the circuit was open: a breaker that works sends none. */
  readonly sentWhileOpen: number;
  /** Arrived while the circuit was open, but had been sent before it opened. */
  readonly inFlightWhenOpened: number;
}

interface Era {
  readonly status: CircuitBreakerState['status'];
  /** The number of the first attempt that can belong to it. */
  readonly firstTicket: number;
}

interface Books {
  /** The breaker's eras, the newest first; only as many as a running attempt can be old. */
  readonly eras: readonly Era[];
  readonly audit: Audit;
}

const NOTHING: Audit = { received: 0, byPhase: {}, probes: 0, sentWhileOpen: 0, inFlightWhenOpened: 0 };
const REMEMBERED_ERAS = 100;

/**
 * Compares what arrives at the server with the breaker's status. The attempts are numbered when they go out, so each belongs to
 * the era in which it was sent, however long it was under way; one without a number is taken for sent when it arrived.
 */
export function audit(visits$: Observable<Visit>, state$: Observable<CircuitBreakerState>, ticketsIssued: () => number): Observable<Audit> {
  const turnPage$ = state$.pipe(
    map(
      ({ status }) =>
        (books: Books) =>
          turnPage(books, { status, firstTicket: ticketsIssued() + 1 }),
    ),
  );
  const enter$ = visits$.pipe(map((visit) => (books: Books) => enter(books, visit)));
  return merge(turnPage$, enter$).pipe(
    scan((books: Books, change) => change(books), { eras: [], audit: NOTHING }),
    map((books) => books.audit),
    startWith(NOTHING),
  );
}

function turnPage({ eras, audit }: Books, era: Era): Books {
  return { eras: [era, ...eras].slice(0, REMEMBERED_ERAS), audit };
}

function enter({ eras, audit }: Books, { ticket, phase: { name } }: Visit): Books {
  const now = eras[0]?.status;
  const sent = Number.isNaN(ticket) ? now : eras.find(({ firstTicket }) => firstTicket <= ticket)?.status;
  const one = (isSo: boolean): number => (isSo ? 1 : 0);
  return {
    eras,
    audit: {
      received: audit.received + 1,
      byPhase: { ...audit.byPhase, [name]: (audit.byPhase[name] ?? 0) + 1 },
      probes: audit.probes + one(sent === 'half-open'),
      sentWhileOpen: audit.sentWhileOpen + one(sent === 'open'),
      inFlightWhenOpened: audit.inFlightWhenOpened + one(now === 'open' && sent !== 'open'),
    },
  };
}
