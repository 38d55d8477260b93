import { BehaviorSubject, EMPTY, fromEvent, map, merge, share, switchMap, tap, type Observable } from 'rxjs';
import { announcements$ } from './announcer.js';
import { controls } from './controls/controls.js';
import { scenarios } from './controls/scenarios.js';
import { perFrame, visibleFrames } from './dom/frames.js';
import { slot } from './dom/slot.js';
import { mark, write } from './dom/write.js';
import { headline$ } from './headline.js';
import { requestLog } from './log/request-log.js';
import { services } from './services/service-card.js';
import type { Part, Stage } from './stage.js';
import { streamPanel } from './stream/stream-panel.js';
import { palettes } from './theme.js';
import { readPalette } from './chart/palette.js';
import { traffic } from './traffic/traffic.js';
import type { RemoteModel } from '../model.js';

/** Milliseconds between two writings of texts, and between two drawings; for those who want less motion charts step once a second. */
const PERIOD = { texts: 200, drawings: 250, calmDrawings: 1_000 };

const PARTS: Readonly<Record<string, Part>> = { traffic, services, scenarios, controls, log: requestLog, stream: streamPanel };

/** Shows a model in the page until the function that it returns is called. */
export function showDashboard(model: RemoteModel): () => void {
  const isHeld$ = new BehaviorSubject(false);
  const palette$ = new BehaviorSubject(readPalette(slot(document, 'probe')));
  const stage: Stage = {
    model,
    frames$: unlessHeld(isHeld$, PERIOD.texts),
    drawings$: unlessHeld(isHeld$, wantsCalm() ? PERIOD.calmDrawings : PERIOD.drawings),
    palette$,
  };
  const headline = slot(document, 'headline');
  const parts = Object.entries(PARTS).map(([name, part]) => part(slot(document, name), stage));
  const showing = merge(
    palettes(slot(document, 'themes'), slot(document, 'probe')).pipe(tap(palette$)),
    holding(slot(document, 'hold'), isHeld$),
    ...parts,
    headline$(model).pipe(
      perFrame(stage.frames$),
      tap((sentence) => write(headline, sentence)),
    ),
    announcements$(model).pipe(tap((sentence) => write(slot(document, 'announcer'), sentence))),
  ).subscribe();
  return () => showing.unsubscribe();
}

function wantsCalm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Whether the picture is held: the traffic goes on. */
function holding(button: HTMLElement, isHeld$: BehaviorSubject<boolean>): Observable<boolean> {
  return fromEvent(button, 'click').pipe(
    map(() => !isHeld$.value),
    tap((isHeld) => mark(button, 'aria-pressed', String(isHeld))),
    tap(isHeld$),
  );
}

function unlessHeld(isHeld$: Observable<boolean>, period: number): Observable<unknown> {
  const frames$ = visibleFrames(period);
  return isHeld$.pipe(
    switchMap((isHeld) => (isHeld ? EMPTY : frames$)),
    share(),
  );
}
