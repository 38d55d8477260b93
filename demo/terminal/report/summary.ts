import { asyncScheduler } from 'rxjs';
import type { StopReason } from '../../stop.js';
import { percentile } from './latencies.js';
import { problems } from './problems.js';
import type { KindCounts } from './tally.js';
import type { Report } from './watch.js';

/** What `--json` prints. Times are seconds since the start, latencies milliseconds. */
export interface Summary {
  readonly ok: boolean;
  /** Why it isn't ok. */
  readonly reasons: readonly string[];
  readonly endedBy: StopReason;
  readonly seconds: number;
  readonly requests: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly failedByKind: KindCounts;
  /** By the breaker. */
  readonly refused: number;
  /** By the limiter. */
  readonly limited: number;
  /** Those that ran or waited when the run ended. */
  readonly cancelled: number;
  readonly attempts: number;
  /** Most of them were repeated, and did no harm. */
  readonly attemptsFailedByKind: KindCounts;
  readonly retries: number;
  /** Requests that succeeded, but not at their first attempt. */
  readonly retriesThatHelped: number;
  /** Attempts per request; below 1 where the breaker kept more away than the retries added. */
  readonly retryAmplification: number;
  /** Of the requests that succeeded, from the call to the end of the body, waits and retries included. */
  readonly latency: Readonly<Record<'p50' | 'p95' | 'p99' | 'max', number | null>>;
  readonly transitions: readonly SummarisedTransition[];
  /** What the server saw. */
  readonly server: Report['audit'];
}

type SummarisedTransition = Report['transitions'][number];

/** Sums a run up. */
export function summarise(report: Report, startedAt: number, endedBy: StopReason): Summary {
  const { tally, latencies, audit } = report;
  const { succeeded, helped, failed, refused, limited, cancelled } = tally.outcomes;
  const reasons = problems(report);
  const latency = (share: number): number | null => percentile(latencies, share) ?? null;
  return {
    ok: reasons.length === 0,
    reasons,
    endedBy,
    seconds: round((asyncScheduler.now() - startedAt) / 1000),
    requests: tally.requests,
    succeeded: succeeded + helped,
    failed,
    failedByKind: tally.failures,
    refused,
    limited,
    cancelled,
    attempts: tally.attempts,
    attemptsFailedByKind: tally.attemptFailures,
    retries: tally.retries,
    retriesThatHelped: helped,
    retryAmplification: tally.requests === 0 ? 0 : round(tally.attempts / tally.requests),
    latency: { p50: latency(0.5), p95: latency(0.95), p99: latency(0.99), max: latency(1) },
    transitions: report.transitions.map((transition) => ({ ...transition, at: round((transition.at - startedAt) / 1000) })),
    server: audit,
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
