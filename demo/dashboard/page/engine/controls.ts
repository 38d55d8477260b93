import { calmKnobs } from '../../shared/calm-knobs.js';
import { SERVICES } from '../../shared/protocol.js';
import type { ModelAsks } from '../model.js';
import type { Engine } from './engine.js';
import type { PolicyBoard } from './policies.js';
import type { ScenarioPlayer } from './scenario/scenario-player.js';
import type { ServerLink } from './server/server-link.js';
import { checkLoad, LOAD_DEFAULTS } from './traffic/load-knobs.js';

/** What the controls turn. */
export interface Controlled {
  readonly policies: PolicyBoard;
  readonly server: ServerLink;
  readonly player: ScenarioPlayer;
}

/** What may be asked of the dashboard. */
export function controls({ policy, load$, running }: Engine, { policies, server, player }: Controlled): ModelAsks {
  return {
    play: (id) => player.play(id),
    stopScenario: () => player.stop(),
    setServer: (change, service) =>
      server.change({ services: Object.fromEntries((service ? [service] : SERVICES).map((name) => [name, change])) }),
    setStream: (stream) => server.change({ stream }),
    setLoad: (change) => load$.next(checkLoad({ ...load$.value, ...change })),
    setPolicy: (change, service) => policies.set(change, service),
    restore() {
      player.stop();
      server.change(calmKnobs());
      load$.next(LOAD_DEFAULTS);
      policies.set(policy);
    },
    dispose() {
      player.stop();
      running.unsubscribe();
    },
  };
}
