import { merge, tap, type Observable } from 'rxjs';
import { map } from 'rxjs';
import { perFrame } from '../dom/frames.js';
import { stamp, slot } from '../dom/slot.js';
import { write } from '../dom/write.js';
import type { Palette } from '../chart/palette.js';
import type { Stage } from '../stage.js';
import { count, OUTCOME_COLORS, OUTCOME_WORDS, OUTCOMES } from '../words.js';

/** The outcomes in their order, each with its pattern and how many there were in the last second. */
export function legend(list: HTMLElement, { model, palette$, frames$ }: Stage): Observable<unknown> {
  const entries = OUTCOMES.map((outcome) => ({ outcome, item: stamp('legend-entry') }));
  for (const { outcome, item } of entries) write(slot(item, 'name'), OUTCOME_WORDS[outcome]);
  list.replaceChildren(...entries.map(({ item }) => item));

  const painting$ = palette$.pipe(
    tap((palette) => {
      for (const { outcome, item } of entries) paint(slot<HTMLCanvasElement>(item, 'swatch'), palette, OUTCOME_COLORS[outcome]);
    }),
  );
  const counting$ = model.sides.protected.seconds$.pipe(
    map((seconds) => seconds.at(-1)),
    perFrame(frames$),
    tap((last) => {
      for (const { outcome, item } of entries) write(slot(item, 'count'), count(last?.[outcome] ?? 0));
    }),
  );
  return merge(painting$, counting$);
}

function paint(canvas: HTMLCanvasElement, palette: Palette, name: string): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = palette.pattern(name);
  context.fillRect(0, 0, canvas.width, canvas.height);
}
