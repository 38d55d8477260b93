import { asyncScheduler, BehaviorSubject, map, merge, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { createHttpClient, fetchTransport, type HttpClient, type HttpTransport } from 'breakwater';
import { calmKnobs } from '../../shared/calm-knobs.js';
import { SERVICES, type ServiceName, type Setup } from '../../shared/protocol.js';
import type { DashboardModel, LoadKnobs, PolicyKnobs, ServiceModel, SideModel } from '../model.js';
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
import { targetOf, type Target } from './traffic/target-of.js';

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
  /** How many times faster scenarios go, and open circuits come to their next probe. Default: 1. */
  readonly speed?: number;
}

const START: LoadKnobs = { rate: 120, naive: false };

/** What the parts of the engine share. */
interface Engine extends Required<DashboardTools> {
  readonly http: HttpClient;
  readonly now: () => number;
  readonly beat$: Observable<number>;
  readonly load$: BehaviorSubject<LoadKnobs>;
  /** What the policies begin with. */
  readonly policy: PolicyKnobs;
  readonly log: EventLog;
  /** Ends all of it. */
  readonly running: Subscription;
}

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

function createEngine(tools: DashboardTools): Engine {
  const { transport = fetchTransport(), get = plainGet, scheduler = asyncScheduler, random = Math.random, speed = 1 } = tools;
  const now = (): number => scheduler.now();
  const running = new Subscription();
  const beat$ = createBeat(scheduler);
  const http = createHttpClient({ baseUrl: tools.baseUrl, transport, scheduler });
  const log = new EventLog(now, beat$, running);
  const policy = { ...POLICY_DEFAULTS, openDuration: POLICY_DEFAULTS.openDuration / speed };
  return { ...tools, transport, get, scheduler, random, speed, policy, http, now, beat$, load$: new BehaviorSubject(START), log, running };
}

function serviceModel(service: GuardedService, policies: PolicyBoard, { beat$, now, running }: Engine): ServiceModel {
  const { name, breaker, bucket, events$ } = service;
  const knobs$ = stateOf(policies.knobs$, (knobs) => knobs[name], running);
  const sources = { breaker, bucket, events$, knobs$, beat$, now };
  return { name, breaker: breakerModel(sources, running), limiter: limiterModel(sources, running) };
}

function startProtectedSide(guarded: readonly GuardedService[], { setup, beat$, load$, scheduler, running }: Engine): SideModel {
  const events$ = merge(...guarded.map((service) => service.events$));
  const inFlight = (): number => guarded.reduce((sum, { breaker }) => sum + breaker.metrics.inFlight, 0);
  const side = sideModel({ events$, inFlight, beat$, scheduler }, running);
  const send = (n: number): Observable<unknown> => {
    const { service, url } = targetOf(setup.origins, 'protected', n);
    return guarded[SERVICES.indexOf(service)]!.get(url);
  };
  running.add(steadyLoad(load$.pipe(map(({ rate }) => rate)), send, scheduler).subscribe());
  return side;
}

function startNaiveSide(policies: PolicyBoard, { setup, get, beat$, load$, scheduler, running }: Engine): SideModel {
  const target = (n: number): Target => targetOf(setup.origins, 'naive', n);
  const knobs = (service: ServiceName): PolicyKnobs => policies.knobs$.value[service];
  const events$ = naiveSide({ load$, target, knobs, get, scheduler }, running);
  return sideModel({ events$, inFlight: (all) => all, beat$, scheduler }, running);
}

interface Controlled {
  readonly policies: PolicyBoard;
  readonly server: ServerLink;
  readonly player: ScenarioPlayer;
}

type Controls = Pick<DashboardModel, 'play' | 'stopScenario' | 'setServer' | 'setStream' | 'setLoad' | 'setPolicy' | 'restore' | 'dispose'>;

function controls({ policy, load$, running }: Engine, { policies, server, player }: Controlled): Controls {
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
      load$.next(START);
      policies.set(policy);
    },
    dispose() {
      player.stop();
      running.unsubscribe();
    },
  };
}
