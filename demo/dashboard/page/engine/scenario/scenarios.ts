import { CALM, SERVICES, type KnobChange, type ServiceKnobs, type ServiceName } from '../../../shared/protocol.js';
import type { ScenarioInfo } from '../../model.js';

/** A step of a scenario: what it does to the server, how long it lasts, and what to say of it. */
export interface ScenarioStep {
  readonly duration: number;
  readonly words: string;
  readonly change: KnobChange;
}

export interface Scenario extends ScenarioInfo {
  /** @param perService requests per second that a service gets */
  readonly steps: (perService: number) => readonly ScenarioStep[];
}

export const SCENARIOS: readonly Scenario[] = [
  scenario({
    id: 'outage',
    name: 'Outage and recovery',
    sentence: 'Orders and payments go down and come back with cold caches: circuits open, probe and close; naive retries keep them down.',
    steps: (perService) => [
      step(3, 'all is well', calm()),
      step(12, 'payments and orders answer 503', only(['payments', 'orders'], { outage: 'unavailable' })),
      step(8, 'they are back with cold caches', only(['payments', 'orders'], { capacity: Math.max(1, perService * 0.75) })),
      step(15, 'all is well again', calm()),
    ],
  }),
  scenario({
    id: 'slow-leak',
    name: 'Slow leak',
    sentence: 'Search gets slower and slower until its answers take too long: timeouts open the circuit, and nobody waits any more.',
    steps: () => [
      ...[40, 150, 300, 500, 750].map((latency) => step(4, `search takes ${latency} ms`, only(['search'], { latency }))),
      step(12, 'search takes 1.5 s', only(['search'], { latency: 1_500, spread: 0.2 })),
      step(12, 'search was started again', calm()),
    ],
  }),
  scenario({
    id: 'rate-limit',
    name: 'Rate limit',
    sentence: 'Payments allows half of the calls and answers the others with 429: one Retry-After makes everyone in the queue wait.',
    steps: (perService) => [
      step(3, 'all is well', calm()),
      step(18, 'payments allows half', only(['payments'], { rateLimit: Math.max(1, Math.round(perService / 2)) })),
      step(10, 'payments allows all', calm()),
    ],
  }),
  scenario({
    id: 'flapping',
    name: 'Flapping',
    sentence: 'Orders fails and recovers every few seconds: the circuit goes with it, and fails fast.',
    steps: () => [
      step(2, 'all is well', calm()),
      ...[1, 2, 3, 4].flatMap(() => [
        step(4, 'orders resets connections', only(['orders'], { outage: 'reset' })),
        step(6, 'orders is back', calm()),
      ]),
    ],
  }),
];

function scenario(parts: Omit<Scenario, 'duration'>): Scenario {
  return { ...parts, duration: parts.steps(1).reduce((sum, { duration }) => sum + duration, 0) };
}

function step(seconds: number, words: string, change: KnobChange): ScenarioStep {
  return { duration: seconds * 1_000, words, change };
}

function calm(): KnobChange {
  return only([], {});
}

/** These services as told, and the others well. */
function only(services: readonly ServiceName[], change: Partial<ServiceKnobs>): KnobChange {
  const knobs = SERVICES.map((name) => [name, services.includes(name) ? { ...CALM, ...change } : CALM]);
  return { services: Object.fromEntries(knobs) as KnobChange['services'] };
}
