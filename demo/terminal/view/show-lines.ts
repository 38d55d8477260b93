import { lastValueFrom, map, merge, tap, type Observable } from 'rxjs';
import { inSeconds, type Notice } from '../report/notice.js';
import { percentile } from '../report/latencies.js';
import type { Frame } from './frame.js';

/** Writes a line for each turn of the story and for each frame, without any escape codes: for pipes and logs. */
export async function showLines(
  frames$: Observable<Frame>,
  turns$: Observable<Notice>,
  startedAt: number,
  output: NodeJS.WritableStream,
): Promise<void> {
  const lines$ = merge(
    turns$.pipe(map(({ at, about, words }) => `${since(at, startedAt)}  * ${about} ${words}`)),
    frames$.pipe(map((frame) => `${since(frame.now, startedAt)}    ${status(frame)}`)),
  );
  await lastValueFrom(lines$.pipe(tap((line) => output.write(`${line}\n`))), { defaultValue: undefined });
}

function since(at: number, startedAt: number): string {
  return inSeconds(at - startedAt).padStart(8);
}

function status({ now, breaker, limiter, report: { phase, tally, latencies } }: Frame): string {
  const { succeeded, helped, failed, refused, limited } = tally.outcomes;
  const wait = breaker.status === 'open' ? ` (half-open in ${inSeconds(breaker.retryAt - now)})` : '';
  return [
    phase.name,
    `breaker ${breaker.status}${wait}`,
    `tokens ${Math.floor(limiter.available)}, queue ${limiter.queued}`,
    `requests ${tally.requests}: ok ${succeeded + helped}, failed ${failed}, refused ${refused}, limited ${limited}`,
    `attempts ${tally.attempts}, retries ${tally.retries}, helped ${helped}`,
    `p50 ${percentile(latencies, 0.5) ?? '-'} ms, p95 ${percentile(latencies, 0.95) ?? '-'} ms, p99 ${percentile(latencies, 0.99) ?? '-'} ms`,
  ].join(' | ');
}
