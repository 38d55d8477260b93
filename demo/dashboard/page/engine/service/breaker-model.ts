import { BehaviorSubject, merge, Subject, Subscription, type Observable } from 'rxjs';
import { errorKind, type CircuitBreaker, type CircuitBreakerState } from 'breakwater';
import type { BreakerModel, BreakerView, PolicyKnobs, StateSpan } from '../../model.js';
import { FIXED } from '../policy-knobs.js';
import { stateHistory } from './state-history.js';
import { WindowCalls } from './window-calls.js';

export interface BreakerSources {
  readonly breaker: CircuitBreaker;
  readonly knobs$: Observable<PolicyKnobs> & { readonly value: PolicyKnobs };
  /** How often the counts are shown. */
  readonly beat$: Observable<unknown>;
  readonly now: () => number;
}

/** Shows a breaker: its status at once, its counts with the beat. */
export function breakerModel(sources: BreakerSources, running: Subscription): BreakerModel {
  const { breaker, beat$, now } = sources;
  const view = new BreakerViews(sources);
  const state$ = new BehaviorSubject(view.read());
  const history$ = new BehaviorSubject<readonly StateSpan[]>([]);
  const status$ = new Subject<CircuitBreakerState['status']>();
  running.add(status$.pipe(stateHistory(now)).subscribe(history$));
  running.add(breaker.metrics$.subscribe(() => view.outdate()));
  running.add(sources.knobs$.subscribe(() => view.outdate()));
  running.add(
    breaker.state$.subscribe((state) => {
      view.changed(state);
      status$.next(state.status);
      state$.next(view.read());
    }),
  );
  running.add(merge(beat$).subscribe(() => view.isOutdated && state$.next(view.read())));
  return { state$, history$, ...holds(breaker) };
}

/** What is held of a breaker, at most once. */
function holds(breaker: CircuitBreaker): Pick<BreakerModel, 'isolate' | 'bypass' | 'release' | 'reset'> {
  let held = Subscription.EMPTY;
  /** The new hold first: the circuit doesn't close in between. */
  const hold = (next: Subscription): void => {
    held.unsubscribe();
    held = next;
  };
  return {
    isolate: () => hold(breaker.isolate()),
    bypass: () => hold(breaker.bypass()),
    release: () => hold(Subscription.EMPTY),
    reset: () => breaker.reset(),
  };
}

class BreakerViews {
  isOutdated = false;
  readonly #calls = new WindowCalls(FIXED.windowCalls);
  #since: number;
  #openings = 0;
  #cause: string | undefined;

  constructor(private readonly sources: BreakerSources) {
    this.#since = sources.now();
  }

  outdate(): void {
    this.isOutdated = true;
  }

  changed(state: CircuitBreakerState): void {
    this.#since = this.sources.now();
    this.#calls.changed(this.sources.breaker.metrics);
    if (state.status === 'open') {
      this.#openings = state.openings;
      this.#cause = errorKind(state.error);
    }
    if (state.status !== 'open' && state.status !== 'half-open') this.#openings = 0;
  }

  read(): BreakerView {
    const { breaker, knobs$ } = this.sources;
    const { failureRate, minimumCalls, successThreshold } = knobs$.value;
    const state = breaker.state$.value;
    const { metrics } = breaker;
    this.isOutdated = false;
    return {
      status: state.status,
      since: this.#since,
      retryAt: state.status === 'open' ? state.retryAt : undefined,
      openings: this.#openings,
      cause: this.#cause,
      failureRate: metrics.failureRate,
      threshold: failureRate,
      calls: this.#calls.count(state.status, metrics),
      minimumCalls,
      windowCalls: FIXED.windowCalls,
      successThreshold,
      metrics,
    };
  }
}
