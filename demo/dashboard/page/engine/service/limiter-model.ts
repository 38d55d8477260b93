import { BehaviorSubject, distinctUntilChanged, filter, map, merge, type Observable, type Subscription } from 'rxjs';
import type { HttpClientEvent, TokenBucket } from 'breakwater';
import type { LimiterModel, LimiterView, PolicyKnobs } from '../../model.js';
import { FIXED } from '../policy-knobs.js';
import { RecentWaits } from './recent-waits.js';

export interface LimiterSources {
  readonly bucket: TokenBucket;
  readonly events$: Observable<HttpClientEvent>;
  readonly knobs$: Observable<PolicyKnobs> & { readonly value: PolicyKnobs };
  /** How often the level is shown. */
  readonly beat$: Observable<number>;
  readonly now: () => number;
}

/** The waits are sorted for it: not with every beat. */
const BEATS_PER_WAITS = 10;

/** Shows a limiter with the beat, and that it pauses at once. */
export function limiterModel(sources: LimiterSources, running: Subscription): LimiterModel {
  const { bucket, events$, beat$, now } = sources;
  const waits = new RecentWaits();
  let recent = waits.read(now());
  const state$ = new BehaviorSubject(readLimiter(sources, recent));
  running.add(events$.subscribe((event) => waits.add(event)));
  running.add(beat$.pipe(filter((beat) => beat % BEATS_PER_WAITS === 0)).subscribe(() => (recent = waits.read(now()))));
  const pauses$ = bucket.state$.pipe(
    map(({ pausedUntil }) => pausedUntil),
    distinctUntilChanged(),
  );
  running.add(
    merge(beat$, pauses$)
      .pipe(
        map(() => readLimiter(sources, recent)),
        distinctUntilChanged(isSame),
      )
      .subscribe(state$),
  );
  return { state$ };
}

function readLimiter({ bucket, knobs$ }: LimiterSources, waits: Pick<LimiterView, 'waitP50' | 'waitP95'>): LimiterView {
  const { available, queued, pausedUntil } = bucket.state$.value;
  const { rate, capacity } = knobs$.value;
  const { requestsPerSecond, refused } = bucket.metrics;
  return {
    available,
    capacity,
    rate,
    queued,
    maxQueue: FIXED.maxQueue,
    grantedPerSecond: requestsPerSecond,
    pausedUntil,
    refused,
    ...waits,
  };
}

function isSame(one: LimiterView, other: LimiterView): boolean {
  return (Object.keys(one) as (keyof LimiterView)[]).every((field) => one[field] === other[field]);
}
