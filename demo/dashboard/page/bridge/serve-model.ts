import {
  asyncScheduler,
  BehaviorSubject,
  fromEvent,
  map,
  merge,
  switchMap,
  type Observable,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';
import { gather } from '../gather.js';
import type { DashboardModel } from '../model.js';
import type { Command, LifeWish, Port } from './command.js';
import { partsOf, type Parts, type PartStreams } from './parts.js';

/** A screen shows no more. */
const FRAME = 16;

/** Tells through the port what a model tells, at most once a frame, and asks of it what comes back; until unsubscribed. */
export function serveModel(model: DashboardModel, port: Port, scheduler: SchedulerLike = asyncScheduler): Subscription {
  const wanted$ = new BehaviorSubject('');
  const refusal$ = new BehaviorSubject('');
  const life = wanted$.pipe(switchMap((id) => model.requestLife(id).pipe(map((steps) => ({ id, steps })))));
  const serving = changesOf(partsOf(model, { life, refusal: refusal$ }), scheduler).subscribe((parts) => port.postMessage(parts));
  serving.add(
    fromEvent<MessageEvent<Command | LifeWish>>(port, 'message').subscribe(({ data }) => {
      if ('lifeOf' in data) wanted$.next(data.lifeOf);
      else refusal$.next(refused(() => obey(model, data)));
    }),
  );
  return serving;
}

/** What has changed since the last frame, each part once. The first time it is all of them. */
function changesOf(parts: PartStreams, scheduler: SchedulerLike): Observable<Partial<Parts>> {
  const entries = Object.entries<Observable<unknown>>(parts).map(([name, part$]) => part$.pipe(map((value) => [name, value] as const)));
  return merge(...entries).pipe(
    gather(FRAME, scheduler),
    map((changes) => Object.fromEntries(changes)),
  );
}

function obey(model: DashboardModel, command: Command): void {
  if ('of' in command) model.services.find(({ name }) => name === command.of)?.breaker[command.ask]();
  else (model[command.ask] as (...args: unknown[]) => void)(...command.args);
}

function refused(act: () => void): string {
  try {
    act();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
