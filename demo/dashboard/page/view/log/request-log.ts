import { filter, fromEvent, map, merge, Subject, switchMap, take, takeUntil, tap, type Observable } from 'rxjs';
import { perFrame } from '../dom/frames.js';
import { slot, stamp } from '../dom/slot.js';
import { mark, write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { OUTCOME_COLORS } from '../words.js';
import { keepStop, rove } from './rove.js';
import { showLife } from './request-life.js';
import type { LogEntry } from '../../model.js';

/** What happened, newest first. One request can be picked, and shows its life. */
export function requestLog(root: HTMLElement, { model, frames$ }: Stage): Observable<unknown> {
  const list = slot(root, 'entries');
  const items = new Map<number, HTMLElement>();
  const picked$ = new Subject<LogEntry>();
  /** Wall time of the model's clock. */
  const offset = Date.now() - model.now();

  const filling$ = model.log$.pipe(
    filter(() => !list.matches(':hover, :focus-within')),
    perFrame(frames$),
    tap((entries) => {
      for (const entry of entries) if (!items.has(entry.key)) list.prepend(itemOf(entry, offset, items, picked$));
      dropForgotten(entries, items);
      keepStop(list);
    }),
  );
  const first$ = model.log$.pipe(
    map((entries) => entries.find(isTelling)),
    filter((entry) => entry !== undefined),
    take(1),
    tap((entry) => picked$.next(entry)),
    takeUntil(picked$),
  );
  const life$ = picked$.pipe(
    tap(({ key }) => {
      for (const [other, item] of items) item.firstElementChild?.toggleAttribute('aria-current', other === key);
    }),
    switchMap((entry) => showLife(slot(root, 'life'), entry, model.requestLife(entry.id ?? ''))),
  );
  return merge(life$, filling$, first$, rove(list), fromEvent(list, 'focusout'));
}

/** A request with a story: more than one attempt. */
function isTelling({ about, words }: LogEntry): boolean {
  return about === 'request' && / attempts/.test(words);
}

function itemOf(entry: LogEntry, offset: number, items: Map<number, HTMLElement>, picked$: Subject<LogEntry>): HTMLElement {
  const item = stamp(entry.id === undefined ? 'log-turn' : 'log-request');
  const kind = entry.verdict ? OUTCOME_COLORS[entry.verdict] : entry.about;
  mark(item, 'data-kind', kind);
  if (entry.status) mark(item, 'data-status', entry.status);
  write(slot(item, 'at'), new Date(entry.at + offset).toLocaleTimeString('en-GB'));
  write(slot(item, 'service'), entry.service ?? entry.about);
  write(slot(item, 'words'), entry.words);
  item.querySelector('button')?.addEventListener('click', () => picked$.next(entry));
  items.set(entry.key, item);
  return item;
}

function dropForgotten(entries: readonly LogEntry[], items: Map<number, HTMLElement>): void {
  const known = new Set(entries.map(({ key }) => key));
  for (const [key, item] of items) {
    if (known.has(key)) continue;
    item.remove();
    items.delete(key);
  }
}
