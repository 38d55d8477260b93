import { type Observable, Subscription } from 'rxjs';
import { answerStatus } from '../errors/answer-status.js';
import { CircuitOpenError } from '../errors/circuit-open-error.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import { SerialSubject } from '../delivery/serial-subject.js';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { createClock, type Clock } from '../time/clock.js';
import { throwLater } from '../time/throw-later.js';
import {
  circuitBreakerSettings,
  type CircuitBreakerLimits,
  type CircuitBreakerOptions,
  type CircuitBreakerSettings,
} from './circuit-breaker-options.js';
import { CircuitCounts, type CircuitBreakerMetrics } from './circuit-metrics.js';
import { AdmittedCall, type CallOutcome, type CircuitPermit } from './circuit-permit.js';
import { fromSnapshot, type CircuitBreakerSnapshot } from './circuit-snapshot.js';
import { CLOSED, type CircuitBreakerState } from './circuit-state.js';
import { createRefusal } from './create-refusal.js';
import { DueChanges } from './due-changes.js';
import { FailureWindow, forgetAfter } from './failure-window.js';
import { HeldCircuit, type EraChange, type Hold } from './held-circuit.js';
import { RampUp } from './ramp-up.js';
import { SlowCalls } from './slow-calls.js';

/**
 * A circuit breaker: after `failureThreshold` failures in a row, or from a `failureRate` or `slowCallRate` on, it refuses calls for
 * `openDuration`, then lets `halfOpenCalls` probes through; `successThreshold` successful ones close it, the first failed one opens it
 * again. An outcome counts only for the state in which its call was admitted. State is shared by all who use the same object; one that
 * nobody watches owns no timer but one per running call where a `slowCallRate` is set, and makes the changes that are due when it is
 * next asked.
 *
 * @example
 * const breaker = new CircuitBreaker({ name: 'orders', failureThreshold: 3, openDuration: 10_000 });
 * breaker.state$.subscribe(({ status }) => console.log(status));
 * const guarded$ = of('call').pipe(circuitBreaker(breaker));
 */
export class CircuitBreaker {
  readonly name: string;
  /** The status with what belongs to it; emits on every change of status. */
  readonly state$: StateObservable<CircuitBreakerState>;
  /** The metrics after every outcome and refusal; costs nothing while nobody listens. */
  readonly metrics$: Observable<CircuitBreakerMetrics>;

  readonly #clock: Clock;
  readonly #due: DueChanges;
  readonly #states: StateSubject<CircuitBreakerState>;
  readonly #outcomes = new SerialSubject<CircuitBreakerMetrics>();
  readonly #counts = new CircuitCounts();
  readonly #window: FailureWindow;
  readonly #slowCalls: SlowCalls;
  readonly #circuit: HeldCircuit;
  #settings: CircuitBreakerSettings;
  /** While the admitted share grows after closing. */
  #ramp: RampUp | undefined;
  /** Goes up with every change: a call admitted in an earlier era comes too late to count. */
  #era = 0;
  /** Probes without an outcome, the oldest first. */
  #probes = new Set<AdmittedCall>();

  constructor(options: CircuitBreakerOptions = {}) {
    this.#settings = circuitBreakerSettings(options);
    this.name = this.#settings.name;
    this.#clock = createClock(this.#settings.scheduler);
    this.#due = new DueChanges(this.#settings.scheduler, this.#clock, {
      dueAt: () => this.#dueAt(),
      make: (due) => this.#changeAsDue(due),
      isWatched: () => this.#states.observed,
    });
    this.#window = new FailureWindow(() => this.#settings);
    this.#slowCalls = new SlowCalls(
      () => this.#settings,
      this.#clock,
      (call) => this.#becomeSlow(call),
    );
    const initial = options.initialState === undefined ? CLOSED : fromSnapshot(options.initialState, this.#clock());
    this.#circuit = new HeldCircuit(
      initial,
      this.#clock,
      () => this.#settings,
      (change) => this.#beginEra(change),
    );
    this.#counts.opened(this.#circuit.opening?.openedAt);
    this.#states = new StateSubject({ read: () => this.#read(), onObserved: () => this.#due.setAlarm() });
    this.state$ = this.#states;
    this.metrics$ = this.#outcomes.asObservable();
  }

  get metrics(): CircuitBreakerMetrics {
    return this.#readMetrics(this.#catchUp());
  }

  /**
   * Closed, nothing running, nothing remembered, and nobody watching. A circuit that could have been probed for as long as
   * `openDuration`, and that nobody has called since, is idle too: or the keys that failed once would fill a registry for ever.
   */
  get idle(): boolean {
    const isWatched = this.#states.observed || this.#outcomes.observed;
    return !isWatched && this.#counts.running === 0 && this.#isForgotten(this.#clock());
  }

  /** Tells whether a call would be admitted now; takes nothing. */
  canAcquire(): boolean {
    if (this.#isPlain) return true;
    const now = this.#catchUp();
    switch (this.#circuit.status) {
      case 'closed':
        return this.#ramp === undefined || this.#ramp.canAdmit(now);
      case 'bypassed':
        return true;
      case 'half-open':
        return this.#probes.size < this.#settings.halfOpenCalls;
      default:
        return false;
    }
  }

  /** Admits a call, or counts a refusal and returns `undefined`. Whoever gets a permit has to tell it how the call ended. */
  tryAcquire(): CircuitPermit | undefined {
    if (!this.canAcquire()) return this.#countRefusal();
    const isProbe = this.#circuit.status === 'half-open';
    const isTimed = isProbe || this.#settings.slowCallDuration < Infinity;
    const call = new AdmittedCall(this.#keeper, this.#era, isProbe, isTimed ? this.#clock() : 0);
    this.#counts.admitted();
    this.#ramp?.admitted();
    if (isProbe) {
      this.#probes.add(call);
      this.#due.setAlarm();
    }
    this.#slowCalls.watch(call);
    return call;
  }

  /** Counts a call that `canAcquire` has ruled out as refused, without asking again, and makes its error. */
  refuse(): CircuitOpenError {
    this.#countRefusal();
    return this.refusal();
  }

  /** The error for a call that isn't admitted now. */
  refusal(): CircuitOpenError {
    const now = this.#catchUp();
    const retryAt = this.#circuit.opening?.retryAt ?? this.#ramp?.nextStepAt(now) ?? Infinity;
    const wait = retryAt === Infinity ? undefined : Math.ceil(retryAt - now);
    return createRefusal(() => new CircuitOpenError(this.name, wait), this.#settings);
  }

  /** How a call that ended with this error counts; throws what `isFailure` throws. */
  outcomeOf(error: unknown): CallOutcome {
    if (this.#settings.isFailure(error)) return 'failure';
    return (answerStatus(error) ?? 0) > 0 ? 'success' : 'ignored';
  }

  /** Holds the circuit open until every holder has unsubscribed; then it is closed. Empties the window. */
  isolate(): Subscription {
    return this.#hold('isolated');
  }

  /** Lets every call pass and still counts, until every holder has unsubscribed; then it is closed. `isolate` wins over it. */
  bypass(): Subscription {
    return this.#hold('bypassed');
  }

  /** Closes the circuit and empties all statistics. Calls that run now no longer count; `isolate` and `bypass` stay. */
  reset(): void {
    this.#catchUp();
    this.#circuit.reset();
    this.#tellMetrics();
  }

  /**
   * New thresholds, same history: they are judged at the next outcome, an open circuit stays open as long as it was to, and a ramp-up
   * that has begun goes on as it was. A window of the other kind begins empty.
   */
  update(limits: CircuitBreakerLimits): void {
    this.#catchUp();
    this.#settings = circuitBreakerSettings(limits, this.#settings);
    this.#window.update();
    this.#due.setAlarm();
  }

  /**
   * Where the circuit stands, for `initialState`: closed, open or half-open. Who isolates or bypasses it has to do so again, and the
   * statistics begin anew.
   */
  toJSON(): CircuitBreakerSnapshot {
    this.#catchUp();
    return this.#circuit.toJSON();
  }

  #countRefusal(): undefined {
    this.#counts.refused();
    this.#ramp?.refused();
    this.#tellMetrics();
  }

  #isForgotten(now: number): boolean {
    const { status, probedFrom } = this.#circuit;
    if (status === 'closed') return (this.#ramp?.isOver(now) ?? true) && this.#window.isForgotten(now);
    return probedFrom !== undefined && now - probedFrom >= forgetAfter(this.#settings);
  }

  readonly #keeper = {
    answered: (call: AdmittedCall): void => this.#onAnswer(call),
    settle: (call: AdmittedCall, outcome: CallOutcome, error?: unknown): void => {
      if (!this.#settlePlainly(call, outcome)) this.#settle(call, outcome, this.#catchUp(), error);
    },
    outcomeOf: (error: unknown): CallOutcome => this.outcomeOf(error),
    end: (): void => this.#counts.ended(),
  };

  /** A probe has succeeded with its first value, and no call becomes slow behind it. */
  #onAnswer(call: AdmittedCall): void {
    if (this.#slowCalls.isFound(call)) this.#becomeSlow(call);
    if (call.isProbe) this.#settle(call, 'success', this.#catchUp());
  }

  /** Closed, and no change is due: nothing here depends on the time, whose reading costs as much as all else of a guarded call. */
  get #isPlain(): boolean {
    return this.#circuit.status === 'closed' && this.#ramp === undefined;
  }

  /** A success among successes changes two counts, and nothing else. */
  #settlePlainly(call: AdmittedCall, outcome: CallOutcome): boolean {
    const isCurrent = call.era === this.#era && call.slowAfter === undefined;
    if (outcome !== 'success' || !isCurrent || !this.#isPlain || this.#outcomes.observed) return false;
    if (!this.#window.recordGoodNews()) return false;
    this.#counts.settled(outcome);
    return true;
  }

  #settle(call: AdmittedCall, outcome: CallOutcome, at: number, error?: unknown): void {
    if (call.isSettled) return;
    call.isSettled = true;
    this.#probes.delete(call);
    const isLate = call.era !== this.#era;
    if (call.isSlow && !isLate) this.#window.slowEnded();
    if (this.#slowCalls.isFound(call)) this.#countSlow(call);
    this.#counts.settled(isLate ? 'ignored' : outcome);
    try {
      if (!isLate && outcome !== 'ignored') this.#judge(call, outcome === 'failure', at, error);
    } finally {
      this.#due.setAlarm();
      this.#tellMetrics();
    }
  }

  #judge(call: AdmittedCall, isFailure: boolean, at: number, error: unknown): void {
    if (this.#circuit.status === 'half-open')
      return this.#circuit.apply(isFailure ? { type: 'failed', error } : { type: 'probe-succeeded' }, at);
    this.#window.record(isFailure, call.isSlow, at);
    this.#openIfDue(at, error);
  }

  #openIfDue(at: number, error?: unknown): void {
    if (this.#circuit.status === 'closed' && this.#window.shouldOpen(at)) this.#circuit.apply({ type: 'failed', error }, at);
  }

  /** It counts at once, and runs on. */
  #becomeSlow(call: AdmittedCall): void {
    const now = this.#catchUp();
    if (call.isSettled) return; // by one who heard of the changes that were due
    this.#countSlow(call);
    if (call.era === this.#era) {
      this.#window.slowStarted();
      throwLater(this.#settings.scheduler, () => this.#openIfDue(now));
    }
    this.#tellMetrics();
  }

  #countSlow(call: AdmittedCall): void {
    call.isSlow = true;
    this.#counts.slow();
  }

  #catchUp(): number {
    const now = this.#due.catchUp();
    if (this.#ramp?.isOver(now)) this.#ramp = undefined;
    return now;
  }

  #changeAsDue(due: number): void {
    const [probe] = this.#probes;
    if (probe) this.#timeOut(probe, due);
    else this.#circuit.apply({ type: 'time-passed' }, due);
  }

  #timeOut(probe: AdmittedCall, due: number): void {
    const error = new RequestTimeoutError('first', this.#settings.probeTimeout);
    throwLater(this.#settings.scheduler, () => this.#settle(probe, 'failure', due, error));
  }

  #dueAt(): number {
    if (this.#circuit.opening) return this.#circuit.opening.retryAt;
    const [oldest] = this.#probes;
    return oldest ? oldest.startedAt + this.#settings.probeTimeout : Infinity;
  }

  #hold(hold: Hold): Subscription {
    this.#shift(hold, 1);
    return new Subscription(() => this.#shift(hold, -1));
  }

  #shift(hold: Hold, by: 1 | -1): void {
    this.#catchUp();
    this.#circuit.hold(hold, by);
  }

  /** Who hears of it may cause calls: what they count comes after all that is cleared. */
  #beginEra({ isNewStatus, recoveredAt, isReset }: EraChange): void {
    const { rampUp } = this.#settings;
    this.#era++;
    this.#ramp = rampUp && recoveredAt !== undefined ? new RampUp(rampUp, recoveredAt) : undefined;
    this.#probes.clear();
    this.#window.clear();
    this.#due.setAlarm();
    if (isNewStatus) this.#counts.changed(this.#circuit.opening?.openedAt);
    if (isReset) this.#counts.clear();
    if (isNewStatus) this.#states.emit(this.#circuit.state);
  }

  #read(): CircuitBreakerState {
    this.#catchUp();
    return this.#circuit.state;
  }

  #readMetrics(now: number): CircuitBreakerMetrics {
    return this.#counts.toMetrics(this.#clock, this.#window.rates(now));
  }

  #tellMetrics(): void {
    if (this.#outcomes.observed) this.#outcomes.next(this.#readMetrics(this.#clock()));
  }
}
