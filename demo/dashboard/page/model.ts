/**
 * What the engine tells the view, and what the view may ask of it. The engine runs in a worker (`page/engine-worker.ts`);
 * `page/main.ts` shows what of it comes over the bridge.
 *
 * All instants are milliseconds of the clock that `now()` reads, all shares are numbers from 0 to 1. Every observable emits its latest
 * value at once, is shared, and emits at most ten times in a second (state changes at once). All arrays are new ones at each emission,
 * bounded, oldest first; nothing in them is changed afterwards.
 */
import type { Observable } from 'rxjs';
import type { CircuitBreakerState, CircuitBreakerMetrics, Jitter, StateObservable } from 'breakwater';
import type { Knobs, ServerCounts, ServiceKnobs, ServiceName, SideName, StreamKnobs } from '../shared/protocol.js';

export type { Knobs, ServerCounts, ServiceCounts, ServiceKnobs, ServiceName, SideName, StreamKnobs } from '../shared/protocol.js';

export interface DashboardModel {
  /** The clock of all instants here. */
  readonly now: () => number;
  /** orders, payments, search: each has one breaker and one limiter, on the side with Breakwater. */
  readonly services: readonly ServiceModel[];
  /** All traffic of a side. `naive` is plain fetch with immediate retries, against replicas of its own; it rests until it is switched on. */
  readonly sides: Readonly<Record<SideName, SideModel>>;

  /**
   * What is worth a line, newest last: turns of breakers, limiters, scenario and stream, and verdicts of requests. Of those at most a few
   * per second and outcome, so that the rare ones aren't washed away. At most 100.
   */
  readonly log$: Observable<readonly LogEntry[]>;
  /** The steps of one request that the log names, from queue to verdict; empty when it has been forgotten. Emits again while it runs. */
  readonly requestLife: (id: string) => Observable<readonly LifeStep[]>;

  readonly stream$: StateObservable<StreamState>;

  readonly scenarios: readonly ScenarioInfo[];
  /** `undefined` while none is played. */
  readonly scenario$: StateObservable<ScenarioState | undefined>;
  /** Plays it from its start; one that is being played is stopped first. Throws a `RangeError` for an unknown id. */
  play(id: string): void;
  /** Puts back the knobs that it found. */
  stopScenario(): void;

  /** What the server does, as it was last told. Both replicas of a service have the same. */
  readonly server$: StateObservable<Knobs>;
  /** Without a service: of all three. What the server refuses (400) is put back, and told in the log. */
  setServer(change: Partial<ServiceKnobs>, service?: ServiceName): void;
  setStream(change: Partial<StreamKnobs>): void;

  readonly load$: StateObservable<LoadKnobs>;
  setLoad(change: Partial<LoadKnobs>): void;

  readonly policy$: StateObservable<Readonly<Record<ServiceName, PolicyKnobs>>>;
  /** Without a service: of all three. Throws a `RangeError` that names the option where it is out of range; then nothing has changed. */
  setPolicy(change: Partial<PolicyKnobs>, service?: ServiceName): void;

  /** What the server says it received, polled once a second; `undefined` before its first answer. */
  readonly counts$: StateObservable<ServerCounts | undefined>;

  /** Knobs of server, load, stream and policies as they were at the start; a scenario that is being played ends. Counts stay. */
  restore(): void;
  /** Ends all requests, timers and connections. */
  dispose(): void;
}

/** What may be asked of a model. */
export type ModelAsks = Pick<
  DashboardModel,
  'play' | 'stopScenario' | 'setServer' | 'setStream' | 'setLoad' | 'setPolicy' | 'restore' | 'dispose'
>;

/** A model on another thread: what it refuses doesn't throw. */
export interface RemoteModel extends DashboardModel {
  /** Why the last thing that was asked for isn't done; empty where it is. */
  readonly refusal$: Observable<string>;
}

export interface ServiceModel {
  readonly name: ServiceName;
  readonly breaker: BreakerModel;
  readonly limiter: LimiterModel;
}

export interface BreakerModel {
  readonly state$: StateObservable<BreakerView>;
  /** The spans of the last two minutes, the current one last. */
  readonly history$: StateObservable<readonly StateSpan[]>;
  /** Holds it open until `release()`. */
  isolate(): void;
  /** Lets every call pass until `release()`. */
  bypass(): void;
  /** Ends `isolate` and `bypass`. */
  release(): void;
  /** Closes it and forgets what it has counted. */
  reset(): void;
}

export type BreakerStatus = CircuitBreakerState['status'];

export interface BreakerView {
  readonly status: BreakerStatus;
  /** When this status began. */
  readonly since: number;
  /** When an open circuit becomes half-open. */
  readonly retryAt?: number;
  /** Of an open circuit: which opening since it was last closed, from 1. */
  readonly openings: number;
  /** Why it opened last, in words: `server`, `timeout`, `network` … (`errorKind`). */
  readonly cause?: string;
  /** The share of failures in the window, and from which on it opens. */
  readonly failureRate: number;
  readonly threshold: number;
  /** How many outcomes are in the window, how many it takes before the rate is judged, and how many it holds. */
  readonly calls: number;
  readonly minimumCalls: number;
  readonly windowCalls: number;
  /** Probes that have to succeed to close it. */
  readonly successThreshold: number;
  readonly metrics: CircuitBreakerMetrics;
}

export interface StateSpan {
  readonly status: BreakerStatus;
  readonly from: number;
  /** The current one has none. */
  readonly to?: number;
}

export interface LimiterModel {
  readonly state$: StateObservable<LimiterView>;
}

export interface LimiterView {
  /** Tokens: how many there are, how many it holds at most, and how many flow in per second. */
  readonly available: number;
  readonly capacity: number;
  readonly rate: number;
  /** Attempts that wait for a token, and how many may. */
  readonly queued: number;
  readonly maxQueue: number;
  /** Tokens that were granted in the last second. */
  readonly grantedPerSecond: number;
  /** How long the first attempts of the last ten seconds waited, in milliseconds; `undefined` where there were none. */
  readonly waitP50?: number;
  readonly waitP95?: number;
  /** While the server's Retry-After holds everyone back. */
  readonly pausedUntil?: number;
  /** Refused for want of room in the queue, since the start. */
  readonly refused: number;
}

/**
 * How a request ended: answered; failed (status, network, cut body); too slow; refused by an open circuit, nothing sent; held back by a
 * limit, ours or the server's 429; left, because the load or its side was switched off.
 */
export type Outcome = 'ok' | 'failed' | 'timedOut' | 'refused' | 'limited' | 'cancelled';

export interface SideModel {
  /** The last 120 whole seconds, the newest last; emits once a second. Seconds in which the side rested are zeros. */
  readonly seconds$: StateObservable<readonly SecondSample[]>;
  /** Emits at most every 100 ms. */
  readonly now$: StateObservable<NowSample>;
}

/** What ended within one second, and what was sent in it. */
export interface SecondSample extends Readonly<Record<Outcome, number>> {
  /** When it ended; whole seconds apart. */
  readonly at: number;
  /** Requests that began, attempts that were sent for requests of any time, and those of them that weren't first attempts. */
  readonly requests: number;
  readonly attempts: number;
  readonly retries: number;
  /** Attempts per first attempt of this second; `undefined` where nothing was sent for the first time. */
  readonly amplification?: number;
  /** Milliseconds from the call to the verdict of what was sent (ok, failed, timedOut), waits and retries included; `undefined` without any. */
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
}

export interface NowSample {
  /** Attempts on the wire. */
  readonly inFlight: number;
  /** Requests that wait: for a token or for their next attempt. */
  readonly waiting: number;
  /** Over the last five whole seconds: requests that began per second, those that were answered, and attempts per first attempt. */
  readonly requestsPerSecond: number;
  readonly okPerSecond: number;
  readonly amplification?: number;
  /** Since the page was opened. */
  readonly totals: Readonly<Record<Outcome, number>> & { readonly requests: number; readonly attempts: number; readonly retries: number };
}

export interface LogEntry {
  /** Never used twice; grows. */
  readonly key: number;
  readonly at: number;
  readonly about: 'request' | 'breaker' | 'limiter' | 'server' | 'stream' | 'scenario' | 'policy';
  readonly service?: ServiceName;
  /** Of a request: its number, for `requestLife`. */
  readonly id?: string;
  /** Of a request, and of a breaker its new status. */
  readonly verdict?: Outcome;
  readonly status?: BreakerStatus;
  /** A sentence without a full stop, such as `failed after 3 attempts: server (503)`. */
  readonly words: string;
}

export interface LifeStep {
  readonly at: number;
  /** Milliseconds since the request began. */
  readonly after: number;
  readonly step: 'queued' | 'sent' | 'answered' | 'attempt-failed' | 'waits' | 'verdict';
  readonly attempt?: number;
  readonly verdict?: Outcome;
  /** Such as `attempt 2 sent, after 85 ms in the queue`. */
  readonly words: string;
}

export interface StreamState {
  readonly status: 'connecting' | 'open' | 'waiting' | 'paused';
  /** Since when. */
  readonly since: number;
  readonly received: number;
  /** Events that never came, and events that came twice, by their numbers: what healing has to keep at 0. */
  readonly gaps: number;
  readonly repeats: number;
  /** Connections that ended or broke off and were followed by another. */
  readonly reconnects: number;
  readonly lastId: string;
  /** When the last event came. */
  readonly lastAt?: number;
  /** The numbers and arrivals of the last 60 events, each with the connection that brought it, counted from 1. */
  readonly recent: readonly { readonly n: number; readonly at: number; readonly connection: number }[];
}

export interface ScenarioInfo {
  readonly id: 'outage' | 'slow-leak' | 'rate-limit' | 'flapping';
  readonly name: string;
  /** One sentence: what happens to the server, and what to look at. */
  readonly sentence: string;
  readonly duration: number;
}

export interface ScenarioState extends ScenarioInfo {
  readonly startedAt: number;
  /** The server's knobs before it, which it puts back. */
  readonly found: Knobs;
  /** Emits every 250 ms. */
  readonly elapsed: number;
  /** The current step in words, and how many there are. */
  readonly step: string;
  readonly stepIndex: number;
  readonly steps: number;
}

export interface LoadKnobs {
  /** Requests per second over all three services, 0 to 400. Each side gets as many. */
  readonly rate: number;
  /** Whether the side without Breakwater gets the same load. */
  readonly naive: boolean;
}

/** The policies of one service; ranges and defaults are in `page/engine/policy-knobs.ts` (`POLICY_RANGES`, `POLICY_DEFAULTS`). */
export interface PolicyKnobs {
  /** The share of failures from which on the circuit opens, and the outcomes that it takes before it is judged. */
  readonly failureRate: number;
  readonly minimumCalls: number;
  /** Milliseconds. */
  readonly openDuration: number;
  /** Probes that have to succeed. */
  readonly successThreshold: number;
  /** Tokens per second, and how many the bucket holds. */
  readonly rate: number;
  readonly capacity: number;
  /** Retries of a request, the milliseconds before the first of them, and how chance is mixed in. */
  readonly retries: number;
  readonly initialInterval: number;
  readonly jitter: Extract<Jitter, string>;
  /** Milliseconds. */
  readonly attemptTimeout: number;
}
