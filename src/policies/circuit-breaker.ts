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
import { CircuitCounts, type CircuitBreakerMetrics } from './circuit-metrics.js';
import { AdmittedCall, type CallOutcome, type CircuitPermit } from './circuit-permit.js';
import { CLOSED, nextCircuit, publicState, type Circuit, type CircuitBreakerState, type CircuitEvent } from './circuit-state.js';
import { ConsecutiveFailures, forgetAfter } from './consecutive-failures.js';
import type { FailureWindow } from './failure-window.js';

type Hold = 'isolated' | 'bypassed';

const HELD: Record<Hold, CircuitBreakerState> = { isolated: { status: 'isolated' }, bypassed: { status: 'bypassed' } };

/**
 * A circuit breaker: after `failureThreshold` failures in a row it refuses calls for `openDuration`, then lets
 * `halfOpenCalls` probes through; `successThreshold` successful ones close it, the first failed one opens it again. An outcome
 * counts only for the state in which its call was admitted. State is shared by all who use the same object; one that nobody
 * watches owns no timer, and makes the changes that are due when it is next asked.
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
  readonly #holds: Record<Hold, number> = { isolated: 0, bypassed: 0 };
  #settings: CircuitBreakerSettings;
  #circuit: Circuit = CLOSED;
  /** What was last made of the circuit for others, so that one state is one object. */
  #shown: { readonly circuit: Circuit; readonly shift: number; readonly state: CircuitBreakerState } | undefined;
  /** Goes up with every change: a call admitted in an earlier era comes too late to count. */
  #era = 0;
  /** Probes without an outcome, the oldest first. */
  #probes = new Set<AdmittedCall>();

  constructor(options: CircuitBreakerOptions = {}) {
    this.#settings = circuitBreakerSettings(options);
    this.name = this.#settings.name;
    this.#clock = createClock(this.#settings.scheduler);
    this.#alarm = createCountdown(this.#settings.scheduler, () => this.#onAlarm());
    this.#window = new ConsecutiveFailures(() => this.#settings);
    this.#states = new StateSubject({ read: () => this.#read(), onObserved: () => this.#setAlarm() });
    this.state$ = this.#states;
    this.metrics$ = this.#outcomes.asObservable();
  }

  get metrics(): CircuitBreakerMetrics {
    this.#catchUp();
    return this.#counts.toMetrics(this.#clock);
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
    this.#catchUp();
    switch (this.#status) {
      case 'closed':
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
    if (isProbe) {
      this.#probes.add(call);
      this.#setAlarm();
    }
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
    const retryAt = this.#circuit.status === 'open' ? this.#circuit.retryAt : Infinity;
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

  /** New thresholds, same history: they are judged at the next outcome, and an open circuit stays open as long as it was to. */
  update(limits: CircuitBreakerLimits): void {
    this.#catchUp();
    this.#settings = circuitBreakerSettings(limits, this.#settings);
    this.#setAlarm();
  }

  #countRefusal(): undefined {
    this.#counts.refused();
    this.#tellMetrics();
  }

  get #status(): CircuitBreakerState['status'] {
    if (this.#holds.isolated > 0) return 'isolated';
    return this.#holds.bypassed > 0 ? 'bypassed' : this.#circuit.status;
  }

  #isForgotten(now: number): boolean {
    if (this.#holds.isolated > 0 || this.#holds.bypassed > 0) return false;
    if (this.#circuit.status === 'closed') return this.#window.isEmpty(now);
    const probedFrom = this.#circuit.status === 'open' ? this.#circuit.retryAt : this.#circuit.since;
    return now - probedFrom >= forgetAfter(this.#settings);
  }

  readonly #keeper = {
    settle: (call: AdmittedCall, outcome: CallOutcome, error?: unknown): void => this.#settle(call, outcome, this.#catchUp(), error),
    end: (): void => this.#counts.ended(),
  };

  #settle(call: AdmittedCall, outcome: CallOutcome, at: number, error?: unknown): void {
    if (call.isSettled) return;
    call.isSettled = true;
    this.#probes.delete(call);
    const isLate = call.era !== this.#era;
    this.#counts.settled(isLate ? 'ignored' : outcome);
    try {
      if (!isLate && outcome !== 'ignored') this.#judge(outcome === 'failure', at, error);
    } finally {
      this.#setAlarm();
      this.#tellMetrics();
    }
  }

  #judge(isFailure: boolean, at: number, error: unknown): void {
    if (this.#status === 'half-open') return this.#apply(isFailure ? { type: 'failed', error } : { type: 'probe-succeeded' }, at);
    this.#window.record(isFailure, at);
    if (this.#status === 'closed' && this.#window.shouldOpen(at)) this.#apply({ type: 'failed', error }, at);
  }

  #apply(event: CircuitEvent, at: number): void {
    const before = this.#circuit;
    try {
      this.#circuit = nextCircuit(before, event, at, this.#settings);
    } catch (thrown) {
      // A faulty `openDuration` must not leave the service unprotected.
      this.#circuit = nextCircuit(before, event, at, { ...this.#settings, openDuration: DEFAULT_OPEN_DURATION });
      throw thrown;
    } finally {
      if (this.#circuit.status !== before.status) this.#changed();
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
    return now;
  }

  /** Who happens to ask now has nothing to do with what `openDuration` throws: that goes out of a timer, as unhandled. */
  #timeOut(probe: AdmittedCall, due: number): void {
    const { probeTimeout, scheduler } = this.#settings;
    try {
      this.#settle(probe, 'failure', due, new RequestTimeoutError('first', probeTimeout));
    } catch (thrown) {
      scheduler.schedule(() => {
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

  #shift(hold: Hold, by: number): void {
    this.#catchUp();
    const before = this.#status;
    this.#holds[hold] += by;
    if (this.#status !== before) this.#restart(before);
  }

  #restart(before: CircuitBreakerState['status']): void {
    this.#circuit = CLOSED;
    if (this.#status !== before) return this.#changed();
    this.#startEra();
  }

  #startEra(): void {
    this.#era++;
    this.#probes.clear();
    this.#window.clear();
    this.#setAlarm();
  }

  #changed(): void {
    this.#startEra();
    this.#counts.changed(this.#circuit.status === 'open' ? this.#circuit.openedAt : undefined);
    this.#states.emit(this.#current);
  }

  #read(): CircuitBreakerState {
    this.#catchUp();
    return this.#current;
  }

  get #current(): CircuitBreakerState {
    const status = this.#status;
    if (status === 'isolated' || status === 'bypassed') return HELD[status];
    const shift = this.#clock.toScheduler(0);
    if (this.#shown?.circuit !== this.#circuit || this.#shown.shift !== shift) {
      this.#shown = { circuit: this.#circuit, shift, state: publicState(this.#circuit, shift) };
    }
    return this.#shown.state;
  }

  #tellMetrics(): void {
    if (this.#outcomes.observed) this.#outcomes.next(this.#counts.toMetrics(this.#clock));
  }
}
