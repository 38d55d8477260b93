import type { HttpRequest } from '../http/http-request.js';

/**
 * Which requests are meant: `'GET /orders?page=2'`, `'/orders'` (any method), a whole URL with or without a method, an expression
 * on the URL, or a function.
 */
export type RequestMatch = string | RegExp | ((request: HttpRequest) => boolean);

export function matchesRequest(match: RequestMatch, request: HttpRequest): boolean {
  if (typeof match === 'function') return match(request);
  if (match instanceof RegExp) return request.url.search(match) >= 0;
  const [method, target = ''] = /^[A-Z]+ /.test(match) ? match.split(/ (.*)/s) : [request.method, match];
  const { href, origin } = new URL(request.url);
  return method === request.method && (target === href || target === href.slice(origin.length));
}
