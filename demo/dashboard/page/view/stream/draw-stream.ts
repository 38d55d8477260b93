import { frameOn, label, rule, timeAxis, type Frame } from '../chart/frame.js';
import type { Surface } from '../chart/canvas.js';
import type { Palette } from '../chart/palette.js';
import type { StreamState } from '../../model.js';

const SECONDS = 20;

/** Each event at its arrival and its number. A cut is flat and its healing is steep, and no step is missing. */
export function drawStream(surface: Surface, palette: Palette, { recent }: StreamState, now: number): void {
  const frame = frameOn(surface, palette, now, SECONDS, 46);
  timeAxis(frame);
  const seen = recent.filter(({ at }) => at >= frame.since);
  const [first, last] = [seen[0]?.n, seen.at(-1)?.n];
  if (first === undefined || last === undefined) return;
  const y = (n: number): number => frame.bottom - 4 - ((n - first) / Math.max(1, last - first)) * (frame.bottom - frame.top - 8);
  for (const n of [first, last]) {
    rule(frame, y(n));
    label(frame, `#${n}`, frame.left - 6, y(n), 'right');
  }
  for (const [index, event] of seen.entries()) {
    const before = seen[index - 1];
    if (before && before.connection !== event.connection) drawCut(frame, event.at, event.connection);
    drawEvent(frame, frame.x(event.at), y(event.n), event.connection % 2 === 0);
  }
}

function drawEvent({ surface: { context }, palette }: Frame, x: number, y: number, isHollow: boolean): void {
  context.beginPath();
  context.arc(x, y, 2.6, 0, Math.PI * 2);
  context.fillStyle = palette.color(isHollow ? 'panel' : 'ok');
  context.strokeStyle = palette.color('ok');
  context.lineWidth = 1.5;
  context.fill();
  context.stroke();
}

function drawCut(frame: Frame, at: number, connection: number): void {
  const { context } = frame.surface;
  const x = Math.round(frame.x(at)) - 5;
  context.fillStyle = frame.palette.color('edge-strong');
  context.fillRect(x, frame.top, 1, frame.bottom - frame.top);
  label(frame, `connection ${connection}`, x - 5, frame.bottom - 8, 'right');
}
