import type { RetryBackoffOptions } from 'breakwater';

export interface Way {
  readonly name: string;
  readonly backoff: RetryBackoffOptions;
}

/** The base and the cap of the paper. */
const exponential = { initialInterval: 5, maxInterval: 2_000 };

/** How a client waits before it tries again. */
export const ways: readonly Way[] = [
  { name: 'no backoff', backoff: { initialInterval: 0 } },
  { name: "jitter: 'none'", backoff: { ...exponential, jitter: 'none' } },
  { name: "jitter: 'equal'", backoff: { ...exponential, jitter: 'equal' } },
  { name: "jitter: 'full'", backoff: { ...exponential, jitter: 'full' } },
  { name: "jitter: 'decorrelated'", backoff: { ...exponential, jitter: 'decorrelated' } },
];
