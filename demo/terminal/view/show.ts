import { takeUntil, type Observable } from 'rxjs';
import type { WriteStream } from 'node:tty';
import type { DemoClient } from '../client.js';
import type { Plan } from '../plan.js';
import { turns } from '../report/turns.js';
import type { Report } from '../report/watch.js';
import type { CurrentPhase } from '../server/play-script.js';
import { frames } from './frame.js';
import { showLines } from './show-lines.js';
import { showLive } from './show-live.js';

/** A run that can be watched. */
export interface Spectacle {
  readonly report$: Observable<Report>;
  readonly client: DemoClient;
  readonly phase$: Observable<CurrentPhase>;
  readonly plan: Plan;
  readonly startedAt: number;
  readonly stop$: Observable<unknown>;
  readonly output: WriteStream;
}

const LIVE_EVERY = 100;
const LINE_EVERY = 1000;

/** Shows a run until it is stopped: as a live picture in a terminal, as plain lines everywhere else. */
export async function show({ report$, client, phase$, plan, startedAt, stop$, output }: Spectacle): Promise<void> {
  const isLive = output.isTTY && process.env.TERM !== 'dumb';
  const frames$ = frames(isLive ? LIVE_EVERY : LINE_EVERY, report$, client, { plan, startedAt }).pipe(takeUntil(stop$));
  if (isLive) return showLive(frames$, output);
  const turns$ = turns({ breaker$: client.breaker.state$, limiter$: client.bucket.state$, phase$ });
  return showLines(frames$, turns$.pipe(takeUntil(stop$)), startedAt, output);
}
