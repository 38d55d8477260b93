import { tap, type Observable } from 'rxjs';
import { slot, stamp } from '../dom/slot.js';
import { mark, tint, write } from '../dom/write.js';
import { duration, OUTCOME_COLORS } from '../words.js';
import type { LifeStep, LogEntry } from '../../model.js';

/** One request from queue to verdict: each step with its time, and a bar for what led to it. */
export function showLife(root: HTMLElement, entry: LogEntry, life$: Observable<readonly LifeStep[]>): Observable<unknown> {
  write(slot(root, 'life-title'), `Life of request ${entry.id ?? ''} to ${entry.service ?? 'the server'}`);
  const list = slot(root, 'steps');
  return life$.pipe(
    tap((steps) => {
      const total = Math.max(1, steps.at(-1)?.after ?? 0);
      list.replaceChildren(...steps.map((step, index) => stepOf(step, steps[index - 1]?.after ?? 0, total)));
      write(slot(root, 'life-hint'), steps.length > 0 ? '' : 'This request has been forgotten. Pick another one.');
    }),
  );
}

function stepOf({ step, verdict, words, after }: LifeStep, before: number, total: number): HTMLElement {
  const item = stamp('life-step');
  mark(item, 'data-kind', verdict ? OUTCOME_COLORS[verdict] : step);
  write(slot(item, 'after'), `+${duration(after)}`);
  write(slot(item, 'words'), words);
  tint(item, '--from', (before / total).toFixed(3));
  tint(item, '--to', (after / total).toFixed(3));
  return item;
}
