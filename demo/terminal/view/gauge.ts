import type { Glyphs } from './glyphs.js';

const WIDTH = 12;

/** A share from 0 to 1 as a bar. */
export function gauge(share: number, { full, empty }: Glyphs): string {
  const filled = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH);
  return full.repeat(filled) + empty.repeat(WIDTH - filled);
}

/** The room of a bar, where there is nothing to measure. */
export const NO_GAUGE = ' '.repeat(WIDTH);
