import type { HttpClientEvent } from 'breakwater';
import type { Outcome } from '../../model.js';

const EVERY = 1_000;

/** Picks the verdicts that are worth a line: of each outcome one in a second, with and without retries apart. */
export function sampleVerdicts(): (event: HttpClientEvent, verdict: Outcome) => boolean {
  const last = new Map<string, number>();
  return (event, verdict) => {
    const kind = `${verdict} ${'attempts' in event && event.attempts > 1}`;
    if (event.at - (last.get(kind) ?? -Infinity) < EVERY) return false;
    last.set(kind, event.at);
    return true;
  };
}
