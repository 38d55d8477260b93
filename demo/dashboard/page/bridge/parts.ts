import type { Observable } from 'rxjs';
import type {
  BreakerView,
  DashboardModel,
  Knobs,
  LifeStep,
  LimiterView,
  LoadKnobs,
  LogEntry,
  NowSample,
  PolicyKnobs,
  ScenarioState,
  SecondSample,
  ServerCounts,
  ServiceName,
  SideName,
  StateSpan,
  StreamState,
} from '../model.js';

type PerService<N extends string, V> = { readonly [S in ServiceName as `${S}.${N}`]: V };
type PerSide<N extends string, V> = { readonly [S in SideName as `${S}.${N}`]: V };

interface Whole {
  readonly log: readonly LogEntry[];
  readonly stream: StreamState;
  readonly scenario: ScenarioState | undefined;
  readonly counts: ServerCounts | undefined;
  readonly server: Knobs;
  readonly load: LoadKnobs;
  readonly policy: Readonly<Record<ServiceName, PolicyKnobs>>;
  /** Of the request that was asked for last. */
  readonly life: { readonly id: string; readonly steps: readonly LifeStep[] };
  /** Why the last command wasn't obeyed; empty where it was. */
  readonly refusal: string;
}

/** All that a model tells, by name: what has changed crosses from thread to thread, and nothing else. */
export type Parts = Whole &
  PerService<'breaker', BreakerView> &
  PerService<'history', readonly StateSpan[]> &
  PerService<'limiter', LimiterView> &
  PerSide<'seconds', readonly SecondSample[]> &
  PerSide<'now', NowSample>;

export type PartStreams = { readonly [P in keyof Parts]: Observable<Parts[P]> };

/** The streams of a model by the names of the parts. */
export function partsOf(model: DashboardModel, answers: Pick<PartStreams, 'life' | 'refusal'>): PartStreams {
  const perService = model.services.flatMap(({ name, breaker, limiter }) => [
    [`${name}.breaker`, breaker.state$],
    [`${name}.history`, breaker.history$],
    [`${name}.limiter`, limiter.state$],
  ]);
  const perSide = Object.entries(model.sides).flatMap(([name, { seconds$, now$ }]) => [
    [`${name}.seconds`, seconds$],
    [`${name}.now`, now$],
  ]);
  return {
    log: model.log$,
    stream: model.stream$,
    scenario: model.scenario$,
    counts: model.counts$,
    server: model.server$,
    load: model.load$,
    policy: model.policy$,
    ...answers,
    ...(Object.fromEntries([...perService, ...perSide]) as Omit<PartStreams, keyof Whole>),
  };
}
