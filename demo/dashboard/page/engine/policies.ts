import { BehaviorSubject } from 'rxjs';
import type { DashboardModel, PolicyKnobs, ServiceName } from '../model.js';
import { POLICY_DEFAULTS } from './policy-knobs.js';
import type { GuardedService } from './service/guarded-service.js';

type Policies = DashboardModel['policy$']['value'];

/** The knobs of all services. */
export class PolicyBoard {
  readonly knobs$ = new BehaviorSubject<Policies>({ orders: POLICY_DEFAULTS, payments: POLICY_DEFAULTS, search: POLICY_DEFAULTS });
  #services: readonly GuardedService[] = [];

  /** Whose policies follow them. */
  govern(services: readonly GuardedService[]): void {
    this.#services = services;
  }

  /** Without a service: of all of them. Throws a `RangeError`, and changes nothing, where a policy refuses it. */
  set(change: Partial<PolicyKnobs>, only?: ServiceName): void {
    const meant = this.#services.filter(({ name }) => only === undefined || name === only);
    const changed = meant.map((service) => ({ service, knobs: { ...this.knobs$.value[service.name], ...change } }));
    for (const { service, knobs } of changed) service.check(knobs);
    for (const { service, knobs } of changed) service.update(knobs);
    this.knobs$.next({ ...this.knobs$.value, ...Object.fromEntries(changed.map(({ service, knobs }) => [service.name, knobs])) });
  }
}
