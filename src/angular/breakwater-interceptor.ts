import type { HttpInterceptorFn, HttpRequest } from '@angular/common/http';
import { inject, InjectionToken } from '@angular/core';
import { defer } from 'rxjs';
import { createIdempotencyKey } from '../http/idempotency-key.js';
import { guardEvents } from './guard-events.js';
import { injectPageUrl, resolve } from './page-url.js';
import { PolicyRequest } from './policy-request.js';
import { BREAKWATER } from './provide-breakwater.js';
import { IDEMPOTENCY_KEY } from './request-context.js';
import { policyFor } from './route-of.js';
import { injectZoneBorder } from './zone-border.js';

/** Counts the calls of an application. */
const CALLS = new InjectionToken('Breakwater calls', { providedIn: 'root', factory: () => ({ count: 0 }) });

/**
 * Puts the policies of `provideBreakwater` around the requests of Angular's `HttpClient`: an interceptor for `withInterceptors`. What
 * stands behind it in the list runs for each attempt, what stands before it once for all.
 *
 * Errors stay what Angular makes of them, `HttpErrorResponse`, besides those with which a policy refuses or times out; `errorKind`,
 * `isRetryable` and breakers understand both. A POST or PATCH is sent once, unless it has an `Idempotency-Key` (`withIdempotencyKey`).
 * Progress events are kept: they begin anew with each attempt, with `HttpEventType.Sent`. Unsubscribing cancels whatever runs or waits.
 *
 * @example
 * const providers = [
 *   provideHttpClient(withInterceptors([breakwaterInterceptor])),
 *   provideBreakwater({ policy: protect({ retry: {}, breaker: {} }) }),
 * ];
 */
export const breakwaterInterceptor: HttpInterceptorFn = (asked, next) => {
  const page = injectPageUrl();
  const url = resolve(asked.urlWithParams, page);
  const policy = policyFor(asked, url, page, inject(BREAKWATER));
  const sent = withKey(asked);
  if (!policy) return next(sent);
  const calls = inject(CALLS);
  const border = injectZoneBorder();

  return defer(() => {
    const request = PolicyRequest.of(sent, url, String(++calls.count));
    const told = isKeyOneTime(asked) ? request.over(asked) : request;
    return guardEvents({ policy, request, told, send: () => next(sent), border });
  });
};

function withKey<T>(request: HttpRequest<T>): HttpRequest<T> {
  const key = request.context.get(IDEMPOTENCY_KEY);
  if (key === false || request.headers.has('Idempotency-Key')) return request;
  return request.clone({ setHeaders: { 'Idempotency-Key': key === true ? createIdempotencyKey() : key } });
}

function isKeyOneTime({ context, headers }: HttpRequest<unknown>): boolean {
  return context.get(IDEMPOTENCY_KEY) === true && !headers.has('Idempotency-Key');
}
