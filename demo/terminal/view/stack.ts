import type { Outcome } from '../report/outcome.js';
import type { Slice } from '../report/timeline.js';

/** From the bottom up. */
const ORDER: readonly Outcome[] = ['succeeded', 'helped', 'failed', 'limited', 'refused'];
/** Who gets a cell first when there are few: what is rare must not vanish. */
const RARE_FIRST: readonly Outcome[] = ['failed', 'limited', 'helped', 'refused', 'succeeded'];

/** How many requests ended in a slice; those that we cancelled ourselves at the end don't count. */
export function endedIn({ outcomes }: Slice): number {
  return ORDER.reduce((sum, outcome) => sum + (outcomes[outcome] ?? 0), 0);
}

/** A slice as a stack of cells, from the bottom up: in proportion, but at least one for whatever happened, as long as there is room. */
export function stack(slice: Slice, perCell: number): readonly Outcome[] {
  const total = endedIn(slice);
  const height = total === 0 ? 0 : Math.max(1, Math.round(total / perCell));
  const happened = RARE_FIRST.filter((outcome) => (slice.outcomes[outcome] ?? 0) > 0).slice(0, height);
  const cells = new Map<Outcome, number>(happened.map((outcome) => [outcome, 1]));
  for (let filled = happened.length; filled < height; filled++) {
    const [neediest] = [...happened].sort((one, other) => need(other) - need(one));
    if (neediest !== undefined) cells.set(neediest, (cells.get(neediest) ?? 0) + 1);
  }
  return ORDER.flatMap((outcome) => new Array<Outcome>(cells.get(outcome) ?? 0).fill(outcome));

  function need(outcome: Outcome): number {
    return ((slice.outcomes[outcome] ?? 0) / total) * height - (cells.get(outcome) ?? 0);
  }
}
