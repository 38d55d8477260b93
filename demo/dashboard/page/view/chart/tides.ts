import { label, roundUp, rule, type Frame } from './frame.js';

/** What happened in a stretch of time: per second, above the waterline in layers, and below it. */
export interface Tide {
  readonly at: number;
  readonly span: number;
  readonly above: readonly number[];
  readonly below: number;
}

/** How many a second there is room for, above and below. Two charts side by side share it. */
export interface Heights {
  readonly above: number;
  readonly below: number;
}

/** What is painted, from the waterline up, and what lies below. */
export interface Layers {
  readonly above: readonly string[];
  readonly below: string;
}

/** The room that some tides need. */
export function heightsOf(tides: readonly Tide[], least = 20): Heights {
  const most = { above: least, below: least };
  for (const { above, below } of tides) {
    most.above = Math.max(most.above, total(above));
    most.below = Math.max(most.below, below);
  }
  return { above: roundUp(most.above), below: roundUp(most.below) };
}

/** Draws them above and below the band from `sea.top` to `sea.bottom`, in one scale. */
export function drawTides(frame: Frame, tides: readonly Tide[], heights: Heights, layers: Layers, band: number): Sea {
  const sea = seaOf(frame, heights, band);
  for (const [amount, y] of gridOf(heights, sea)) {
    rule(frame, y);
    label(frame, String(amount), frame.left - 6, y, 'right');
  }
  for (const tide of tides) drawTide(frame, tide, layers, sea);
  return sea;
}

export interface Sea {
  readonly top: number;
  readonly bottom: number;
  readonly scale: number;
}

function seaOf(frame: Frame, heights: Heights, band: number): Sea {
  const scale = (frame.bottom - frame.top - band) / (heights.above + heights.below);
  const top = Math.round(frame.top + heights.above * scale);
  return { top, bottom: top + band, scale };
}

function gridOf({ above, below }: Heights, { top, bottom, scale }: Sea): [number, number][] {
  const step = roundUp((above + below) / 6, [1, 2, 5, 10]);
  const up = range(step, above, step).map((amount): [number, number] => [amount, top - amount * scale]);
  const down = range(step, below, step).map((amount): [number, number] => [amount, bottom + amount * scale]);
  return [...up, ...down];
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor(to / step) }, (_, index) => from + index * step);
}

function drawTide(frame: Frame, { at, span, above, below }: Tide, layers: Layers, { top, bottom, scale }: Sea): void {
  const { context } = frame.surface;
  const left = Math.max(frame.left, Math.round(frame.x(at)));
  const width = Math.round(frame.x(at + span)) - left;
  let y = top;
  for (const [index, amount] of above.entries()) {
    const next = y - amount * scale;
    context.fillStyle = frame.palette.pattern(layers.above[index]!);
    context.fillRect(left, next, width, y - next);
    y = next;
  }
  context.fillStyle = frame.palette.color(layers.below);
  context.fillRect(left, bottom, width, below * scale);
}

function total(amounts: readonly number[]): number {
  return amounts.reduce((sum, amount) => sum + amount, 0);
}
