import { combineLatest, map, merge, sample, tap, withLatestFrom, type Observable } from 'rxjs';
import { surfaceOf } from '../chart/canvas.js';
import { perFrame } from '../dom/frames.js';
import { slot } from '../dom/slot.js';
import { mark, write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { count } from '../words.js';
import { drawStream } from './draw-stream.js';
import type { StreamState } from '../../model.js';

const STATUS: Readonly<Record<StreamState['status'], string>> = {
  connecting: 'connecting',
  open: 'open',
  waiting: 'cut, reconnects',
  paused: 'paused',
};

/** The live stream that the server cuts now and then: its events by number, and that none is missing. */
export function streamPanel(root: HTMLElement, { model, frames$, drawings$, palette$ }: Stage): Observable<unknown> {
  const canvas = slot<HTMLCanvasElement>(root, 'events');
  const facts$ = model.stream$.pipe(
    perFrame(frames$),
    tap((stream) => {
      showFacts(root, stream);
      mark(canvas, 'aria-label', `Event numbers over time: ${tellStream(stream)}`);
    }),
  );
  const clock$ = frames$.pipe(
    withLatestFrom(model.stream$),
    map(([, { status, since }]) => `${STATUS[status]} for ${(Math.max(0, model.now() - since) / 1_000).toFixed(0)} s`),
    tap((text) => write(slot(root, 'stream-status'), text)),
  );
  const drawing$ = combineLatest([surfaceOf(canvas), palette$, model.stream$]).pipe(
    sample(drawings$),
    tap(([surface, palette, stream]) => drawStream(surface, palette, stream, model.now())),
  );
  return merge(facts$, clock$, drawing$);
}

function showFacts(root: HTMLElement, { received, gaps, repeats, reconnects }: StreamState): void {
  write(slot(root, 'received'), count(received));
  write(slot(root, 'gaps'), count(gaps));
  write(slot(root, 'repeats'), count(repeats));
  write(slot(root, 'reconnects'), count(reconnects));
}

function tellStream({ received, gaps, repeats, reconnects }: StreamState): string {
  return `${count(received)} events received over ${count(reconnects + 1)} connections, ${gaps} missing, ${repeats} twice`;
}
