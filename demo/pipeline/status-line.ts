import type { WriteStream } from 'node:tty';
import type { CircuitBreakerState, LimiterState } from 'breakwater';
import { combineLatest, lastValueFrom, takeUntil, timer, type Observable } from 'rxjs';
import { latestValueFrom } from 'rxjs-for-await';
import { inSeconds } from '../terminal/report/notice.js';
import { gauge } from '../terminal/view/gauge.js';
import { chooseGlyphs } from '../terminal/view/glyphs.js';
import type { Progress } from './progress.js';

/** What a status line is drawn from. */
export interface Status {
  readonly progress$: Observable<Progress>;
  readonly limiter$: Observable<LimiterState>;
  readonly breaker$: Observable<CircuitBreakerState>;
  readonly ended$: Observable<unknown>;
}

const OVER = '\r\u001b[K';
const LIVE_EVERY = 100;
const LINE_EVERY = 1_000;

/**
 * Writes how it stands, over and over until it ends: in place in a terminal, as plain lines elsewhere. While the loop waits,
 * states come and go; it gets the latest.
 */
export async function showStatus({ progress$, limiter$, breaker$, ended$ }: Status, output: WriteStream): Promise<void> {
  const isLive = output.isTTY && process.env.TERM !== 'dumb';
  const glyphs = chooseGlyphs(process.env);
  const states$ = combineLatest([progress$, limiter$, breaker$]).pipe(takeUntil(ended$));
  for await (const [progress, limiter, breaker] of latestValueFrom(states$)) {
    const bar = gauge((progress.done + progress.failed) / progress.total, glyphs);
    const line = `${bar} ${statusText(progress, limiter, breaker)}`;
    output.write(isLive ? `${OVER}${line.slice(0, output.columns - 1)}` : `${line}\n`);
    await lastValueFrom(timer(isLive ? LIVE_EVERY : LINE_EVERY).pipe(takeUntil(ended$)), { defaultValue: 0 });
  }
  if (isLive) output.write(OVER);
}

function statusText({ done, failed, total, rate, remaining }: Progress, limiter: LimiterState, { status }: CircuitBreakerState): string {
  const left = Number.isFinite(remaining) ? `${inSeconds(remaining)} left` : 'just begun';
  return [
    `${done + failed} of ${total}, failed ${failed}`,
    `${Math.round(rate)}/s, ${left}`,
    `queue ${limiter.queued}`,
    `breaker ${status}`,
  ].join(' | ');
}
