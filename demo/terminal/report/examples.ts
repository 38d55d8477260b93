import { filter, map, merge, throttleTime, type Observable } from 'rxjs';
import { errorKind, type HttpClientEvent } from 'breakwater';
import { notice, type Notice } from './notice.js';
import { outcomeOf, type Outcome } from './outcome.js';

/** What becomes of single requests: of each outcome that is worth a word, at most one in a second. */
export function examples(events$: Observable<HttpClientEvent>): Observable<Notice> {
  const sample = (outcome: Outcome, tell: (event: HttpClientEvent) => string): Observable<Notice> =>
    events$.pipe(
      filter((event) => outcomeOf(event) === outcome),
      throttleTime(1000),
      map((event) => notice('request', `#${event.id} ${tell(event)}`)),
    );
  return merge(
    sample('helped', (event) => `succeeded at attempt ${'attempts' in event ? event.attempts : '?'}: the retry helped`),
    sample('failed', (event) => `failed for good: ${describe(event)}`),
    sample('limited', () => 'was not sent: the limiter has a full queue'),
  );
}

function describe(event: HttpClientEvent): string {
  if (event.type !== 'failed') return event.type;
  const attempts = event.attempts === 1 ? '1 attempt' : `${event.attempts} attempts`;
  return `${errorKind(event.error)}, after ${attempts}`;
}
