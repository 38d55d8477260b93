import { SERVICES } from '../../shared/protocol.js';
import type { DashboardModel, ServiceModel } from '../model.js';
import { controls } from './controls.js';
import { createEngine, type DashboardTools, type Engine } from './engine.js';
import { KEPT_ENTRIES } from './log/event-log.js';
import { Lives } from './log/lives.js';
import { logServices } from './log/log-services.js';
import { PolicyBoard } from './policies.js';
import { ScenarioPlayer } from './scenario/scenario-player.js';
import { SCENARIOS } from './scenario/scenarios.js';
import { ServerLink } from './server/server-link.js';
import { breakerModel } from './service/breaker-model.js';
import { GuardedService } from './service/guarded-service.js';
import { limiterModel } from './service/limiter-model.js';
import { stateOf } from './state-of.js';
import { streamModel } from './stream/stream-model.js';
import { startNaiveSide, startProtectedSide } from './traffic/start-sides.js';

/** Starts everything that the page shows. */
export function createDashboard(tools: DashboardTools): DashboardModel {
  const engine = createEngine(tools);
  const { setup, scheduler, speed, random, policy, http, now, load$, log, running } = engine;
  const policies = new PolicyBoard(policy);
  const guarded = SERVICES.map((name) => new GuardedService(name, policy, { http, scheduler, random }));
  policies.govern(guarded);
  const lives = new Lives(KEPT_ENTRIES);
  for (const logging of logServices(guarded, log, lives, now)) running.add(logging);
  const services = guarded.map((service) => serviceModel(service, policies, engine));
  const sides = { naive: startNaiveSide(policies, engine), protected: startProtectedSide(guarded, engine) };

  const server = new ServerLink(http, log, setup.knobs);
  server.start(scheduler, running);
  const player = new ScenarioPlayer({ server, log, scheduler, speed, perService: () => load$.value.rate / SERVICES.length });
  return {
    now,
    services,
    sides,
    log$: log.entries$,
    requestLife: (id) => lives.watch(id),
    stream$: streamModel(engine, running),
    scenarios: SCENARIOS,
    scenario$: player.state$,
    counts$: server.counts$,
    load$,
    policy$: policies.knobs$,
    server$: server.knobs$,
    ...controls(engine, { policies, server, player }),
  };
}

function serviceModel(service: GuardedService, policies: PolicyBoard, { beat$, now, running }: Engine): ServiceModel {
  const { name, breaker, bucket, events$ } = service;
  const knobs$ = stateOf(policies.knobs$, (knobs) => knobs[name], running);
  const sources = { breaker, bucket, events$, knobs$, beat$, now };
  return { name, breaker: breakerModel(sources, running), limiter: limiterModel(sources, running) };
}
