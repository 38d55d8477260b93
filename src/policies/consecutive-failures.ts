import type { FailureWindow } from './failure-window.js';

/** Where `openDuration` is a function. */
const FORGET_AFTER = 30_000;

interface ConsecutiveFailuresRules {
  readonly failureThreshold: number;
  readonly openDuration: unknown;
}

/**
 * Opens after `failureThreshold` failures in a row; one success and the count starts again. A row that is older than an
 * opening would have lasted says no more than a circuit that has come through it, so it counts as nothing to remember.
 */
export class ConsecutiveFailures implements FailureWindow {
  #failures = 0;
  #lastAt = -Infinity;

  constructor(private readonly rules: () => ConsecutiveFailuresRules) {}

  record(isFailure: boolean, now: number): void {
    this.#failures = isFailure ? this.#failures + 1 : 0;
    this.#lastAt = now;
  }

  shouldOpen(): boolean {
    return this.#failures >= this.rules().failureThreshold;
  }

  clear(): void {
    this.#failures = 0;
  }

  isEmpty(now: number): boolean {
    return this.#failures === 0 || now - this.#lastAt >= forgetAfter(this.rules());
  }
}

/** How many milliseconds of silence it takes until bad news of a service no longer keeps its breaker from being evicted. */
export function forgetAfter({ openDuration }: Pick<ConsecutiveFailuresRules, 'openDuration'>): number {
  return typeof openDuration === 'number' ? openDuration : FORGET_AFTER;
}
