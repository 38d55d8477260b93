import { asyncScheduler, concat, defer, ignoreElements, NEVER, of, repeat, timer, type Observable } from 'rxjs';
import type { Phase } from './phase.js';

/** A phase that has begun. */
export interface CurrentPhase extends Phase {
  readonly since: number;
  readonly until: number;
  /** The one after it; the last has none. */
  readonly next: Phase | undefined;
}

/** Emits each phase when it begins. An endless script starts again, otherwise the last phase stays. */
export function playScript(script: readonly Phase[], period: number, isEndless: boolean): Observable<CurrentPhase> {
  const phases = script.map((phase, index) => play(phase, period, script[index + 1] ?? (isEndless ? script[0] : undefined)));
  return isEndless ? concat(...phases).pipe(repeat()) : concat(...phases, NEVER);
}

function play(phase: Phase, period: number, next: Phase | undefined): Observable<CurrentPhase> {
  return defer(() => {
    const since = asyncScheduler.now();
    const duration = phase.share * period;
    return concat(of({ ...phase, since, until: since + duration, next }), timer(duration).pipe(ignoreElements()));
  });
}
