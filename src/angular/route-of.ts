import type { HttpRequest } from '@angular/common/http';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import type { BreakwaterOptions, BreakwaterRoute } from './breakwater-options.js';
import { resolve } from './page-url.js';
import { POLICY } from './request-context.js';

/** The policy of a request: its own, that of the first route that matches, or the one for all others. */
export function policyFor(request: HttpRequest<unknown>, url: string, page: string, options: BreakwaterOptions): ResiliencePolicy | null {
  const own = request.context.get(POLICY);
  if (own !== undefined) return own;
  const route = Object.values(options.routes ?? {}).find((each) => matches(each.url, request, url, page));
  return route ? route.policy : (options.policy ?? null);
}

function matches(wanted: BreakwaterRoute['url'], request: HttpRequest<unknown>, url: string, page: string): boolean {
  if (typeof wanted === 'function') return wanted(request);
  if (typeof wanted === 'string') return beginsWith(url, resolve(wanted, page));
  return url.search(wanted) >= 0; // unlike test(), it doesn't remember where a global pattern was found last
}

/** Whole parts only. */
function beginsWith(url: string, beginning: string): boolean {
  return url.startsWith(beginning) && (/[/?#]$/.test(beginning) || /^([/?#]|$)/.test(url.slice(beginning.length)));
}
