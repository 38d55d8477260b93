import { defer, EMPTY, interval, mergeMap, type Observable, type SchedulerLike } from 'rxjs';

/** No timer for each of many requests. */
const SHORTEST = 10;
/** What a page that slept makes up for at most, in milliseconds: not a storm. */
const CATCH_UP = 250;

/** Counts up, `rate` times per second; what a late timer has missed is made up for at once. */
export function steadyTicks(rate: number, scheduler: SchedulerLike): Observable<number> {
  if (rate === 0) return EMPTY;
  return defer(() => {
    let [last, owed, count] = [scheduler.now(), 0, 0];
    return interval(Math.max(SHORTEST, 1_000 / rate), scheduler).pipe(
      mergeMap(() => {
        const now = scheduler.now();
        owed += (Math.min(now - last, CATCH_UP + 1_000 / rate) * rate) / 1_000;
        last = now;
        const due = Math.floor(owed + 1e-6);
        owed -= due;
        count += due;
        return Array.from({ length: due }, (_, index) => count - due + index);
      }),
    );
  });
}
