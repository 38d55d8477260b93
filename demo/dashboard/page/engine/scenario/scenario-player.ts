import { BehaviorSubject, Subscription, type SchedulerLike } from 'rxjs';
import type { ScenarioState } from '../../model.js';
import type { EventLog } from '../log/event-log.js';
import type { ServerLink } from '../server/server-link.js';
import { playSteps } from './play-steps.js';
import { SCENARIOS } from './scenarios.js';

export interface PlayerTools {
  readonly server: Pick<ServerLink, 'knobs$' | 'change'>;
  readonly log: EventLog;
  readonly scheduler: SchedulerLike;
  /** How many times faster than it says a scenario goes. */
  readonly speed: number;
  /** Requests per second that a service gets now. */
  readonly perService: () => number;
}

/** Plays one scenario at a time, and puts back the knobs that it found. */
export class ScenarioPlayer {
  readonly state$ = new BehaviorSubject<ScenarioState | undefined>(undefined);
  #playing = Subscription.EMPTY;

  constructor(private readonly tools: PlayerTools) {}

  play(id: string): void {
    const { server, log, scheduler, speed, perService } = this.tools;
    const scenario = SCENARIOS.find((known) => known.id === id);
    if (!scenario) throw new RangeError(`A scenario must be one of ${SCENARIOS.map((known) => known.id).join(', ')}, but was "${id}".`);
    this.stop();
    const found = server.knobs$.value;
    log.add({ about: 'scenario', words: `${scenario.name} begins` });
    this.#playing = playSteps(
      { ...scenario, duration: scenario.duration / speed },
      scenario.steps(perService()).map((step) => ({ ...step, duration: step.duration / speed })),
      ({ words, change }) => {
        log.add({ about: 'scenario', words });
        server.change(change);
      },
      scheduler,
    ).subscribe({ next: (state) => this.state$.next({ ...state, found }), complete: () => this.stop() });
    this.#playing.add(() => {
      server.change(found);
      log.add({ about: 'scenario', words: `${scenario.name} is over` });
      this.state$.next(undefined);
    });
  }

  stop(): void {
    this.#playing.unsubscribe();
  }
}
