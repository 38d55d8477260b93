import type { RequestInfo } from '../../src/errors/request-info.js';

/** A request as an error knows it. */
export function requestInfo(changes: Partial<RequestInfo> & { readonly idempotencyKey?: string } = {}): RequestInfo {
  const { idempotencyKey, ...info } = changes;
  const headers = new Headers(idempotencyKey === undefined ? {} : { 'Idempotency-Key': idempotencyKey });
  return { id: '7', attempt: 1, method: 'GET', url: 'https://api.example.com/orders', headers, isBodyRepeatable: true, ...info };
}
