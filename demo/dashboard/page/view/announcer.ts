import { distinctUntilChanged, map, merge, skip, type Observable } from 'rxjs';
import { gather } from '../gather.js';
import type { DashboardModel } from '../model.js';
import { STATUS_WORDS } from './words.js';

/** What comes together is said together: a text that is replaced at once isn't heard. */
const TOGETHER = 300;

/** What a screen reader says unasked: turns of breakers, and a scenario's beginning, steps and end. */
export function announcements$({ services, scenario$ }: DashboardModel): Observable<string> {
  const turns = services.map(({ name, breaker }) =>
    breaker.state$.pipe(
      map(({ status }) => status),
      distinctUntilChanged(),
      skip(1),
      map((status) => `${name}: circuit ${status}, ${STATUS_WORDS[status]}`),
    ),
  );
  const steps$ = scenario$.pipe(
    map((scenario) => (scenario ? `${scenario.name}: ${scenario.step}` : 'No scenario is playing')),
    distinctUntilChanged(),
    skip(1),
  );
  return merge(...turns, steps$).pipe(
    gather(TOGETHER),
    map((sentences) => sentences.join('. ')),
  );
}
