import { asyncScheduler, catchError, defer, EMPTY, interval, mergeMap, range, type Observable } from 'rxjs';
import type { HttpClient } from 'breakwater';

interface Order {
  readonly id: number;
  readonly items: readonly string[];
}

/** So many requests per second, whatever becomes of them; unsubscribing cancels those that run or wait. */
export function steadyLoad(http: HttpClient, rate: number): Observable<Order> {
  // What goes wrong with a request is told by `http.events$`; the load goes on.
  return steadyTicks(rate).pipe(mergeMap((n) => http.get<Order>(`orders/${n}`).pipe(catchError(() => EMPTY))));
}

/** Counts up so many times per second. Timers are late now and then: what they have missed is made up for at once. */
function steadyTicks(rate: number): Observable<number> {
  return defer(() => {
    const startedAt = asyncScheduler.now();
    let ticks = 0;
    return interval(1000 / rate).pipe(
      mergeMap(() => {
        const first = ticks;
        ticks = Math.round(((asyncScheduler.now() - startedAt) * rate) / 1000);
        return range(first, Math.max(ticks - first, 0));
      }),
    );
  });
}
