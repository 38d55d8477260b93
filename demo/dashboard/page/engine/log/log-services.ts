import { distinctUntilChanged, filter, map, pairwise, type Subscription } from 'rxjs';
import { outcomeOf } from '../outcome-of.js';
import type { GuardedService } from '../service/guarded-service.js';
import { verdictWords } from './life.js';
import type { EventLog } from './event-log.js';
import type { Lives } from './lives.js';
import { sampleVerdicts } from './sample-verdicts.js';
import { duration } from './tell.js';
import { tellBreaker } from './tell-breaker.js';

/** Writes down the turns of breakers and limiters, and the verdicts of some requests. */
export function logServices(services: readonly GuardedService[], log: EventLog, lives: Lives, now: () => number): Subscription[] {
  const isWorthALine = sampleVerdicts();
  return services.flatMap((service) => [
    ...logTurns(service, log, now),
    service.retries$.subscribe((retry) => lives.add(retry, false)),
    service.events$.subscribe((event) => {
      const verdict = outcomeOf(event);
      const isKept = verdict !== undefined && isWorthALine(event, verdict);
      lives.add(event, isKept);
      if (isKept) log.add({ about: 'request', service: service.name, id: event.id, verdict, words: verdictWords(event) });
    }),
  ]);
}

function logTurns({ name: service, breaker, bucket }: GuardedService, log: EventLog, now: () => number): Subscription[] {
  const turns$ = breaker.state$.pipe(pairwise());
  const pauses$ = bucket.state$.pipe(
    map(({ pausedUntil }) => pausedUntil),
    distinctUntilChanged(),
    filter((until) => until !== undefined),
  );
  return [
    turns$.subscribe(([before, after]) => log.add({ about: 'breaker', service, status: after.status, words: tellBreaker(before, after) })),
    pauses$.subscribe((until) =>
      log.add({ about: 'limiter', service, words: `pauses ${duration(until - now())}: the server said Retry-After` }),
    ),
  ];
}
