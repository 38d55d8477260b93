import type { Surface } from './canvas.js';
import type { Palette } from './palette.js';

/** A box to draw in, and how time and amounts lie in it. */
export interface Frame {
  readonly surface: Surface;
  readonly palette: Palette;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly x: (at: number) => number;
  /** The time at the left edge, and at the right one: now. */
  readonly since: number;
  readonly until: number;
}

/** What lies between the drawing and the edges of its canvas. */
const MARGIN = { right: 8, top: 8, bottom: 20 };
const FONT = '11px system-ui, sans-serif';

/** Clears a surface and lays a frame over it, for the seconds before `until`. */
export function frameOn(surface: Surface, palette: Palette, until: number, seconds: number, left = 40): Frame {
  const { context, width, height } = surface;
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  const right = width - MARGIN.right;
  const since = until - seconds * 1_000;
  const x = (at: number): number => left + ((at - since) / (until - since)) * (right - left);
  return { surface, palette, left, right, top: MARGIN.top, bottom: height - MARGIN.bottom, x, since, until };
}

/** A text at a place; `align` says on which side of it. */
export function label(frame: Frame, text: string, x: number, y: number, align: CanvasTextAlign = 'left', color = 'soft'): void {
  const { context } = frame.surface;
  context.fillStyle = frame.palette.color(color);
  context.textAlign = align;
  context.textBaseline = 'middle';
  context.fillText(text, x, y);
}

/** A text in a box of its own, if there is room for it. */
export function plate(frame: Frame, text: string, x: number, y: number, room: number, height = 14): void {
  const { context } = frame.surface;
  const width = context.measureText(text).width + 10;
  if (width > room || x - width / 2 < frame.left) return;
  context.fillStyle = frame.palette.color('panel');
  context.fillRect(x - width / 2, y - height / 2, width, height);
  label(frame, text, x, y, 'center', 'ink');
}

/** A thin line from edge to edge. */
export function rule(frame: Frame, y: number, color = 'grid'): void {
  const { context } = frame.surface;
  context.fillStyle = frame.palette.color(color);
  context.fillRect(frame.left, Math.round(y), frame.right - frame.left, 1);
}

/** The names of the times beneath: seconds before now. */
export function timeAxis(frame: Frame): void {
  const seconds = (frame.until - frame.since) / 1_000;
  const step = frame.right - frame.left < 300 ? seconds / 2 : seconds / 4;
  for (let ago = 0; ago <= seconds; ago += step) {
    const align = ago === 0 ? 'right' : ago === seconds ? 'left' : 'center';
    label(frame, ago === 0 ? 'now' : `${ago} s ago`, frame.x(frame.until - ago * 1_000), frame.bottom + 11, align);
  }
}

/** The next round number from `value` up: 1, 2 or 5 times a power of ten, or what `steps` says. */
export function roundUp(value: number, steps: readonly number[] = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return power * (steps.find((step) => step * power >= value - 1e-9) ?? 10);
}
