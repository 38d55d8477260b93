import { defer, filter, scan, startWith, type Observable } from 'rxjs';
import type { HttpClientEvent } from 'breakwater';

/** Durations in whole milliseconds, and how often each has been. No longer than the longest call has milliseconds. */
export type Latencies = ReadonlyMap<number, number>;

/** Collects how long the answered requests took, from the call to the end of the body, waits and retries included. */
export function latencies(events$: Observable<HttpClientEvent>): Observable<Latencies> {
  return defer(() => {
    const counts = new Map<number, number>();
    return events$.pipe(
      filter(({ type }) => type === 'finished'),
      scan((all, event) => ('duration' in event ? add(all, event.duration) : all), counts),
      startWith(counts),
    );
  });
}

export function toLatencies(durations: readonly number[]): Latencies {
  return durations.reduce(add, new Map<number, number>());
}

/** The smallest duration that this share of all doesn't exceed (nearest rank); `undefined` where there is none. */
export function percentile(counts: Latencies, share: number): number | undefined {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let rank = Math.ceil(total * share);
  for (const [duration, count] of [...counts].sort(([a], [b]) => a - b)) {
    rank -= count;
    if (rank <= 0) return duration;
  }
  return undefined;
}

function add(counts: Map<number, number>, duration: number): Map<number, number> {
  const rounded = Math.round(duration);
  return counts.set(rounded, (counts.get(rounded) ?? 0) + 1);
}
