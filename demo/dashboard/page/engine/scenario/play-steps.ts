import { concat, defer, ignoreElements, map, merge, of, takeUntil, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { ScenarioState } from '../../model.js';
import type { Scenario, ScenarioStep } from './scenarios.js';

const PROGRESS = 250;

type ScenarioProgress = Omit<ScenarioState, 'found'>;

/** Plays the steps of a scenario one after the other: calls `begin` with each of them, and tells how far it has come. */
export function playSteps(
  { id, name, sentence, duration }: Scenario,
  steps: readonly ScenarioStep[],
  begin: (step: ScenarioStep) => void,
  scheduler: SchedulerLike,
): Observable<ScenarioProgress> {
  return defer(() => {
    const startedAt = scheduler.now();
    const tell = (index: number): ScenarioProgress => ({
      ...{ id, name, sentence, duration },
      startedAt,
      elapsed: Math.min(scheduler.now() - startedAt, duration),
      step: steps[index]?.words ?? '',
      stepIndex: index,
      steps: steps.length,
    });
    const play = (step: ScenarioStep, index: number): Observable<ScenarioProgress> =>
      defer(() => {
        begin(step);
        const progress$ = timer(PROGRESS, PROGRESS, scheduler).pipe(takeUntil(timer(step.duration, scheduler)));
        const end$ = timer(step.duration, scheduler).pipe(ignoreElements());
        return concat(of(index), merge(progress$.pipe(map(() => index)), end$)).pipe(map(tell));
      });
    return concat(...steps.map(play));
  });
}
