import { HttpContext, HttpContextToken } from '@angular/common/http';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import { requireOption } from '../validation/require-option.js';
import { requirePolicy } from './breakwater-options.js';

/** The policy of one request; `undefined`: that of its route. */
export const POLICY = new HttpContextToken<ResiliencePolicy | null | undefined>(() => undefined);

/** A key, or whether one is to be made. */
export const IDEMPOTENCY_KEY = new HttpContextToken<string | boolean>(() => false);

/**
 * Puts this policy around a request of Angular's `HttpClient`, instead of that of its route; `null`: none. Make the policy once, not
 * in the call: what it counts belongs to it.
 *
 * @param context is added to. Default: a new one.
 * @example
 * const patient = protect({ retry: { maxRetries: 10 } });
 * const options = { context: withPolicy(patient) }; // client.get('/report', options)
 */
export function withPolicy(policy: ResiliencePolicy | null, context: HttpContext = new HttpContext()): HttpContext {
  if (policy !== null) requirePolicy('policy', policy);
  return context.set(POLICY, policy);
}

/**
 * Sends an `Idempotency-Key` with a request of Angular's `HttpClient`, the same on all attempts, so that a POST or PATCH may be
 * retried: it is for servers that know this header. A header that is set already stays.
 *
 * @param key `true` makes one for each subscription. Default: `true`.
 * @param context is added to. Default: a new one.
 * @example
 * const options = { context: withIdempotencyKey() }; // client.post('/orders', order, options)
 */
export function withIdempotencyKey(key: string | true = true, context: HttpContext = new HttpContext()): HttpContext {
  const isKey = key === true || (typeof key === 'string' && key.trim() !== '');
  requireOption(isKey, 'key', 'true or a text that is not blank', key);
  return context.set(IDEMPOTENCY_KEY, key);
}
