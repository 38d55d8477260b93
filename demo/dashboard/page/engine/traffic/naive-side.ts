import { distinctUntilChanged, EMPTY, map, Subject, switchMap, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import type { HttpClientEvent } from 'breakwater';
import type { LoadKnobs, PolicyKnobs, ServiceName } from '../../model.js';
import { steadyLoad } from './load.js';
import { naiveGet } from './naive-get.js';
import type { Target } from './target-of.js';

export interface NaiveSources {
  readonly load$: Observable<LoadKnobs>;
  readonly target: (n: number) => Target;
  readonly knobs: (service: ServiceName) => Pick<PolicyKnobs, 'retries' | 'attemptTimeout'>;
  readonly get: (url: string) => Observable<unknown>;
  readonly scheduler: SchedulerLike;
}

/** The same load, retries and timeouts without Breakwater, while it is switched on; tells what happens to its requests. */
export function naiveSide({ load$, target, knobs, get, scheduler }: NaiveSources, running: Subscription): Observable<HttpClientEvent> {
  const events$ = new Subject<HttpClientEvent>();
  const tell = (event: HttpClientEvent): void => events$.next(event);
  const send = (n: number): Observable<never> => {
    const { service, url } = target(n);
    return naiveGet({ id: `naive-${n}`, url, ...knobs(service), get, scheduler, tell });
  };
  const load = steadyLoad(load$.pipe(map(({ rate }) => rate)), send, scheduler);
  const isOn$ = load$.pipe(
    map(({ naive }) => naive),
    distinctUntilChanged(),
  );
  running.add(isOn$.pipe(switchMap((isOn) => (isOn ? load : EMPTY))).subscribe());
  return events$;
}
