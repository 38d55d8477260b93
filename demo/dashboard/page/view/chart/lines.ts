import { label, rule, type Frame } from './frame.js';

/** One line: its points in the order of time, and how it is told from the others. */
export interface Line {
  readonly name: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly points: readonly (readonly [at: number, value: number | undefined])[];
}

/** Draws lines over a grid from 0 to `most`. A point without a value makes a gap. */
export function drawLines(frame: Frame, lines: readonly Line[], most: number, tell: (value: number) => string): void {
  const y = (value: number): number => frame.bottom - (Math.min(value, most) / most) * (frame.bottom - frame.top);
  for (const value of [0, most / 2, most]) {
    rule(frame, y(value));
    label(frame, tell(value), frame.left - 6, y(value), 'right');
  }
  for (const line of lines) drawLine(frame, line, y);
}

function drawLine({ surface: { context }, palette, x, left }: Frame, { color, dash, points }: Line, y: (value: number) => number): void {
  context.beginPath();
  let isDown = false;
  for (const [at, value] of points) {
    if (value === undefined || x(at) < left) isDown = false;
    else {
      context[isDown ? 'lineTo' : 'moveTo'](x(at), y(value));
      isDown = true;
    }
  }
  context.strokeStyle = palette.color(color);
  context.lineWidth = 1.75;
  context.lineJoin = 'round';
  context.setLineDash([...dash]);
  context.stroke();
  context.setLineDash([]);
}
