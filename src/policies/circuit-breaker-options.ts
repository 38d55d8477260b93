import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { isFailure as isFailureByDefault } from '../errors/is-failure.js';
import { random as platformRandom } from '../time/random.js';
import {
  requireCount,
  requireDuration,
  requireFiniteDuration,
  requireFunction,
  requireOneOf,
  requireOption,
  requirePositiveDuration,
} from '../validation/require-option.js';
import type { CircuitBreakerSnapshot } from './circuit-snapshot.js';
import type { RefusalOptions } from './create-refusal.js';
import type { WindowSize } from './failure-window.js';
import type { RampUpRules } from './ramp-up.js';

export interface CircuitBreakerOptions extends RefusalOptions {
  /** Names it in errors. Default: `'circuit-breaker'`. */
  name?: string;
  /** Failures in a row that open the circuit, where no `failureRate` is given. Default: 5. */
  failureThreshold?: number;
  /** The share of failures in `window`, above 0 and at most 1, from which on it opens. Default: none, `failureThreshold` is used. */
  failureRate?: number;
  /** The share of slow calls in `window`, above 0 and at most 1, from which on it opens; needs `slowCallDuration`. Default: none. */
  slowCallRate?: number;
  /**
   * A call that takes longer than this many milliseconds to its first value or its end is slow. With `slowCallRate` it is counted
   * at that moment, while it still runs (one timer per call); without, `metrics.slow` counts it at its end. Calls that run keep
   * the one they began with. Default: `Infinity`.
   */
  slowCallDuration?: number;
  /** What rates are reckoned over: the last calls, or the last milliseconds. Default: `{ calls: 100 }`. */
  window?: { calls: number } | { duration: number };
  /** Calls that have to be in `window` before a rate is judged; a smaller window has to be full. Default: 10. */
  minimumCalls?: number;
  /**
   * Milliseconds that the circuit stays open, or a function of the opening's number (1 for the first since it was closed) and
   * of the error that opened it. `Infinity`: until `reset()`. Where the function throws or returns no duration, it is the
   * default, and the call that failed errors with what was thrown. Default: 30_000.
   */
  openDuration?: number | ((openings: number, error: unknown) => number);
  /** Whether a server's `Retry-After` in the error that opens the circuit lengthens the opening. Default: `'respect'`. */
  retryAfter?: 'respect' | 'ignore';
  /** The longest opening in milliseconds that a `Retry-After` may ask for; a longer `openDuration` stays. Default: 300_000. */
  maxRetryAfter?: number;
  /**
   * The opening is longer by up to this share of itself, from 0 to 1, at random, so that a fleet whose circuits opened together
   * doesn't probe together. Default: 0.
   */
  openJitter?: number;
  /** Probes admitted at once while half-open. Default: 1. */
  halfOpenCalls?: number;
  /** Successful probes that close the circuit. Default: 1. */
  successThreshold?: number;
  /** Milliseconds after which a probe without a value or end counts as a failure; the call itself goes on. Default: 60_000. */
  probeTimeout?: number;
  /**
   * After probes have closed the circuit, the admitted share of calls grows: (n + 1) / (steps + 1) of them in step n, counted from 0,
   * each of `duration / steps` milliseconds; then all of them. The others are refused. Default: none, all at once.
   */
  rampUp?: { duration: number; steps: number };
  /** Which errors count as failures. Default: network, timeout, 408, 429, 5xx and any error that isn't this library's, aborts excepted. */
  isFailure?: (error: unknown) => boolean;
  /** What `toJSON()` gave earlier: an open circuit is open for the rest of its time. Default: closed. */
  initialState?: CircuitBreakerSnapshot;
  /** Its clock, and its timers. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
  /** Numbers from 0 to below 1, for `openJitter`. Default: `Math.random`. */
  random?: () => number;
}

/** What `update` may change. */
export type CircuitBreakerLimits = Omit<CircuitBreakerOptions, 'name' | 'initialState' | 'scheduler' | 'random'>;

type WithoutDefault = 'failureRate' | 'slowCallRate' | 'rampUp';

/** All options, each with its value. */
export interface CircuitBreakerSettings extends Required<Omit<CircuitBreakerOptions, WithoutDefault | 'initialState'>> {
  readonly failureRate?: number;
  readonly slowCallRate?: number;
  readonly window: WindowSize;
  readonly rampUp?: RampUpRules;
}

export const DEFAULT_OPEN_DURATION = 30_000;

const DEFAULTS: CircuitBreakerSettings = {
  name: 'circuit-breaker',
  failureThreshold: 5,
  slowCallDuration: Infinity,
  window: { calls: 100 },
  minimumCalls: 10,
  openDuration: DEFAULT_OPEN_DURATION,
  retryAfter: 'respect',
  maxRetryAfter: 300_000,
  openJitter: 0,
  halfOpenCalls: 1,
  successThreshold: 1,
  probeTimeout: 60_000,
  isFailure: isFailureByDefault,
  stackTraces: false,
  scheduler: asyncScheduler,
  random: platformRandom,
};

/** Fills in what isn't given from `base`, and refuses what can't work. */
export function circuitBreakerSettings(options: CircuitBreakerOptions, base = DEFAULTS): CircuitBreakerSettings {
  const {
    name = base.name,
    failureThreshold = base.failureThreshold,
    failureRate = base.failureRate,
    slowCallRate = base.slowCallRate,
    slowCallDuration = base.slowCallDuration,
    window = base.window,
    minimumCalls = base.minimumCalls,
    openDuration = base.openDuration,
    retryAfter = base.retryAfter,
    maxRetryAfter = base.maxRetryAfter,
    openJitter = base.openJitter,
    halfOpenCalls = base.halfOpenCalls,
    successThreshold = base.successThreshold,
    probeTimeout = base.probeTimeout,
    rampUp = base.rampUp,
    isFailure = base.isFailure,
    stackTraces = base.stackTraces,
    scheduler = base.scheduler,
    random = base.random,
  } = options;
  requireCount('failureThreshold', failureThreshold, 1);
  checkRates({ failureRate, slowCallRate, slowCallDuration });
  checkWindow(window, options.minimumCalls, minimumCalls);
  if (typeof openDuration !== 'function') requireDuration('openDuration', openDuration);
  requireOneOf('retryAfter', retryAfter, ['respect', 'ignore']);
  requireDuration('maxRetryAfter', maxRetryAfter);
  requireOption(typeof openJitter === 'number' && openJitter >= 0 && openJitter <= 1, 'openJitter', 'a number from 0 to 1', openJitter);
  requireCount('halfOpenCalls', halfOpenCalls, 1);
  requireCount('successThreshold', successThreshold, 1);
  requirePositiveDuration('probeTimeout', probeTimeout);
  if (rampUp !== undefined) checkRampUp(rampUp);
  requireFunction('isFailure', isFailure);
  requireFunction('random', random);
  return {
    name,
    failureThreshold,
    failureRate,
    slowCallRate,
    slowCallDuration,
    window,
    minimumCalls,
    openDuration,
    retryAfter,
    maxRetryAfter,
    openJitter,
    halfOpenCalls,
    successThreshold,
    probeTimeout,
    rampUp,
    isFailure,
    stackTraces,
    scheduler,
    random,
  };
}

function checkRates({ failureRate, slowCallRate, slowCallDuration = Infinity }: CircuitBreakerLimits): void {
  requirePositiveDuration('slowCallDuration', slowCallDuration);
  for (const [option, rate] of Object.entries({ failureRate, slowCallRate })) {
    const isShare = typeof rate === 'number' && rate > 0 && rate <= 1;
    if (rate !== undefined) requireOption(isShare, option, 'a number above 0 and at most 1', rate);
  }
  const isSlowDefined = slowCallRate === undefined || slowCallDuration < Infinity;
  requireOption(isSlowDefined, 'slowCallRate', 'given together with slowCallDuration, which says what is slow', slowCallRate);
}

function checkWindow(window: WindowSize, givenMinimum: number | undefined, minimumCalls: number): void {
  const isObject = typeof window === 'object' && window !== null;
  requireOption(isObject && 'calls' in window !== 'duration' in window, 'window', 'either { calls } or { duration }', window);
  requireCount('minimumCalls', minimumCalls, 1);
  if ('duration' in window) return requireFiniteDuration('window.duration', window.duration);
  const { calls } = window;
  requireOption(Number.isInteger(calls) && calls >= 1 && calls <= 1e6, 'window.calls', 'a whole number from 1 to 1_000_000', calls);
  const canBeReached = givenMinimum === undefined || givenMinimum <= calls;
  requireOption(canBeReached, 'minimumCalls', `at most window.calls (${calls}): the window never holds more`, givenMinimum);
}

function checkRampUp(rampUp: RampUpRules): void {
  requireOption(typeof rampUp === 'object' && rampUp !== null, 'rampUp', '{ duration, steps }', rampUp);
  const { duration, steps } = rampUp;
  requireFiniteDuration('rampUp.duration', duration);
  requireOption(Number.isInteger(steps) && steps >= 1, 'rampUp.steps', 'a whole number from 1', steps);
}
