import { asyncScheduler, BehaviorSubject, Subscription, type Observable, type SchedulerLike } from 'rxjs';
import { createHttpClient, fetchTransport, type HttpClient, type HttpTransport } from 'breakwater';
import type { Setup } from '../../shared/protocol.js';
import type { LoadKnobs, PolicyKnobs } from '../model.js';
import { createBeat } from './beat.js';
import { EventLog } from './log/event-log.js';
import { POLICY_DEFAULTS } from './policy-knobs.js';
import { LOAD_DEFAULTS } from './traffic/load-knobs.js';
import { plainGet } from './traffic/plain-get.js';

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

/** What the parts of the dashboard share. */
export interface Engine extends Required<DashboardTools> {
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

export function createEngine(tools: DashboardTools): Engine {
  const { transport = fetchTransport(), get = plainGet, scheduler = asyncScheduler, random = Math.random, speed = 1 } = tools;
  const now = (): number => scheduler.now();
  const running = new Subscription();
  const beat$ = createBeat(scheduler);
  const http = createHttpClient({ baseUrl: tools.baseUrl, transport, scheduler });
  const log = new EventLog(now, beat$, running);
  const load$ = new BehaviorSubject(LOAD_DEFAULTS);
  const policy = { ...POLICY_DEFAULTS, openDuration: POLICY_DEFAULTS.openDuration / speed };
  return { ...tools, transport, get, scheduler, random, speed, policy, http, now, beat$, load$, log, running };
}
