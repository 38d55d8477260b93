import { combineLatest, fromEvent, map, merge, startWith, tap, type Observable } from 'rxjs';
import { slot } from '../dom/slot.js';
import { write } from '../dom/write.js';
import type { Stage } from '../stage.js';
import { showKnob, type KnobPlan } from './knob.js';
import { LOAD_PLANS, POLICY_PLANS, SERVER_PLANS, STREAM_PLANS } from './plans.js';
import type { ServiceName } from '../../model.js';

/** Load, server, stream and policies: of one service, or of all. */
export function controls(root: HTMLElement, { model }: Stage): Observable<unknown> {
  const scopes = slot(root, 'scopes');
  const scope = (): ServiceName | undefined => {
    const chosen = scopes.querySelector<HTMLInputElement>('input:checked')?.value;
    return model.services.find(({ name }) => name === chosen)?.name;
  };
  const scope$ = fromEvent(scopes, 'change').pipe(startWith(undefined), map(scope));
  const inScope = <V>(all$: Observable<Readonly<Record<ServiceName, V>>>): Observable<readonly V[]> =>
    combineLatest([all$, scope$]).pipe(map(([all, name]) => (name ? [all[name]] : model.services.map((service) => all[service.name]))));
  const services$ = model.server$.pipe(map(({ services }) => services));
  const stream$ = model.server$.pipe(map(({ stream }) => [stream]));
  const load$ = model.load$.pipe(map((load) => [load]));
  return merge(
    ...showAll(root, 'load', LOAD_PLANS, load$, (change) => model.setLoad(change)),
    ...showAll(root, 'server', SERVER_PLANS, inScope(services$), (change) => model.setServer(change, scope())),
    ...showAll(root, 'stream-knobs', STREAM_PLANS, stream$, (change) => model.setStream(change)),
    ...showAll(root, 'policy', POLICY_PLANS, inScope(model.policy$), (change) => model.setPolicy(change, scope())),
    fromEvent(slot(root, 'restore'), 'click').pipe(tap(() => model.restore())),
    model.refusal$.pipe(tap((reason) => write(slot(root, 'refusal'), reason))),
  );
}

function showAll<V>(
  root: HTMLElement,
  name: string,
  plans: readonly KnobPlan<V>[],
  values$: Observable<readonly V[]>,
  turn: (change: Partial<V>) => void,
): Observable<unknown>[] {
  const parent = slot(root, name);
  return plans.map((plan) => showKnob(parent, `${name}-${String(plan.key)}`, plan, values$, turn));
}
