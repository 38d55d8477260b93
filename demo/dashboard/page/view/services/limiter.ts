import { tap, type Observable } from 'rxjs';
import { perFrame } from '../dom/frames.js';
import { slot } from '../dom/slot.js';
import { tint, write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { count, duration } from '../words.js';
import type { LimiterView, ServiceModel } from '../../model.js';

/** A limiter: its level, its queue, and how long one waits in it. */
export function showLimiter(card: HTMLElement, { frames$, model }: Stage, { limiter }: ServiceModel): Observable<unknown> {
  return limiter.state$.pipe(
    perFrame(frames$),
    tap((view) => showLevel(card, view, model.now())),
  );
}

function showLevel(card: HTMLElement, view: LimiterView, now: number): void {
  const { available, capacity, rate, queued, maxQueue, grantedPerSecond, waitP50, waitP95, pausedUntil, refused } = view;
  tint(slot(card, 'level'), '--share', Math.max(0, Math.min(1, available / capacity)).toFixed(3));
  write(slot(card, 'level-value'), `${count(Math.max(0, available))} of ${count(capacity)} tokens`);
  const isPaused = pausedUntil !== undefined && pausedUntil > now;
  write(
    slot(card, 'level-rule'),
    isPaused ? `held by Retry-After for ${duration(pausedUntil - now)}` : `${count(grantedPerSecond)} of ${count(rate)} a second granted`,
  );
  write(slot(card, 'queue-name'), Number.isFinite(maxQueue) ? `queue of ${count(maxQueue)}` : 'queue');
  write(slot(card, 'queued'), count(queued));
  write(slot(card, 'waits'), waitP50 === undefined ? '–' : `${count(waitP50)} / ${duration(waitP95 ?? waitP50)}`);
  write(slot(card, 'limited'), count(refused));
}
