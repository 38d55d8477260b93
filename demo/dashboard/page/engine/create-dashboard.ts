import { asyncScheduler, BehaviorSubject, map, merge, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { createHttpClient, type HttpTransport } from 'breakwater';
import { calmKnobs } from '../../shared/calm-knobs.js';
import { SERVICES, type Setup } from '../../shared/protocol.js';
import type { DashboardModel, LoadKnobs, ServiceModel } from '../model.js';
import { createBeat } from './beat.js';
import { EventLog, KEPT_ENTRIES } from './log/event-log.js';
import { Lives } from './log/lives.js';
import { logServices } from './log/log-services.js';
import { PolicyBoard } from './policies.js';
import { POLICY_DEFAULTS } from './policy-knobs.js';
import { ScenarioPlayer } from './scenario/scenario-player.js';
import { SCENARIOS } from './scenario/scenarios.js';
import { ServerLink } from './server/server-link.js';
import { breakerModel } from './service/breaker-model.js';
import { GuardedService } from './service/guarded-service.js';
import { limiterModel } from './service/limiter-model.js';
import { stateOf } from './state-of.js';
import { streamModel } from './stream/stream-model.js';
import { steadyLoad } from './traffic/load.js';
import { checkLoad } from './traffic/load-knobs.js';
import { naiveSide } from './traffic/naive-side.js';
import { plainGet } from './traffic/plain-get.js';
import { sideModel } from './traffic/side-model.js';
import { targetOf } from './traffic/target-of.js';

export interface DashboardTools {
  /** Of the page's own server. */
  readonly baseUrl: string;
  readonly setup: Setup;
  /** Default: real requests. */
  readonly transport?: HttpTransport;
  /** How the side without Breakwater sends an attempt. Default: plain fetch. */
  readonly get?: (url: string) => Observable<unknown>;
  /** All clocks and timers. Default: `asyncScheduler`. */
  readonly scheduler?: SchedulerLike;
  readonly random?: () => number;
}

const START: LoadKnobs = { rate: 120, naive: false };

/** Starts everything that the page shows. */
export function createDashboard(tools: DashboardTools): DashboardModel {
  const { baseUrl, setup, transport, get = plainGet, scheduler = asyncScheduler, random = Math.random } = tools;
  const now = (): number => scheduler.now();
  const running = new Subscription();
  const beat$ = createBeat(scheduler);
  const http = createHttpClient({ baseUrl, transport, scheduler });
  const load$ = new BehaviorSubject(START);
  const policies = new PolicyBoard();
  const guarded = SERVICES.map((name) => new GuardedService(name, POLICY_DEFAULTS, { http, scheduler, random }));
  policies.govern(guarded);

  const log = new EventLog(now, beat$, running);
  const lives = new Lives(KEPT_ENTRIES);
  for (const logging of logServices(guarded, log, lives, now)) running.add(logging);
  const services = guarded.map((service): ServiceModel => {
    const { name, breaker, bucket, events$ } = service;
    const knobs$ = stateOf(policies.knobs$, (knobs) => knobs[name], running);
    const sources = { breaker, bucket, events$, knobs$, beat$, now };
    return { name, breaker: breakerModel(sources, running), limiter: limiterModel(sources, running) };
  });

  const naive$ = naiveSide(
    { load$, target: (n) => targetOf(setup.origins, 'naive', n), knobs: (service) => policies.knobs$.value[service], get, scheduler },
    running,
  );
  const common = { beat$, scheduler };
  const events$ = merge(...guarded.map((service) => service.events$));
  const inFlight = (): number => guarded.reduce((sum, { breaker }) => sum + breaker.metrics.inFlight, 0);
  const sides = {
    protected: sideModel({ ...common, events$, inFlight }, running),
    naive: sideModel({ ...common, events$: naive$, inFlight: (all) => all }, running),
  };

  const server = new ServerLink(http, log, setup.knobs);
  server.start(scheduler, running);
  const player = new ScenarioPlayer({ server, log, scheduler, perService: () => load$.value.rate / SERVICES.length });
  const stream$ = streamModel({ http, scheduler, random, log }, running);
  const send = (n: number): Observable<unknown> => {
    const { service, url } = targetOf(setup.origins, 'protected', n);
    return guarded[SERVICES.indexOf(service)]!.get(url);
  };
  running.add(steadyLoad(load$.pipe(map(({ rate }) => rate)), send, scheduler).subscribe());

  return {
    now,
    services,
    sides,
    log$: log.entries$,
    requestLife: (id) => lives.watch(id),
    stream$,
    scenarios: SCENARIOS,
    scenario$: player.state$,
    play: (id) => player.play(id),
    stopScenario: () => player.stop(),
    server$: server.knobs$,
    setServer: (change, service) =>
      server.change({ services: Object.fromEntries((service ? [service] : SERVICES).map((name) => [name, change])) }),
    setStream: (stream) => server.change({ stream }),
    load$,
    setLoad: (change) => load$.next(checkLoad({ ...load$.value, ...change })),
    policy$: policies.knobs$,
    setPolicy: (change, service) => policies.set(change, service),
    counts$: server.counts$,
    restore() {
      player.stop();
      server.change(calmKnobs());
      load$.next(START);
      policies.set(POLICY_DEFAULTS);
    },
    dispose() {
      player.stop();
      running.unsubscribe();
    },
  };
}
