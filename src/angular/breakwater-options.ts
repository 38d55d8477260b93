import type { HttpRequest } from '@angular/common/http';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import { requireFunction, requireOption } from '../validation/require-option.js';

export interface BreakwaterOptions {
  /**
   * Around requests that no route matches; `protect` makes one, with a `Registry` where each origin is to have its own breaker or
   * limiter. Default: none.
   */
  policy?: ResiliencePolicy | null;
  /** Policies by name. The first route that matches a request is the one; names that are whole numbers come first. Default: none. */
  routes?: Readonly<Record<string, BreakwaterRoute>>;
}

/** Which requests a policy is for. */
export interface BreakwaterRoute {
  /**
   * A text is the beginning of a URL, up to a `/`, `?` or its end, and may be relative to the page: `/api/orders` is neither
   * `/api/orders-archive` nor on another server. A pattern is searched in the absolute URL, parameters and all.
   */
  url: string | RegExp | ((request: HttpRequest<unknown>) => boolean);
  /** Around these requests; `null` leaves them alone. */
  policy: ResiliencePolicy | null;
}

/** Refuses what can't be meant. */
export function checkOptions({ policy, routes }: BreakwaterOptions): void {
  if (policy != null) requirePolicy('policy', policy);
  for (const [name, route] of Object.entries(routes ?? {})) {
    const { url } = route;
    const isUrl = (typeof url === 'string' && url !== '') || url instanceof RegExp || typeof url === 'function';
    requireOption(isUrl, `routes.${name}.url`, 'the beginning of a URL, a RegExp or a function', url);
    if (route.policy !== null) requirePolicy(`routes.${name}.policy`, route.policy);
  }
}

/** The likeliest slip is to give the options of `protect`. */
export function requirePolicy(option: string, policy: unknown): void {
  const isOptions = typeof policy === 'object' && policy !== null;
  if (isOptions) requireOption(false, option, 'a function, as protect({ … }) makes one', policy);
  requireFunction(option, policy);
}
