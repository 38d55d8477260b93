import type { Clock } from '../time/clock.js';
import type { CallOutcome } from './circuit-permit.js';
import type { CallRates } from './failure-window.js';

/** What a breaker has counted since it was made or reset; made when read. */
export interface CircuitBreakerMetrics {
  /** Calls admitted; each is a success, a failure, ignored, or still in flight. */
  readonly calls: number;
  readonly successes: number;
  readonly failures: number;
  /** Cancelled, or ended by an error that says nothing about the service, or too late to count. */
  readonly ignored: number;
  readonly refused: number;
  /** Calls that took longer than `slowCallDuration`, those that still run included. */
  readonly slow: number;
  /** Calls that have no outcome yet. A probe has one at its first value or its timeout, even if it runs on. */
  readonly inFlight: number;
  /** The share of failures in the window, 0 while it is empty. */
  readonly failureRate: number;
  /** The share of slow calls in the window, with those that still run; 0 while there are none. */
  readonly slowRate: number;
  /** Changes of status. */
  readonly transitions: number;
  /** On the scheduler's clock; absent while it has never opened. */
  readonly lastOpenedAt?: number;
}

/** Counts for `CircuitBreakerMetrics`. */
export class CircuitCounts {
  #calls = 0;
  #successes = 0;
  #failures = 0;
  #ignored = 0;
  #refused = 0;
  #slow = 0;
  #inFlight = 0;
  #running = 0;
  #transitions = 0;
  #lastOpenedAt: number | undefined;

  /** Calls that haven't ended, with or without an outcome. */
  get running(): number {
    return this.#running;
  }

  admitted(): void {
    this.#calls++;
    this.#inFlight++;
    this.#running++;
  }

  refused(): void {
    this.#refused++;
  }

  slow(): void {
    this.#slow++;
  }

  settled(outcome: CallOutcome): void {
    if (outcome === 'success') this.#successes++;
    else if (outcome === 'failure') this.#failures++;
    else this.#ignored++;
    this.#inFlight--;
  }

  ended(): void {
    this.#running--;
  }

  changed(openedAt?: number): void {
    this.#transitions++;
    this.opened(openedAt);
  }

  opened(at: number | undefined): void {
    this.#lastOpenedAt = at ?? this.#lastOpenedAt;
  }

  /** Forgets all but the calls that have no outcome yet. */
  clear(): void {
    this.#calls = this.#inFlight;
    this.#successes = this.#failures = this.#ignored = 0;
    this.#refused = 0;
    this.#slow = 0;
    this.#transitions = 0;
    this.#lastOpenedAt = undefined;
  }

  toMetrics(clock: Clock, { failureRate, slowRate }: CallRates): CircuitBreakerMetrics {
    const lastOpenedAt = this.#lastOpenedAt;
    const metrics = {
      calls: this.#calls,
      successes: this.#successes,
      failures: this.#failures,
      ignored: this.#ignored,
      refused: this.#refused,
      slow: this.#slow,
      inFlight: this.#inFlight,
      failureRate,
      slowRate,
      transitions: this.#transitions,
    };
    return lastOpenedAt === undefined ? metrics : { lastOpenedAt: clock.toScheduler(lastOpenedAt), ...metrics };
  }
}
