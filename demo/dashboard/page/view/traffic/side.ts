import { combineLatest, map, merge, of, sample, tap, type Observable } from 'rxjs';
import { surfaceOf } from '../chart/canvas.js';
import { labelLayers } from '../chart/direct-labels.js';
import { frameOn, label, timeAxis, type Frame } from '../chart/frame.js';
import { drawStrip, type Stretch } from '../chart/strip.js';
import { drawTides, type Heights, type Layers, type Tide } from '../chart/tides.js';
import { perFrame } from '../dom/frames.js';
import { slot, stamp } from '../dom/slot.js';
import { mark, write } from '../dom/write.js';
import { SECONDS, type Stage } from '../stage.js';
import { count, OUTCOME_COLORS, OUTCOME_WORDS, OUTCOMES, percent } from '../words.js';
import { vitals } from './vitals.js';
import type { NowSample, SecondSample, SideModel, SideName } from '../../model.js';

/** One side's traffic, cut to what the charts show. */
export interface SideScene {
  readonly name: SideName;
  readonly side: SideModel;
  readonly seconds$: Observable<readonly SecondSample[]>;
  readonly tides$: Observable<readonly Tide[]>;
}

/** A breaker's states, with the name of its service. */
interface NamedStrip {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

const TITLES: Readonly<Record<SideName, string>> = { protected: 'With Breakwater', naive: 'Without: plain fetch, naive retries' };
const STRIP = { height: 16, step: 19 };
const NAMES_WIDTH = 62;

/** One side: the tides, with the breakers' strips at the waterline, and the vital signs beneath. */
export function showSide(parent: HTMLElement, stage: Stage, scene: SideScene, heights$: Observable<Heights>): Observable<unknown> {
  const root = stamp('side');
  root.dataset['side'] = scene.name;
  write(slot(root, 'title'), TITLES[scene.name]);
  parent.append(root);

  const canvas = slot<HTMLCanvasElement>(root, 'tides');
  const strips$ = scene.name === 'protected' ? stripsOf(stage) : of([]);
  const pictures$ = combineLatest([surfaceOf(canvas), stage.palette$, scene.tides$, heights$, strips$]);
  const drawing$ = pictures$.pipe(
    sample(stage.drawings$),
    tap(([surface, palette, tides, heights, strips]) =>
      drawSide(frameOn(surface, palette, stage.model.now(), SECONDS, NAMES_WIDTH), tides, heights, strips),
    ),
  );
  const telling$ = scene.seconds$.pipe(
    map((seconds) => `${TITLES[scene.name]}, last second: ${tellSecond(seconds.at(-1))}`),
    perFrame(stage.drawings$),
    tap((text) => mark(canvas, 'aria-label', text)),
  );
  const tally$ = scene.side.now$.pipe(
    map(tellTotals),
    perFrame(stage.frames$),
    tap((text) => write(slot(root, 'tally'), text)),
  );
  return merge(drawing$, telling$, tally$, vitals(root, stage, scene));
}

function stripsOf({ model }: Stage): Observable<readonly NamedStrip[]> {
  return combineLatest(model.services.map(({ name, breaker }) => breaker.history$.pipe(map((stretches) => ({ name, stretches })))));
}

function drawSide(frame: Frame, tides: readonly Tide[], heights: Heights, strips: readonly NamedStrip[]): void {
  const layers: Layers = { above: OUTCOMES.map((outcome) => OUTCOME_COLORS[outcome]), below: 'sent' };
  const seen = tides.filter(({ at }) => at >= frame.since - 1_000);
  const sea = drawTides(frame, seen, heights, layers, strips.length > 0 ? strips.length * STRIP.step + 5 : 3);
  for (const [index, { name, stretches }] of strips.entries()) {
    const y = sea.top + 4 + index * STRIP.step;
    label(frame, name, frame.left - 6, y + STRIP.height / 2, 'right', 'ink');
    drawStrip(frame, stretches, y, STRIP.height);
  }
  labelLayers(
    frame,
    seen,
    layers,
    sea,
    OUTCOMES.map((outcome) => OUTCOME_WORDS[outcome]),
  );
  timeAxis(frame);
}

function tellSecond(second: SecondSample | undefined): string {
  if (!second) return 'nothing yet';
  const outcomes = OUTCOMES.filter((outcome) => second[outcome] > 0).map((outcome) => `${second[outcome]} ${OUTCOME_WORDS[outcome]}`);
  return `${outcomes.join(', ') || 'no request ended'}; ${second.attempts} attempts reached for the server`;
}

function tellTotals({ totals }: NowSample): string {
  const ended = OUTCOMES.reduce((sum, outcome) => sum + totals[outcome], 0);
  const answered = ended > 0 ? percent(totals.ok / ended) : '–';
  return `${count(totals.requests)} requests, ${answered} answered, ${count(totals.attempts)} attempts`;
}
