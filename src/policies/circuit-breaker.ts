import { type Observable, Subscription } from 'rxjs';
import { answerStatus } from '../errors/answer-status.js';
import { CircuitOpenError } from '../errors/circuit-open-error.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import { SerialSubject } from '../delivery/serial-subject.js';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import {
  circuitBreakerSettings,
  DEFAULT_OPEN_DURATION,
  type CircuitBreakerLimits,
  type CircuitBreakerOptions,
  type CircuitBreakerSettings,
} from './circuit-breaker-options.js';
import { CircuitHolds, type Hold } from './circuit-holds.js';
import { CircuitCounts, type CircuitBreakerMetrics } from './circuit-metrics.js';
import { AdmittedCall, type CallOutcome, type CircuitPermit } from './circuit-permit.js';
import { fromSnapshot, toSnapshot, type CircuitBreakerSnapshot } from './circuit-snapshot.js';
import { CLOSED, nextCircuit, type Circuit, type CircuitBreakerState, type CircuitEvent } from './circuit-state.js';
import { FailureWindow, forgetAfter } from './failure-window.js';
import { RampUp } from './ramp-up.js';
import { ShownCircuit } from './shown-circuit.js';
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
  readonly #alarm: Countdown;
  readonly #states: StateSubject<CircuitBreakerState>;
  readonly #outcomes = new SerialSubject<CircuitBreakerMetrics>();
  readonly #counts = new CircuitCounts();
  readonly #window: FailureWindow;
  readonly #holds = new CircuitHolds();
  readonly #shown = new ShownCircuit();
  readonly #slowCalls: SlowCalls;
  #settings: CircuitBreakerSettings;
  #circuit: Circuit;
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
    this.#alarm = createCountdown(this.#settings.scheduler, () => this.#onAlarm());
    this.#window = new FailureWindow(() => this.#settings);
    this.#slowCalls = new SlowCalls(
      () => this.#settings,
      this.#clock,
      (call) => this.#becomeSlow(call),
    );
    this.#circuit = options.initialState === undefined ? CLOSED : fromSnapshot(options.initialState, this.#clock());
    if (this.#circuit.status === 'open') this.#counts.opened(this.#circuit.openedAt);
    this.#states = new StateSubject({ read: () => this.#read(), onObserved: () => this.#setAlarm() });
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
    const now = this.#catchUp();
    switch (this.#status) {
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
    const isProbe = this.#status === 'half-open';
    const call = new AdmittedCall(this.#keeper, this.#era, isProbe, this.#clock());
    this.#counts.admitted();
    this.#ramp?.admitted();
    if (isProbe) {
      this.#probes.add(call);
      this.#setAlarm();
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
    const retryAt = this.#circuit.status === 'open' ? this.#circuit.retryAt : (this.#ramp?.nextStepAt(now) ?? Infinity);
    return new CircuitOpenError(this.name, retryAt === Infinity ? undefined : retryAt - now);
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
    this.#restart(this.#status);
    this.#counts.clear();
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
    this.#setAlarm();
  }

  /**
   * Where the circuit stands, for `initialState`: closed, open or half-open. Who isolates or bypasses it has to do so again, and the
   * statistics begin anew.
   */
  toJSON(): CircuitBreakerSnapshot {
    this.#catchUp();
    return toSnapshot(this.#circuit, this.#clock.toScheduler(0));
  }

  #countRefusal(): undefined {
    this.#counts.refused();
    this.#ramp?.refused();
    this.#tellMetrics();
  }

  get #status(): CircuitBreakerState['status'] {
    return this.#holds.current ?? this.#circuit.status;
  }

  #isForgotten(now: number): boolean {
    if (this.#holds.current !== undefined) return false;
    if (this.#circuit.status === 'closed') return (this.#ramp?.isOver(now) ?? true) && this.#window.isForgotten(now);
    const probedFrom = this.#circuit.status === 'open' ? this.#circuit.retryAt : this.#circuit.since;
    return now - probedFrom >= forgetAfter(this.#settings);
  }

  readonly #keeper = {
    answered: (call: AdmittedCall): void => this.#onAnswer(call),
    settle: (call: AdmittedCall, outcome: CallOutcome, error?: unknown): void => this.#settle(call, outcome, this.#catchUp(), error),
    end: (): void => this.#counts.ended(),
  };

  /** A probe has succeeded with its first value, and no call becomes slow behind it. */
  #onAnswer(call: AdmittedCall): void {
    if (this.#slowCalls.isFound(call)) this.#becomeSlow(call);
    if (call.isProbe) this.#settle(call, 'success', this.#catchUp());
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
      this.#setAlarm();
      this.#tellMetrics();
    }
  }

  #judge(call: AdmittedCall, isFailure: boolean, at: number, error: unknown): void {
    if (this.#status === 'half-open') return this.#apply(isFailure ? { type: 'failed', error } : { type: 'probe-succeeded' }, at);
    this.#window.record(isFailure, call.isSlow, at);
    this.#openIfDue(at, error);
  }

  #openIfDue(at: number, error?: unknown): void {
    if (this.#status === 'closed' && this.#window.shouldOpen(at)) this.#apply({ type: 'failed', error }, at);
  }

  /** It counts at once, and runs on. */
  #becomeSlow(call: AdmittedCall): void {
    const now = this.#catchUp();
    this.#countSlow(call);
    if (call.era === this.#era) {
      this.#window.slowStarted();
      this.#orThrowLater(() => this.#openIfDue(now));
    }
    this.#tellMetrics();
  }

  #countSlow(call: AdmittedCall): void {
    call.isSlow = true;
    this.#counts.slow();
  }

  #apply(event: CircuitEvent, at: number): void {
    const before = this.#circuit;
    try {
      this.#circuit = nextCircuit(before, event, at, this.#settings);
    } catch (thrown) {
      // A faulty `openDuration` or `random` must not leave the service unprotected.
      this.#circuit = nextCircuit(before, event, at, { ...this.#settings, openDuration: DEFAULT_OPEN_DURATION, openJitter: 0 });
      throw thrown;
    } finally {
      if (this.#circuit.status !== before.status) this.#changed(before.status === 'half-open' ? at : undefined);
    }
  }

  /** Makes the changes that time has brought, each dated when it was due. */
  #catchUp(): number {
    const now = this.#clock();
    for (let due = this.#dueAt(); due <= now; due = this.#dueAt()) {
      const [probe] = this.#probes;
      if (probe) this.#timeOut(probe, due);
      else this.#apply({ type: 'time-passed' }, due);
    }
    if (this.#ramp?.isOver(now)) this.#ramp = undefined;
    return now;
  }

  #timeOut(probe: AdmittedCall, due: number): void {
    const error = new RequestTimeoutError('first', this.#settings.probeTimeout);
    this.#orThrowLater(() => this.#settle(probe, 'failure', due, error));
  }

  /** Who happens to ask now has nothing to do with what `openDuration` throws: that goes out of a timer, as unhandled. */
  #orThrowLater(change: () => void): void {
    try {
      change();
    } catch (thrown) {
      this.#settings.scheduler.schedule(() => {
        throw thrown;
      });
    }
  }

  #dueAt(): number {
    if (this.#circuit.status === 'open') return this.#circuit.retryAt;
    const [oldest] = this.#probes;
    return oldest ? oldest.startedAt + this.#settings.probeTimeout : Infinity;
  }

  #onAlarm(): void {
    this.#catchUp();
    this.#setAlarm();
  }

  /** Only those who watch need a timer: everybody else asks. */
  #setAlarm(): void {
    const due = this.#states.observed ? this.#dueAt() : Infinity;
    if (due === Infinity) this.#alarm.stop();
    else this.#alarm.restart(Math.max(due - this.#clock(), 0));
  }

  #hold(hold: Hold): Subscription {
    this.#shift(hold, 1);
    return new Subscription(() => this.#shift(hold, -1));
  }

  #shift(hold: Hold, by: 1 | -1): void {
    this.#catchUp();
    const before = this.#status;
    this.#holds.shift(hold, by);
    if (this.#status !== before) this.#restart(before);
  }

  #restart(before: CircuitBreakerState['status']): void {
    this.#circuit = CLOSED;
    if (this.#status !== before) return this.#changed();
    this.#startEra();
  }

  #startEra(): void {
    this.#era++;
    this.#ramp = undefined;
    this.#probes.clear();
    this.#window.clear();
    this.#setAlarm();
  }

  /** @param probedAt when probes have closed the circuit or opened it again */
  #changed(probedAt?: number): void {
    this.#startEra();
    const { rampUp } = this.#settings;
    if (rampUp && probedAt !== undefined && this.#circuit.status === 'closed') this.#ramp = new RampUp(rampUp, probedAt);
    this.#counts.changed(this.#circuit.status === 'open' ? this.#circuit.openedAt : undefined);
    this.#states.emit(this.#current);
  }

  #read(): CircuitBreakerState {
    this.#catchUp();
    return this.#current;
  }

  get #current(): CircuitBreakerState {
    return this.#shown.of(this.#circuit, this.#holds.current, this.#clock);
  }

  #readMetrics(now: number): CircuitBreakerMetrics {
    return this.#counts.toMetrics(this.#clock, this.#window.rates(now));
  }

  #tellMetrics(): void {
    if (this.#outcomes.observed) this.#outcomes.next(this.#readMetrics(this.#clock()));
  }
}
