import { SERVICES, type ServiceName, type Setup, type SideName } from '../../../shared/protocol.js';

export interface Target {
  readonly service: ServiceName;
  readonly url: string;
}

/** Where the nth request of a side goes: to each service in turn, and there to each of its origins in turn. */
export function targetOf(origins: Setup['origins'], side: SideName, n: number): Target {
  const service = SERVICES[n % SERVICES.length]!;
  const all = origins[service][side];
  const turn = Math.floor(n / SERVICES.length) % all.length;
  return { service, url: `${all[turn]}/${service}/${n}` };
}
