import { fromEvent, merge, tap, withLatestFrom, type Observable } from 'rxjs';
import { perFrame } from '../dom/frames.js';
import { slot } from '../dom/slot.js';
import { mark, tint, write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { count, percent, STATUS_WORDS } from '../words.js';
import type { BreakerModel, BreakerView, ServiceModel } from '../../model.js';

/** A breaker: its status and for how long, its rate and threshold, and the hand on it. */
export function showBreaker(card: HTMLElement, stage: Stage, { breaker }: ServiceModel): Observable<unknown> {
  const { frames$, model } = stage;
  const facts$ = breaker.state$.pipe(
    perFrame(frames$),
    tap((view) => showFacts(card, view)),
  );
  const clock$ = frames$.pipe(
    withLatestFrom(breaker.state$),
    tap(([, view]) => showClock(card, view, model.now())),
  );
  return merge(facts$, clock$, handOn(card, breaker));
}

function showFacts(card: HTMLElement, view: BreakerView): void {
  const { status, failureRate, threshold, calls, minimumCalls, metrics } = view;
  mark(card, 'data-status', status);
  mark(slot(card, 'badge'), 'data-status', status);
  mark(slot(card, 'icon'), 'href', `#icon-${status}`);
  write(slot(card, 'status'), status);
  const bar = slot(card, 'rate');
  tint(bar, '--share', failureRate.toFixed(3));
  tint(bar, '--mark', threshold.toFixed(3));
  bar.classList.toggle('over', failureRate >= threshold && calls >= minimumCalls);
  write(slot(card, 'rate-value'), calls > 0 ? percent(failureRate) : '–');
  write(slot(card, 'rate-rule'), tellRule(view));
  write(slot(card, 'refused'), count(metrics.refused));
  write(slot(card, 'failures'), count(metrics.failures));
  write(slot(card, 'successes'), count(metrics.successes));
  mark(slot(card, 'isolate'), 'aria-pressed', String(status === 'isolated'));
  mark(slot(card, 'bypass'), 'aria-pressed', String(status === 'bypassed'));
}

function tellRule({ calls, minimumCalls, threshold, windowCalls }: BreakerView): string {
  if (calls < minimumCalls) return `${calls} of ${minimumCalls} calls needed to judge; opens at ${percent(threshold)}`;
  return `of the last ${calls} of ${windowCalls} calls; opens at ${percent(threshold)}`;
}

function showClock(card: HTMLElement, { status, since, retryAt, openings, cause, successThreshold }: BreakerView, now: number): void {
  write(slot(card, 'since'), `for ${((now - since) / 1_000).toFixed(1)} s: ${STATUS_WORDS[status]}`);
  const left = Math.max(0, (retryAt ?? now) - now);
  const countdown = slot(card, 'countdown');
  countdown.hidden = status !== 'open' && status !== 'half-open';
  if (status === 'open') write(countdown, `half-open in ${(left / 1_000).toFixed(1)} s${tellCause(openings, cause)}`);
  if (status === 'half-open') write(countdown, `${successThreshold} good ${successThreshold === 1 ? 'probe closes' : 'probes close'} it`);
  tint(countdown, '--share', (retryAt && status === 'open' ? 1 - left / (retryAt - since) : 0).toFixed(3));
}

function tellCause(openings: number, cause: string | undefined): string {
  return `${cause ? `, because of ${cause}` : ''}${openings > 1 ? `, opening ${openings}` : ''}`;
}

/** Isolate and bypass hold until they are pressed again. */
function handOn(card: HTMLElement, breaker: BreakerModel): Observable<unknown> {
  const holding = (name: string, held: BreakerView['status'], hold: () => void): Observable<unknown> =>
    fromEvent(slot(card, name), 'click').pipe(
      tap(() => {
        const wasHeld = breaker.state$.value.status === held;
        breaker.release();
        if (!wasHeld) hold();
      }),
    );
  return merge(
    holding('isolate', 'isolated', () => breaker.isolate()),
    holding('bypass', 'bypassed', () => breaker.bypass()),
    fromEvent(slot(card, 'reset'), 'click').pipe(tap(() => breaker.reset())),
  );
}
