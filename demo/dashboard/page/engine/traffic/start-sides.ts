import { map, merge, type Observable } from 'rxjs';
import { SERVICES, type ServiceName } from '../../../shared/protocol.js';
import type { PolicyKnobs, SideModel } from '../../model.js';
import type { Engine } from '../engine.js';
import type { PolicyBoard } from '../policies.js';
import type { GuardedService } from '../service/guarded-service.js';
import { steadyLoad } from './load.js';
import { naiveSide } from './naive-side.js';
import { sideModel } from './side-model.js';
import { targetOf, type Target } from './target-of.js';

/** Sends the load through the guarded services. */
export function startProtectedSide(guarded: readonly GuardedService[], { setup, beat$, load$, scheduler, running }: Engine): SideModel {
  const events$ = merge(...guarded.map((service) => service.events$));
  const inFlight = (): number => guarded.reduce((sum, { breaker }) => sum + breaker.metrics.inFlight, 0);
  const side = sideModel({ events$, inFlight, beat$, scheduler }, running);
  const send = (n: number): Observable<unknown> => {
    const { service, url } = targetOf(setup.origins, 'protected', n);
    return guarded[SERVICES.indexOf(service)]!.get(url);
  };
  running.add(steadyLoad(load$.pipe(map(({ rate }) => rate)), send, scheduler).subscribe());
  return side;
}

/** Sends the same load without Breakwater, while that is switched on. */
export function startNaiveSide(policies: PolicyBoard, { setup, get, beat$, load$, scheduler, running }: Engine): SideModel {
  const target = (n: number): Target => targetOf(setup.origins, 'naive', n);
  const knobs = (service: ServiceName): PolicyKnobs => policies.knobs$.value[service];
  const events$ = naiveSide({ load$, target, knobs, get, scheduler }, running);
  return sideModel({ events$, inFlight: (all) => all, beat$, scheduler }, running);
}
