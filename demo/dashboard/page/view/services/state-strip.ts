import { combineLatest, map, merge, sample, tap, type Observable } from 'rxjs';
import { surfaceOf } from '../chart/canvas.js';
import { frameOn, timeAxis } from '../chart/frame.js';
import { drawStrip } from '../chart/strip.js';
import { perFrame } from '../dom/frames.js';
import { slot } from '../dom/slot.js';
import { mark } from '../dom/write.js';
import { SECONDS, type Stage } from '../stage.js';
import { duration } from '../words.js';
import type { ServiceModel, StateSpan } from '../../model.js';

/** The states of a breaker over the time that the charts show. */
export function showStrip(card: HTMLElement, stage: Stage, { name, breaker }: ServiceModel): Observable<unknown> {
  const canvas = slot<HTMLCanvasElement>(card, 'strip');
  const drawing$ = combineLatest([surfaceOf(canvas), stage.palette$, breaker.history$]).pipe(
    sample(stage.drawings$),
    tap(([surface, palette, spans]) => {
      const frame = frameOn(surface, palette, stage.model.now(), SECONDS, 8);
      drawStrip(frame, spans, 2, 16);
      timeAxis(frame);
    }),
  );
  const telling$ = breaker.history$.pipe(
    map((spans) => `States of ${name}, oldest first: ${spans.slice(-8).map(tellSpan).join(', ')}`),
    perFrame(stage.frames$),
    tap((text) => mark(canvas, 'aria-label', text)),
  );
  return merge(drawing$, telling$);
}

function tellSpan({ status, from, to }: StateSpan): string {
  return to === undefined ? `${status} since then` : `${status} for ${duration(to - from)}`;
}
