import { combineLatest, merge, scan, startWith, type Observable } from 'rxjs';
import type { CircuitBreakerMetrics } from 'breakwater';
import type { DemoClient } from '../client.js';
import type { CurrentPhase } from '../server/play-script.js';
import type { DemoServer } from '../server/start-server.js';
import { audit, type Audit } from './audit.js';
import { examples } from './examples.js';
import { latencies, type Latencies } from './latencies.js';
import type { Notice } from './notice.js';
import { tally, type Tally } from './tally.js';
import { timeline, type Slice } from './timeline.js';
import { transitions, type Transition } from './transitions.js';
import { turns } from './turns.js';

/** All that there is to tell of a run at one moment. */
export interface Report {
  readonly phase: CurrentPhase;
  readonly tally: Tally;
  readonly latencies: Latencies;
  readonly breaker: CircuitBreakerMetrics;
  readonly transitions: readonly Transition[];
  readonly audit: Audit;
  readonly timeline: readonly Slice[];
  /** The newest first. */
  readonly notices: readonly Notice[];
}

const KEPT_NOTICES = 20;

/** Puts the report together from what client, breaker, limiter and server tell; it is new after everything that happens. */
export function watch(
  { http, breaker, bucket, retries$, ticketsIssued }: DemoClient,
  { visits$ }: DemoServer,
  phase$: Observable<CurrentPhase>,
): Observable<Report> {
  const turns$ = turns({ breaker$: breaker.state$, limiter$: bucket.state$, phase$ });
  return combineLatest({
    phase: phase$,
    tally: tally(http.events$, retries$),
    latencies: latencies(http.events$),
    breaker: breaker.metrics$.pipe(startWith(breaker.metrics)),
    transitions: transitions(breaker.state$, phase$),
    audit: audit(visits$, breaker.state$, ticketsIssued),
    timeline: timeline(http.events$, breaker.state$, phase$),
    notices: merge(turns$, examples(http.events$)).pipe(
      scan((before: readonly Notice[], latest) => [latest, ...before].slice(0, KEPT_NOTICES), []),
      startWith([]),
    ),
  });
}
