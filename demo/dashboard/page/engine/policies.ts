import { BehaviorSubject } from 'rxjs';
import type { DashboardModel, PolicyKnobs, ServiceName } from '../model.js';
import type { GuardedService } from './service/guarded-service.js';

type Policies = DashboardModel['policy$']['value'];

/** The knobs of all services. */
export class PolicyBoard {
  readonly knobs$: BehaviorSubject<Policies>;
  #services: readonly GuardedService[] = [];

  constructor(start: PolicyKnobs) {
    this.knobs$ = new BehaviorSubject<Policies>({ orders: start, payments: start, search: start });
  }

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
