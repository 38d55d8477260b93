import { CountWindow } from './count-window.js';
import { TimeWindow } from './time-window.js';

/** How many of the last calls, or how many milliseconds. */
export type WindowSize = { readonly calls: number } | { readonly duration: number };

/** What a `FailureWindow` judges by; see `CircuitBreakerOptions`. */
export interface FailureRules {
  readonly failureThreshold: number;
  readonly failureRate?: number;
  readonly slowCallRate?: number;
  readonly window: WindowSize;
  readonly minimumCalls: number;
  readonly openDuration: unknown;
}

/** Shares of the calls in a window, 0 where there are none. */
export interface CallRates {
  readonly failureRate: number;
  readonly slowRate: number;
}

/** Where `openDuration` is a function. */
const FORGET_AFTER = 30_000;

/**
 * Judges, from the outcomes of a closed circuit, when it is time to open it: at `failureThreshold` failures in a row where no
 * `failureRate` is given, else at that share of failures in the window; and at `slowCallRate`. Slow calls that still run count
 * among the calls, but for nothing else; they aren't in the window, so that none of them grows old there.
 */
export class FailureWindow {
  readonly #rules: () => FailureRules;
  #size: WindowSize;
  #window: CountWindow | TimeWindow;
  #failuresInARow = 0;
  #slowRunning = 0;

  constructor(rules: () => FailureRules) {
    this.#rules = rules;
    this.#size = rules().window;
    this.#window = createWindow(this.#size);
  }

  record(isFailure: boolean, isSlow: boolean, now: number): void {
    this.#failuresInARow = isFailure ? this.#failuresInARow + 1 : 0;
    this.#window.record(isFailure, isSlow, now);
  }

  /** Records a success, if there is nothing but successes among the last calls: when it came makes no difference then. */
  recordGoodNews(): boolean {
    const window = this.#window;
    const isGoodNews = window instanceof CountWindow && this.#isGoodNews && this.#slowRunning === 0;
    if (isGoodNews) window.record(false, false, window.lastAt);
    return isGoodNews;
  }

  /** A call has become slow, and runs on. */
  slowStarted(): void {
    this.#slowRunning++;
  }

  /** It has ended, or says nothing any more. */
  slowEnded(): void {
    this.#slowRunning--;
  }

  /** Asked after every change. */
  shouldOpen(now: number): boolean {
    const { failureThreshold, failureRate, slowCallRate } = this.#rules();
    this.#window.expire(now);
    const { calls, failures, slow } = this.#window;
    const isFailing = failureRate === undefined ? this.#failuresInARow >= failureThreshold : this.#reaches(failureRate, failures, calls);
    return isFailing || (slowCallRate !== undefined && this.#reaches(slowCallRate, slow + this.#slowRunning, calls + this.#slowRunning));
  }

  rates(now: number): CallRates {
    this.#window.expire(now);
    const { calls, failures, slow } = this.#window;
    return { failureRate: share(failures, calls), slowRate: share(slow + this.#slowRunning, calls + this.#slowRunning) };
  }

  clear(): void {
    this.#failuresInARow = this.#slowRunning = 0;
    this.#window.clear();
  }

  /** Takes a new window over: of one kind the outcomes are kept, as far as it has room; another kind begins empty. */
  update(): void {
    const { window } = this.#rules();
    const current = this.#window;
    if (window === this.#size) return;
    this.#size = window;
    if (current instanceof CountWindow && 'calls' in window) current.resize(window.calls);
    else if (current instanceof TimeWindow && 'duration' in window) current.resize(window.duration);
    else this.#window = createWindow(window);
  }

  /**
   * Nothing is remembered that would still count. Good news alone need not be kept, and bad news that is older than an opening
   * would have lasted says no more than a circuit that has come through it.
   */
  isForgotten(now: number): boolean {
    this.#window.expire(now);
    return this.#isGoodNews || now - this.#window.lastAt >= forgetAfter(this.#rules());
  }

  get #isGoodNews(): boolean {
    return this.#failuresInARow === 0 && this.#window.failures === 0 && this.#window.slow === 0;
  }

  #reaches(rate: number, count: number, calls: number): boolean {
    const { minimumCalls, window } = this.#rules();
    const enough = 'calls' in window ? Math.min(minimumCalls, window.calls) : minimumCalls;
    return calls >= enough && count >= rate * calls - ROUNDING * calls;
  }
}

/** A rate like 0.07 of 100 calls is meant to be 7, not 7.000000000000001. */
const ROUNDING = 1e-12;

/** How many milliseconds of silence it takes until bad news of a service no longer keeps its breaker from being evicted. */
export function forgetAfter({ openDuration }: Pick<FailureRules, 'openDuration'>): number {
  return typeof openDuration === 'number' ? openDuration : FORGET_AFTER;
}

function createWindow(size: WindowSize): CountWindow | TimeWindow {
  return 'calls' in size ? new CountWindow(size.calls) : new TimeWindow(size.duration);
}

function share(count: number, calls: number): number {
  return calls === 0 ? 0 : count / calls;
}
