import { openRequests } from './tally.js';
import type { Transition } from './transitions.js';
import type { Report } from './watch.js';

const CYCLE = 'closed → open → half-open → closed';

/** What is not as the demo promises, when all is over; empty for a good run. */
export function problems(report: Report): readonly string[] {
  const { tally, audit, breaker } = report;
  const { cancelled, helped, refused } = tally.outcomes;
  // Those may not have reached the server.
  const abandoned = cancelled + (tally.attemptFailures.timeout ?? 0);
  const checks: readonly (readonly [isFine: boolean, problem: string])[] = [
    [hasCycle(report.transitions), `The breaker has not gone ${CYCLE}: the run was too short, or the load too light.`],
    [helped > 0, 'No retry has helped: the run was too short, or the load too light.'],
    [audit.sentWhileOpen === 0, `${audit.sentWhileOpen} requests were sent while the circuit was open.`],
    [openRequests(tally) === 0, `${openRequests(tally)} of ${tally.requests} requests never ended.`],
    [breaker.refused === refused, `The breaker counted ${breaker.refused} refusals, but ${refused} requests ended with one.`],
    [breaker.inFlight === 0, `The breaker believes that ${breaker.inFlight} calls still run.`],
    [
      audit.received <= tally.attempts && audit.received >= tally.attempts - abandoned,
      `The server received ${audit.received} requests, but there were ${tally.attempts} attempts, ${abandoned} of them abandoned.`,
    ],
  ];
  return checks.filter(([isFine]) => !isFine).map(([, problem]) => problem);
}

/** Probes may fail, and open the circuit again, before one closes it. */
function hasCycle(transitions: readonly Transition[]): boolean {
  const statuses = ['closed', ...transitions.map(({ to }) => to)].join(' ');
  return /\bclosed( open half-open)+ closed\b/.test(statuses);
}
