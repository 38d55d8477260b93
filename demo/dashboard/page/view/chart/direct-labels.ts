import { plate, type Frame } from './frame.js';
import type { Layers, Sea, Tide } from './tides.js';

/** A layer this high, in CSS pixels, has room for its name. */
const ROOM = 15;

/** Writes into each layer but the lowest its name, where it is high enough for long enough, and into the sea where nothing was sent. */
export function labelLayers(frame: Frame, tides: readonly Tide[], layers: Layers, sea: Sea, words: readonly string[]): void {
  for (const index of layers.above.keys()) {
    if (index === 0) continue;
    const run = longestRun(tides, ({ above }) => above[index]! * sea.scale >= ROOM);
    if (run.length > 0) plate(frame, words[index]!, middle(frame, run), height(run, index, sea), span(frame, run));
  }
  const calm = longestRun(tides, ({ above, below }) => below === 0 && above.some((amount) => amount > 0));
  if (calm.length > 0) plate(frame, 'nothing sent', middle(frame, calm), sea.bottom + 12, span(frame, calm));
}

function longestRun(tides: readonly Tide[], fits: (tide: Tide) => boolean): readonly Tide[] {
  let [longest, current]: [Tide[], Tide[]] = [[], []];
  for (const tide of tides) {
    current = fits(tide) ? [...current, tide] : [];
    if (current.length >= longest.length) longest = current;
  }
  return longest;
}

/** The name stands in the layer's middle at the middle of the run. */
function height(run: readonly Tide[], index: number, { top, scale }: Sea): number {
  const { above } = run[Math.floor(run.length / 2)]!;
  const beneath = above.slice(0, index).reduce((sum, amount) => sum + amount, 0);
  return top - (beneath + above[index]! / 2) * scale;
}

function middle({ x }: Frame, run: readonly Tide[]): number {
  return (x(run[0]!.at) + x(run.at(-1)!.at + run.at(-1)!.span)) / 2;
}

function span({ x }: Frame, run: readonly Tide[]): number {
  return x(run.at(-1)!.at + run.at(-1)!.span) - x(run[0]!.at);
}
