import { map, merge, scan, startWith, type Observable } from 'rxjs';
import { errorKind, type ErrorKind, type HttpClientEvent, type RetryEvent } from 'breakwater';
import { outcomeOf, type Outcome } from './outcome.js';

export type KindCounts = Readonly<Partial<Record<ErrorKind, number>>>;

/** What has become of the requests. Each is open, or counted in exactly one of `outcomes`. */
export interface Tally {
  readonly requests: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** The requests that failed, by the kind of their error. */
  readonly failures: KindCounts;
  /** The same for attempts: those that were repeated, and the last ones of the requests that failed. */
  readonly attemptFailures: KindCounts;
  /** Attempts that went out. */
  readonly attempts: number;
  /** Those of them that were not the first of their request. */
  readonly retries: number;
}

const NOTHING: Tally = {
  requests: 0,
  outcomes: { succeeded: 0, helped: 0, failed: 0, refused: 0, limited: 0, cancelled: 0 },
  failures: {},
  attemptFailures: {},
  attempts: 0,
  retries: 0,
};

/** Counts what a client and its retries tell. */
export function tally(events$: Observable<HttpClientEvent>, retries$: Observable<RetryEvent>): Observable<Tally> {
  return merge(
    events$.pipe(map((event) => (before: Tally) => countEvent(before, event))),
    retries$.pipe(map(({ error }) => (before: Tally) => ({ ...before, attemptFailures: countKind(before.attemptFailures, error) }))),
  ).pipe(
    scan((before, count) => count(before), NOTHING),
    startWith(NOTHING),
  );
}

function countEvent(before: Tally, event: HttpClientEvent): Tally {
  const { requests, attempts, retries } = before;
  if (event.type === 'started') return { ...before, requests: requests + 1 };
  if (event.type === 'attempt') return { ...before, attempts: attempts + 1, retries: retries + (event.attempt > 1 ? 1 : 0) };
  const outcome = outcomeOf(event);
  if (outcome === undefined) return before;
  const ended = { ...before, outcomes: { ...before.outcomes, [outcome]: before.outcomes[outcome] + 1 } };
  return outcome === 'failed' && event.type === 'failed' ? countFailure(ended, event.error) : ended;
}

function countFailure(before: Tally, error: unknown): Tally {
  return { ...before, failures: countKind(before.failures, error), attemptFailures: countKind(before.attemptFailures, error) };
}

function countKind(counts: KindCounts, error: unknown): KindCounts {
  const kind = errorKind(error);
  return { ...counts, [kind]: (counts[kind] ?? 0) + 1 };
}

/** Requests without an end yet: they run, or they wait for a token or a retry. */
export function openRequests({ requests, outcomes }: Tally): number {
  return Object.values(outcomes).reduce((open, ended) => open - ended, requests);
}
