import type { Answer } from '../../terminal/server/answer.js';
import type { ServiceCounts, ServiceKnobs } from '../shared/protocol.js';
import type { SecondLimit } from './second-limit.js';
import type { WorkQueue } from './work-queue.js';

export type AnswerKind = Exclude<keyof ServiceCounts['answered'], 'left'> | 'silent';

export interface PlannedAnswer extends Answer {
  readonly kind: AnswerKind;
}

/** What a replica decides by besides its knobs. */
export interface ReplicaState {
  readonly work: WorkQueue;
  readonly limit: SecondLimit;
  readonly random: () => number;
}

const AT_ONCE = 5;
/** Longer than anybody waits. */
const NEVER = 3_600_000;

/** What a request gets that arrives now. An outage answers before the limit, the limit before the work. */
export function planAnswer(knobs: ServiceKnobs, { work, limit, random }: ReplicaState, now: number): PlannedAnswer {
  const latency = knobs.latency * (1 + knobs.spread * (2 * random() - 1));
  const chance = random();
  const down = duringOutage(knobs.outage);
  if (down) return down;

  const retryAfter = limit.retryAfter(now, knobs.rateLimit);
  if (retryAfter !== undefined) return { kind: 'limited', status: 429, delay: AT_ONCE, headers: { 'Retry-After': String(retryAfter) } };

  const wait = work.enter(now, knobs.capacity);
  if (wait === undefined) return { kind: 'overloaded', status: 503, delay: AT_ONCE };
  const delay = wait + latency;
  if (chance < knobs.failureRate) return { kind: 'failed', status: 500, delay };
  if (chance < knobs.failureRate + knobs.cutRate) return { kind: 'cut', status: 200, delay, isCut: true };
  return { kind: 'ok', status: 200, delay };
}

function duringOutage(outage: ServiceKnobs['outage']): PlannedAnswer | undefined {
  switch (outage) {
    case 'none':
      return undefined;
    case 'unavailable':
      return { kind: 'unavailable', status: 503, delay: AT_ONCE };
    case 'reset':
      return { kind: 'reset', status: 0, delay: 0, isReset: true };
    case 'silent':
      return { kind: 'silent', status: 0, delay: NEVER, isReset: true };
  }
}
