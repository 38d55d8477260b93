import { asyncScheduler, distinctUntilChanged, filter, map, merge, pairwise, type Observable } from 'rxjs';
import { errorKind, type CircuitBreakerState, type LimiterState } from 'breakwater';
import type { CurrentPhase } from '../server/play-script.js';
import { inSeconds, notice, type Notice } from './notice.js';

/** What the story is told from. */
export interface TurnSources {
  readonly breaker$: Observable<CircuitBreakerState>;
  readonly limiter$: Observable<LimiterState>;
  readonly phase$: Observable<CurrentPhase>;
}

/** The turns of the story: what the server does, and what breaker and limiter do about it. */
export function turns({ breaker$, limiter$, phase$ }: TurnSources): Observable<Notice> {
  return merge(
    phase$.pipe(map(({ name, words }) => notice('server', `${name}: ${words}`))),
    breaker$.pipe(
      pairwise(),
      map(([before, after]) => notice('breaker', tellBreaker(before, after))),
    ),
    limiter$.pipe(
      map(({ pausedUntil }) => pausedUntil),
      distinctUntilChanged((one, other) => (one === undefined) === (other === undefined)),
      filter((pausedUntil) => pausedUntil !== undefined),
      map((until) => notice('limiter', `pauses ${inSeconds(until - asyncScheduler.now())}: the server said Retry-After`)),
    ),
  );
}

function tellBreaker(before: CircuitBreakerState, after: CircuitBreakerState): string {
  switch (after.status) {
    case 'open': {
      const why = before.status === 'half-open' ? 'the probe failed' : 'too many failures in a row';
      return `opens: ${why} (${errorKind(after.error)}); half-open in ${inSeconds(after.retryAt - after.openedAt)}`;
    }
    case 'half-open':
      return 'is half-open: the next requests are probes';
    case 'closed':
      return 'closes: the probes succeeded';
    default:
      return `is ${after.status}`;
  }
}
