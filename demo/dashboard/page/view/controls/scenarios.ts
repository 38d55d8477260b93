import { fromEvent, merge, tap, type Observable } from 'rxjs';
import { perFrame } from '../dom/frames.js';
import { slot, stamp } from '../dom/slot.js';
import { mark, tint, write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import type { DashboardModel, ScenarioInfo, ScenarioState } from '../../model.js';

/** What can be played, how far it is, and the switch for the side without Breakwater. */
export function scenarios(root: HTMLElement, { model, frames$ }: Stage): Observable<unknown> {
  const list = slot(root, 'scenario-list');
  const buttons = model.scenarios.map((scenario) => showButton(list, model, scenario));
  const naive = slot<HTMLInputElement>(root, 'naive');
  const progress$ = model.scenario$.pipe(
    perFrame(frames$),
    tap((scenario) => showProgress(root, model.scenarios, scenario)),
  );
  return merge(
    ...buttons,
    progress$,
    fromEvent(slot(root, 'stop'), 'click').pipe(tap(() => model.stopScenario())),
    fromEvent(naive, 'change').pipe(tap(() => model.setLoad({ naive: naive.checked }))),
    model.load$.pipe(tap((load) => (naive.checked = load.naive))),
  );
}

function showButton(list: HTMLElement, model: DashboardModel, { id, name, sentence }: ScenarioInfo): Observable<unknown> {
  const item = stamp('scenario');
  const button = slot(item, 'play');
  write(button, name);
  mark(button, 'data-scenario', id);
  mark(button, 'title', sentence);
  list.append(item);
  return fromEvent(button, 'click').pipe(tap(() => model.play(id)));
}

function showProgress(root: HTMLElement, all: readonly ScenarioInfo[], scenario: ScenarioState | undefined): void {
  for (const { id } of all) mark(root.querySelector(`[data-scenario="${id}"]`)!, 'aria-pressed', String(scenario?.id === id));
  slot(root, 'progress').hidden = !scenario;
  slot(root, 'hint').hidden = scenario !== undefined;
  if (!scenario) return;
  const { name, step, stepIndex, steps, elapsed, duration } = scenario;
  write(slot(root, 'step'), `${stepIndex + 1} of ${steps}: ${step}`);
  const bar = slot(root, 'progress-bar');
  const share = Math.min(1, elapsed / duration);
  tint(bar, '--share', share.toFixed(3));
  mark(bar, 'aria-valuenow', String(Math.round(share * 100)));
  mark(bar, 'aria-label', `Progress of ${name}`);
}
