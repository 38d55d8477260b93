import { filter, fromEvent, map, tap, withLatestFrom, type Observable } from 'rxjs';
import type { RemoteModel } from './model.js';

/** A page that is left in the middle of a scenario puts back the server's knobs, as the scenario found them. */
export function leaveWell({ scenario$, stopScenario }: RemoteModel): Observable<unknown> {
  return fromEvent(window, 'pagehide').pipe(
    withLatestFrom(scenario$),
    map(([, scenario]) => scenario?.found),
    filter((found) => found !== undefined),
    tap((found) => {
      // Where the browser keeps the page for a way back, it is over there too. A worker's requests end with the page.
      stopScenario();
      void fetch('control', { method: 'PUT', body: JSON.stringify(found), keepalive: true });
    }),
  );
}
