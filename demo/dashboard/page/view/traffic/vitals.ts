import { combineLatest, map, merge, sample, scan, tap, withLatestFrom, type Observable } from 'rxjs';
import { surfaceOf } from '../chart/canvas.js';
import { frameOn, roundUp, timeAxis } from '../chart/frame.js';
import { drawLines, type Line } from '../chart/lines.js';
import { perFrame } from '../dom/frames.js';
import { slot, stamp } from '../dom/slot.js';
import { mark, write } from '../dom/write.js';
import { SECONDS, type Stage } from '../stage.js';
import { count, duration } from '../words.js';
import type { SideScene } from './side.js';
import type { SecondSample } from '../../model.js';

/** A second with what was on the wire at its end, if somebody looked. */
interface Moment extends SecondSample {
  readonly inFlight?: number;
}

/** A small chart: what it is called, its lines, and how it tells its values. */
interface Vital {
  readonly title: string;
  readonly lines: readonly (Omit<Line, 'points'> & { readonly value: (moment: Moment) => number | undefined })[];
  readonly least: number;
  readonly tell: (value: number) => string;
}

const VITALS: readonly Vital[] = [
  {
    title: 'Attempts per request',
    lines: [{ name: 'now', color: 'ink', dash: [], value: ({ amplification }) => amplification }],
    least: 2,
    tell: (value) => `×${value.toFixed(value < 10 ? 1 : 0)}`,
  },
  {
    title: 'Latency',
    lines: [
      { name: 'p50', color: 'ok', dash: [], value: ({ p50 }) => p50 },
      { name: 'p95', color: 'timed-out', dash: [6, 3], value: ({ p95 }) => p95 },
      { name: 'p99', color: 'failed', dash: [2, 2], value: ({ p99 }) => p99 },
    ],
    least: 100,
    tell: (value) => (value === 0 ? '0' : duration(value)),
  },
  {
    title: 'Attempts in flight',
    lines: [{ name: 'now', color: 'ink', dash: [], value: ({ inFlight }) => inFlight }],
    least: 10,
    tell: count,
  },
];

/** The vital signs of a side: retry amplification, latency, attempts in flight. */
export function vitals(root: HTMLElement, stage: Stage, { side, seconds$ }: SideScene): Observable<unknown> {
  const moments$ = seconds$.pipe(
    withLatestFrom(side.now$),
    scan((known, [seconds, { inFlight }]) => withInFlight(known, seconds, inFlight), [] as readonly Moment[]),
  );
  const parent = slot(root, 'vitals');
  return merge(...VITALS.map((vital) => showVital(parent, stage, vital, moments$)));
}

function withInFlight(known: readonly Moment[], seconds: readonly SecondSample[], inFlight: number): readonly Moment[] {
  const byTime = new Map(known.map((moment) => [moment.at, moment.inFlight]));
  return seconds.map((second, index) => ({ ...second, inFlight: index === seconds.length - 1 ? inFlight : byTime.get(second.at) }));
}

function showVital(parent: HTMLElement, stage: Stage, vital: Vital, moments$: Observable<readonly Moment[]>): Observable<unknown> {
  const root = stamp('vital');
  const canvas = slot<HTMLCanvasElement>(root, 'lines');
  write(slot(root, 'title'), vital.title);
  parent.append(root);
  const drawing$ = combineLatest([surfaceOf(canvas), stage.palette$, moments$]).pipe(
    sample(stage.drawings$),
    tap(([surface, palette, moments]) => {
      const lines = vital.lines.map((line) => ({ ...line, points: moments.map((moment) => [moment.at, line.value(moment)] as const) }));
      const most = Math.max(vital.least, ...lines.flatMap(({ points }) => points.map(([, value]) => value ?? 0)));
      const frame = frameOn(surface, palette, stage.model.now(), SECONDS, 46);
      drawLines(frame, lines, roundUp(most), vital.tell);
      timeAxis(frame);
    }),
  );
  const telling$ = moments$.pipe(
    map((moments) => tellMoment(vital, moments.at(-1))),
    perFrame(stage.frames$),
    tap((text) => {
      write(slot(root, 'value'), text);
      mark(canvas, 'aria-label', `${vital.title} over the last ${SECONDS} seconds, now ${text}`);
    }),
  );
  return merge(drawing$, telling$);
}

function tellMoment({ lines, tell }: Vital, moment: Moment | undefined): string {
  const texts = lines.map(({ name, value }) => {
    const now = moment && value(moment);
    return `${lines.length > 1 ? `${name} ` : ''}${now === undefined ? '–' : tell(now)}`;
  });
  return texts.join('  ');
}
