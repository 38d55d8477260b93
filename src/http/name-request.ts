import { attach, isLibraryError } from '../errors/library-error.js';
import { withoutHeaders } from './header-list.js';
import { HttpRequest } from './http-request.js';
import type { RequestPlan } from './request-plan.js';

/**
 * Tells an error that leaves the client which request it belongs to. An idempotency key that was made for the subscription stays
 * behind: whoever subscribes again sends another key, so that the error must not say that the request may be repeated.
 */
export function nameRequest(error: unknown, { request, hasOneTimeKey }: RequestPlan, attempts: number): void {
  if (!isLibraryError(error)) return;
  const { request: known } = error;
  if (known !== undefined && !hasOneTimeKey) return;
  const named = known instanceof HttpRequest ? known : request.clone({ attempt: Math.max(1, attempts) });
  attach(error, { request: hasOneTimeKey ? withoutKey(named) : named });
}

function withoutKey(request: HttpRequest): HttpRequest {
  return request.withFields(withoutHeaders(request.fields, ['idempotency-key']));
}
