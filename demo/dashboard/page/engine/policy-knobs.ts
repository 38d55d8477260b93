import type { PolicyKnobs } from '../model.js';

export const POLICY_DEFAULTS: PolicyKnobs = {
  failureRate: 0.5,
  minimumCalls: 20,
  openDuration: 5_000,
  successThreshold: 3,
  rate: 100,
  capacity: 40,
  retries: 3,
  initialInterval: 100,
  jitter: 'full',
  attemptTimeout: 1_000,
};

/** The least and the most that the controls offer. What the policies themselves refuse is theirs to say. */
export const POLICY_RANGES = {
  failureRate: [0.05, 1],
  minimumCalls: [1, 50],
  openDuration: [500, 30_000],
  successThreshold: [1, 10],
  rate: [1, 400],
  capacity: [1, 200],
  retries: [0, 6],
  initialInterval: [10, 2_000],
  attemptTimeout: [50, 5_000],
} as const satisfies Record<Exclude<keyof PolicyKnobs, 'jitter'>, readonly [least: number, most: number]>;

/** What no knob changes: how many outcomes a rate is reckoned over, how many attempts wait for a token, and how long a request may take. */
export const FIXED = { windowCalls: 50, maxQueue: 100, totalTimeout: 8_000 } as const;
