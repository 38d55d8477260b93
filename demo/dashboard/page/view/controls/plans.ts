import { POLICY_RANGES } from '../../engine/policy-knobs.js';
import { SERVICE_RANGES, STREAM_RANGES } from '../../../shared/protocol.js';
import { count, duration, percent } from '../words.js';
import type { LoadKnobs, PolicyKnobs, ServiceKnobs, StreamKnobs } from '../../model.js';
import type { KnobPlan } from './knob.js';

const perSecond = (value: number): string => `${count(value)} a second`;
const orNever = (tell: (value: number) => string) => (value: number) => (value === 0 ? 'none' : tell(value));
const seconds = (value: number): string => `${value} s`;

export const LOAD_PLANS: readonly KnobPlan<Pick<LoadKnobs, 'rate'>>[] = [
  { key: 'rate', label: 'Requests', range: [0, 400], step: 10, tell: perSecond },
];

/** What is turned most lies within a slider's reach; the server would take more. */
export const SERVER_PLANS: readonly KnobPlan<Omit<ServiceKnobs, 'spread'>>[] = [
  {
    key: 'outage',
    label: 'Outage',
    choices: [
      ['none', 'none'],
      ['unavailable', 'answers 503'],
      ['reset', 'resets connections'],
      ['silent', 'never answers'],
    ],
  },
  { key: 'failureRate', label: 'Failing (500)', range: SERVICE_RANGES.failureRate, step: 0.01, tell: percent },
  { key: 'cutRate', label: 'Cut off in the body', range: SERVICE_RANGES.cutRate, step: 0.01, tell: percent },
  { key: 'latency', label: 'Latency', range: [SERVICE_RANGES.latency[0], 2_000], step: 10, tell: duration },
  { key: 'rateLimit', label: '429 above', range: [SERVICE_RANGES.rateLimit[0], 200], step: 5, tell: orNever(perSecond) },
  { key: 'capacity', label: 'Capacity', range: [SERVICE_RANGES.capacity[0], 300], step: 1, tell: perSecond },
];

export const STREAM_PLANS: readonly KnobPlan<StreamKnobs>[] = [
  { key: 'cutEvery', label: 'Stream cut every', range: [STREAM_RANGES.cutEvery[0], 60], step: 1, tell: orNever(seconds) },
  { key: 'eventsPerSecond', label: 'Stream events', range: STREAM_RANGES.eventsPerSecond, step: 1, tell: perSecond },
];

export const POLICY_PLANS: readonly KnobPlan<PolicyKnobs>[] = [
  { key: 'failureRate', label: 'Breaker opens at', range: POLICY_RANGES.failureRate, step: 0.01, tell: percent },
  { key: 'minimumCalls', label: 'Minimum calls', range: POLICY_RANGES.minimumCalls, step: 1, tell: count },
  { key: 'openDuration', label: 'Open for', range: POLICY_RANGES.openDuration, step: 100, tell: duration },
  { key: 'successThreshold', label: 'Good probes to close', range: POLICY_RANGES.successThreshold, step: 1, tell: count },
  { key: 'rate', label: 'Limiter rate', range: POLICY_RANGES.rate, step: 1, tell: perSecond },
  { key: 'capacity', label: 'Limiter burst', range: POLICY_RANGES.capacity, step: 1, tell: count },
  { key: 'retries', label: 'Retries', range: POLICY_RANGES.retries, step: 1, tell: count },
  { key: 'initialInterval', label: 'First backoff', range: POLICY_RANGES.initialInterval, step: 10, tell: duration },
  {
    key: 'jitter',
    label: 'Jitter',
    choices: [
      ['full', 'full'],
      ['equal', 'equal'],
      ['decorrelated', 'decorrelated'],
      ['none', 'none'],
    ],
  },
  { key: 'attemptTimeout', label: 'Attempt timeout', range: POLICY_RANGES.attemptTimeout, step: 50, tell: duration },
];
