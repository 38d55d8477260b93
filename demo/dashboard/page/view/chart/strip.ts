import { plate, type Frame } from './frame.js';

/** A stretch of one state; the current one has no end. */
export interface Stretch {
  readonly status: string;
  readonly from: number;
  readonly to?: number;
}

const COLORS: Readonly<Record<string, string>> = {
  closed: 'ok',
  open: 'failed',
  'half-open': 'timed-out',
  isolated: 'refused',
  bypassed: 'limited',
};

/** Draws a breaker's states as a strip, each named where there is room. */
export function drawStrip(frame: Frame, stretches: readonly Stretch[], y: number, height: number): void {
  const { context } = frame.surface;
  for (const { status, from, to } of stretches) {
    const left = Math.max(frame.left, frame.x(from));
    const right = Math.min(frame.right, frame.x(to ?? frame.until));
    if (right <= frame.left) continue;
    const name = COLORS[status] ?? 'edge';
    context.fillStyle = status === 'closed' ? frame.palette.color('ok') : frame.palette.pattern(name);
    // A closed circuit lets through: its line is thin. An open one is a wall.
    const thickness = status === 'closed' ? 2 : height;
    context.fillRect(left, y + (height - thickness) / 2, Math.max(1, right - left), thickness);
    if (status !== 'closed') plate(frame, status, (left + right) / 2, y + height / 2, right - left, height - 4);
  }
}
