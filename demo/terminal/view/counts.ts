import { percentile, toLatencies } from '../report/latencies.js';
import { openRequests } from '../report/tally.js';
import { SLICE_MS } from '../report/timeline.js';
import type { Frame } from './frame.js';
import type { Line, Span, Style } from './line.js';
import { label } from './label.js';

const RECENT_SECONDS = 10;

export function requestsLine({ report: { tally, breaker } }: Frame): Line {
  const { succeeded, helped, failed, limited } = tally.outcomes;
  return [
    label('Requests'),
    count(tally.requests),
    part(succeeded + helped, 'ok', 'good'),
    part(failed, 'failed', 'bad'),
    part(breaker.refused, 'refused', 'warn'),
    part(limited, 'limited', 'warn'),
    part(openRequests(tally), 'open'),
  ];
}

export function attemptsLine({ report: { tally, breaker } }: Frame): Line {
  const perRequest = tally.requests === 0 ? 0 : tally.attempts / tally.requests;
  return [
    label('Attempts'),
    count(tally.attempts),
    part(tally.retries, 'retries'),
    part(tally.outcomes.helped, 'helped', 'good'),
    part(breaker.inFlight, 'running'),
    `${perRequest.toFixed(2)} per request`,
  ];
}

export function failuresLine({ report: { tally } }: Frame): Line {
  const kinds = Object.entries(tally.attemptFailures).sort(([, one], [, other]) => other - one);
  const failed = kinds.reduce((sum, [, number]) => sum + number, 0);
  return [label('Failures'), count(failed), ...kinds.map(([kind, number]) => part(number, kind, 'bad'))];
}

export function latencyLine({ report: { timeline } }: Frame): Line {
  const recent = toLatencies(timeline.slice((-RECENT_SECONDS * 1000) / SLICE_MS).flatMap(({ durations }) => durations));
  const shown = [50, 95, 99].map((share) => `p${share} ${percentile(recent, share / 100) ?? '-'}`.padEnd(12));
  return [label('Latency'), 'ms'.padEnd(8), ...shown, [`of the last ${RECENT_SECONDS} s`, 'dim']];
}

function count(number: number): Span {
  return [String(number).padEnd(8), 'bold'];
}

/** Colour where there is something to see. */
function part(number: number, name: string, style?: Style): Span {
  const text = `${number} ${name}`.padEnd(12);
  return style !== undefined && number > 0 ? [text, style] : text;
}
