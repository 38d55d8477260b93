import type { KnobChange, Knobs, ServiceName } from './protocol.js';

/** The knobs after a change; what it leaves out stays as it is. */
export function applyChange({ services, stream }: Knobs, change: KnobChange): Knobs {
  const changed = Object.entries(services).map(([name, knobs]) => [name, { ...knobs, ...change.services?.[name as ServiceName] }]);
  return { services: Object.fromEntries(changed) as Knobs['services'], stream: { ...stream, ...change.stream } };
}
