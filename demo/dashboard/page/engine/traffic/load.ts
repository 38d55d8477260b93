import { catchError, distinctUntilChanged, EMPTY, map, mergeMap, switchMap, type Observable, type SchedulerLike } from 'rxjs';
import type { LoadKnobs } from '../../model.js';
import { steadyTicks } from './steady-ticks.js';

/** Sends request after request, numbered. A change of the rate leaves alone what is on its way; unsubscribing cancels it. */
export function steadyLoad(
  rate$: Observable<LoadKnobs['rate']>,
  send: (n: number) => Observable<unknown>,
  scheduler: SchedulerLike,
): Observable<unknown> {
  let sent = 0;
  return rate$.pipe(
    distinctUntilChanged(),
    switchMap((rate) => steadyTicks(rate, scheduler)),
    map(() => sent++),
    // What goes wrong with a request is told by the events; the load goes on.
    mergeMap((n) => send(n).pipe(catchError(() => EMPTY))),
  );
}
