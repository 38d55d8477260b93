import type { Summary } from './summary.js';
import type { KindCounts } from './tally.js';

/** The summary for people. */
export function summaryText(summary: Summary): string {
  const { requests, succeeded, retriesThatHelped, failed, refused, limited, cancelled, latency, server } = summary;
  return [
    `Ended after ${summary.seconds.toFixed(1)} s: ${summary.endedBy}.`,
    `  Requests  ${requests}: ${succeeded} ok (${retriesThatHelped} by a retry), ${failed} failed${kinds(summary.failedByKind)},`,
    `            ${refused} refused by the breaker, ${limited} by the limiter, ${cancelled} cancelled at the end`,
    `  Attempts  ${summary.attempts}: ${summary.retries} retries, ${summary.retryAmplification.toFixed(2)} attempts per request`,
    `            failed ones${kinds(summary.attemptsFailedByKind) || ': none'}`,
    `  Latency   p50 ${latency.p50 ?? '-'} ms, p95 ${latency.p95 ?? '-'} ms, p99 ${latency.p99 ?? '-'} ms`,
    ...changes(summary).map((line, index) => `  ${index === 0 ? 'Breaker ' : '        '}  ${line}`),
    `  Server    received ${server.received}, ${server.sentWhileOpen} of them sent while the circuit was open`,
    '',
  ].join('\n');
}

function kinds(counts: KindCounts): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${kind} ${count}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** How often each change of status was, and the first time of each. */
function changes({ transitions }: Summary): readonly string[] {
  if (transitions.length === 0) return ['closed all the time'];
  const firsts = new Map<string, { readonly at: number; readonly count: number }>();
  for (const { from, to, at } of transitions) {
    const change = `${from} → ${to}`;
    const known = firsts.get(change);
    firsts.set(change, { at: known?.at ?? at, count: (known?.count ?? 0) + 1 });
  }
  return [...firsts].map(([change, { at, count }]) => `${change}: ${count}x, first at ${at.toFixed(1)} s`);
}
