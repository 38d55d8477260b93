import { BehaviorSubject, catchError, EMPTY, type SchedulerLike, type Subscription } from 'rxjs';
import type { HttpClient, StateObservable } from 'breakwater';
import { eventSource, type ServerSentEvent } from 'breakwater/streaming';
import type { StreamState } from '../../model.js';
import type { EventLog } from '../log/event-log.js';

const SHOWN = 60;

export interface StreamSources {
  readonly http: HttpClient;
  readonly scheduler: SchedulerLike;
  readonly random: () => number;
  readonly log: EventLog;
}

/** What the server writes into an event. */
interface Tick {
  /** When the numbering began: another one is another server. */
  readonly run: number;
  readonly n: number;
}

/** Listens to the server's event stream, and holds each event's number against the one before it. */
export function streamModel({ http, scheduler, random, log }: StreamSources, running: Subscription): StateObservable<StreamState> {
  const now = (): number => scheduler.now();
  const state$ = new BehaviorSubject(nothingYet(now()));
  let [connections, last] = [0, undefined as Tick | undefined];

  const take = ({ data, lastEventId }: ServerSentEvent): void => {
    const tick = JSON.parse(data) as Tick;
    const step = last?.run === tick.run ? tick.n - last.n : 1;
    last = tick;
    state$.next(received(state$.value, { step, n: tick.n, at: now(), connection: connections, lastId: lastEventId }));
  };
  const onStatus = (status: StreamState['status']): void => {
    if (status === 'open' && ++connections > 1) log.add({ about: 'stream', words: `goes on behind event ${state$.value.lastId}` });
    state$.next({ ...state$.value, status, since: now(), reconnects: Math.max(0, connections - 1) });
  };

  const reconnect = { maxInterval: 5_000, resetOnSuccess: 2_000, random };
  const events$ = eventSource(http, 'ticks', { reconnect, idleTimeout: 45_000, onStatus, scheduler });
  running.add(events$.pipe(catchError(() => EMPTY)).subscribe(take));
  return state$;
}

function nothingYet(at: number): StreamState {
  return { status: 'connecting', since: at, received: 0, gaps: 0, repeats: 0, reconnects: 0, lastId: '', recent: [] };
}

interface Arrival {
  /** How far its number is from the one before. */
  readonly step: number;
  readonly n: number;
  readonly at: number;
  readonly connection: number;
  readonly lastId: string;
}

function received(state: StreamState, { step, lastId, ...event }: Arrival): StreamState {
  return {
    ...state,
    received: state.received + 1,
    gaps: state.gaps + Math.max(0, step - 1),
    repeats: state.repeats + (step < 1 ? 1 : 0),
    lastId,
    lastAt: event.at,
    recent: [...state.recent.slice(1 - SHOWN), event],
  };
}
