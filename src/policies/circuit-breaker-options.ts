import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { isFailure as isFailureByDefault } from '../errors/is-failure.js';
import { requireCount, requireDuration, requireFunction, requirePositiveDuration } from '../validation/require-option.js';

export interface CircuitBreakerOptions {
  /** Names it in errors. Default: `'circuit-breaker'`. */
  name?: string;
  /** Failures in a row that open the circuit. Default: 5. */
  failureThreshold?: number;
  /**
   * Milliseconds that the circuit stays open, or a function of the opening's number (1 for the first since it was closed) and
   * of the error that opened it. `Infinity`: until `reset()`. Where the function throws or returns no duration, it is the
   * default, and the call that failed errors with what was thrown. Default: 30_000.
   */
  openDuration?: number | ((openings: number, error: unknown) => number);
  /** Probes admitted at once while half-open. Default: 1. */
  halfOpenCalls?: number;
  /** Successful probes that close the circuit. Default: 1. */
  successThreshold?: number;
  /** Milliseconds after which a probe without a value or end counts as a failure; the call itself goes on. Default: 60_000. */
  probeTimeout?: number;
  /** Which errors count as failures. Default: network, timeout, 408, 429, 5xx and any error that isn't this library's, aborts excepted. */
  isFailure?: (error: unknown) => boolean;
  /** Its clock, and the timer for those who watch `state$`. Default: `asyncScheduler`. */
  scheduler?: SchedulerLike;
}

/** What `update` may change. */
export type CircuitBreakerLimits = Omit<CircuitBreakerOptions, 'name' | 'scheduler'>;

/** All options, each with its value. */
export type CircuitBreakerSettings = Required<CircuitBreakerOptions>;

export const DEFAULT_OPEN_DURATION = 30_000;

const DEFAULTS: CircuitBreakerSettings = {
  name: 'circuit-breaker',
  failureThreshold: 5,
  openDuration: DEFAULT_OPEN_DURATION,
  halfOpenCalls: 1,
  successThreshold: 1,
  probeTimeout: 60_000,
  isFailure: isFailureByDefault,
  scheduler: asyncScheduler,
};

/** Fills in what isn't given from `base`, and refuses what can't work. */
export function circuitBreakerSettings(options: CircuitBreakerOptions, base = DEFAULTS): CircuitBreakerSettings {
  const {
    name = base.name,
    failureThreshold = base.failureThreshold,
    openDuration = base.openDuration,
    halfOpenCalls = base.halfOpenCalls,
    successThreshold = base.successThreshold,
    probeTimeout = base.probeTimeout,
    isFailure = base.isFailure,
    scheduler = base.scheduler,
  } = options;
  requireCount('failureThreshold', failureThreshold, 1);
  if (typeof openDuration !== 'function') requireDuration('openDuration', openDuration);
  requireCount('halfOpenCalls', halfOpenCalls, 1);
  requireCount('successThreshold', successThreshold, 1);
  requirePositiveDuration('probeTimeout', probeTimeout);
  requireFunction('isFailure', isFailure);
  return { name, failureThreshold, openDuration, halfOpenCalls, successThreshold, probeTimeout, isFailure, scheduler };
}
