import type { SchedulerLike } from 'rxjs';
import type { ResiliencePolicy } from 'breakwater';
import { Chance } from './chance.js';
import { Server, type Outage, type ServerRules } from './server.js';
import { createVirtualTime } from '../../src/testing/virtual-time.js';

export interface Setting {
  readonly seed: number;
  readonly clients: number;
  /** The mean time from one call of a client to its next, in milliseconds. */
  readonly pause: number;
  readonly server: ServerRules;
  readonly outage: Outage;
  /** When the outage begins and ends, and until when calls and attempts are counted, in milliseconds. */
  readonly failsAt: number;
  readonly recoversAt: number;
  readonly endsAt: number;
}

/** Clients go on calling for so long, uncounted: were the load to end, the last calls that count would be served the better for it. */
const TAIL = 15_000;

/** What a policy is made with. */
export interface Surroundings {
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
}

/** Gives each client its policy; called once for each. */
export type Fleet = (surroundings: Surroundings) => () => ResiliencePolicy;

export interface Call {
  readonly begunAt: number;
  readonly endedAt: number;
  readonly isServed: boolean;
}

export interface Course {
  readonly calls: readonly Call[];
  /** When each attempt reached the server. */
  readonly attempts: readonly number[];
}

/** Lets a fleet of clients call a server that fails for a while. When they call depends on the seed alone, not on their policies. */
export function simulate(fleet: Fleet, setting: Setting): Course {
  const { seed, clients, pause, failsAt, recoversAt, endsAt } = setting;
  const scheduler = createVirtualTime();
  const calls: Call[] = [];
  const attempts: number[] = [];
  const server = new Server(setting.server, scheduler, new Chance(seed), () => attempts.push(scheduler.now()));
  const policyOfNext = fleet({ scheduler, random: new Chance(seed + 1).random });

  for (let client = 0; client < clients; client++) startClient(policyOfNext(), new Chance(seed + 2 + client));
  scheduler.schedule(() => server.fail(setting.outage), failsAt);
  scheduler.schedule(() => server.recover(), recoversAt);
  scheduler.flush();
  return { calls: calls.filter(({ begunAt }) => begunAt < endsAt), attempts: attempts.filter((at) => at < endsAt) };

  function startClient(policy: ResiliencePolicy, chance: Chance): void {
    const guarded$ = policy(server.call);
    const callAfterPause = (): void => {
      const wait = chance.exponential(pause);
      if (scheduler.now() + wait < endsAt + TAIL) scheduler.schedule(callOnce, wait);
    };
    const callOnce = (): void => {
      const begunAt = scheduler.now();
      const end = (isServed: boolean): void => void calls.push({ begunAt, endedAt: scheduler.now(), isServed });
      guarded$.subscribe({ error: () => end(false), complete: () => end(true) });
      callAfterPause();
    };
    callAfterPause();
  }
}
