import type { Span, Style } from './line.js';

/** What a line is about, so wide that what follows is aligned. */
export function label(text: string): Span {
  return [` ${text}`.padEnd(10), 'dim'];
}

/** A state in capitals, so wide that what follows is aligned. */
export function state(word: string, style: Style): Span {
  return [word.toUpperCase().padEnd(11), style];
}
