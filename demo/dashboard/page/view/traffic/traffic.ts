import { combineLatest, distinctUntilChanged, map, merge, scan, switchMap, type Observable } from 'rxjs';
import { heightsOf, type Heights, type Tide } from '../chart/tides.js';
import { slot } from '../dom/slot.js';
import { SECONDS, type Stage } from '../stage.js';
import { OUTCOMES } from '../words.js';
import { legend } from './legend.js';
import { showSide, type SideScene } from './side.js';
import type { SecondSample, SideName } from '../../model.js';

/** Both sides, in one scale so that they can be compared; the one without Breakwater only while it is switched on. */
export function traffic(root: HTMLElement, stage: Stage): Observable<unknown> {
  const { model } = stage;
  const scenes = { protected: scene(stage, 'protected'), naive: scene(stage, 'naive') };
  const shown$ = model.load$.pipe(
    map(({ naive }): SideName[] => (naive ? ['protected', 'naive'] : ['protected'])),
    distinctUntilChanged((one, other) => one.length === other.length),
  );
  const sides$ = shown$.pipe(
    switchMap((names) => {
      const sides = slot(root, 'sides');
      sides.replaceChildren();
      sides.classList.toggle('both', names.length > 1);
      const heights$ = combineLatest(names.map((name) => scenes[name].tides$)).pipe(
        map((tides) => heightsOf(tides.flat())),
        settled(),
      );
      return merge(...names.map((name) => showSide(sides, stage, scenes[name], heights$)));
    }),
  );
  return merge(legend(slot(root, 'legend'), stage), sides$);
}

function scene({ model }: Stage, name: SideName): SideScene {
  const seconds$ = model.sides[name].seconds$.pipe(map((seconds) => seconds.slice(-SECONDS)));
  const tides$ = seconds$.pipe(map((seconds) => seconds.map(tideOf)));
  return { name, side: model.sides[name], seconds$, tides$ };
}

function tideOf(second: SecondSample): Tide {
  return { at: second.at - 1_000, span: 1_000, above: OUTCOMES.map((outcome) => second[outcome]), below: second.attempts };
}

/** Room grows at once, and shrinks only when half of it is empty: a scale that breathes can't be read. */
function settled() {
  return (heights$: Observable<Heights>): Observable<Heights> =>
    heights$.pipe(scan((held, next) => ({ above: hold(held.above, next.above), below: hold(held.below, next.below) })));
}

function hold(held: number, next: number): number {
  return next > held || next < held / 2 ? next : held;
}
