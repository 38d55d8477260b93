import { asyncScheduler, BehaviorSubject, defer, filter, fromEvent, map, Observable, type SchedulerLike } from 'rxjs';
import { SERVICES } from '../../shared/protocol.js';
import { SCENARIOS } from '../engine/scenario/scenarios.js';
import type { ModelAsks, RemoteModel, ServiceModel, ServiceName, SideModel, SideName } from '../model.js';
import { BREAKER_ASKS, MODEL_ASKS, type BreakerAsks, type Command, type LifeWish, type Port } from './command.js';
import type { Parts } from './parts.js';

type Known = { readonly [P in keyof Parts]: BehaviorSubject<Parts[P]> };
type Ask = (command: Command | LifeWish) => void;

/** The model behind a port, once its first state is there. It follows that one until unsubscribed. */
export function remoteModel(port: Port, scheduler: SchedulerLike = asyncScheduler): Observable<RemoteModel> {
  const told$ = fromEvent<MessageEvent<Partial<Parts>>>(port, 'message').pipe(map(({ data }) => data));
  return new Observable((subscriber) => {
    let known: Known | undefined;
    return told$.subscribe((parts) => {
      if (known) return update(known, parts);
      known = knownFrom(parts as Parts);
      subscriber.next(modelOf(known, (command) => port.postMessage(command), scheduler));
    });
  });
}

function knownFrom(parts: Parts): Known {
  return Object.fromEntries(Object.entries(parts).map(([name, value]) => [name, new BehaviorSubject(value)])) as unknown as Known;
}

function update(known: Known, parts: Partial<Parts>): void {
  for (const [name, value] of Object.entries(parts)) (known[name as keyof Parts] as BehaviorSubject<unknown>).next(value);
}

function modelOf(known: Known, ask: Ask, scheduler: SchedulerLike): RemoteModel {
  return {
    now: () => scheduler.now(),
    services: SERVICES.map((name) => serviceOf(known, name, ask)),
    sides: { protected: sideOf(known, 'protected'), naive: sideOf(known, 'naive') },
    log$: known.log,
    requestLife: (id) =>
      defer(() => {
        ask({ lifeOf: id });
        return known.life;
      }).pipe(
        filter((life) => life.id === id),
        map(({ steps }) => steps),
      ),
    stream$: known.stream,
    scenarios: SCENARIOS,
    scenario$: known.scenario,
    counts$: known.counts,
    load$: known.load,
    policy$: known.policy,
    server$: known.server,
    refusal$: known.refusal,
    ...(Object.fromEntries(MODEL_ASKS.map((what) => [what, (...args: never) => ask({ ask: what, args })])) as unknown as ModelAsks),
  };
}

function serviceOf(known: Known, name: ServiceName, ask: Ask): ServiceModel {
  const asks = Object.fromEntries(BREAKER_ASKS.map((what) => [what, () => ask({ ask: what, of: name })])) as unknown as BreakerAsks;
  return {
    name,
    breaker: { state$: known[`${name}.breaker`], history$: known[`${name}.history`], ...asks },
    limiter: { state$: known[`${name}.limiter`] },
  };
}

function sideOf(known: Known, name: SideName): SideModel {
  return { seconds$: known[`${name}.seconds`], now$: known[`${name}.now`] };
}
