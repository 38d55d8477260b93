import { Observable } from 'rxjs';
import { json } from '../http/decoders/json.js';
import type { HttpClient } from '../http/http-client.js';
import type { RequestOptions } from '../http/http-client-options.js';
import type { HttpResponse } from '../http/http-response.js';
import { requireFunction, requireOneOf } from '../validation/require-option.js';
import { nextLink } from './link-header.js';
import { PageLoop } from './page-loop.js';

/** What a request takes; `params` are the first page's, the links to the others have their own. */
export interface PaginateOptions<T> extends RequestOptions<T> {
  /**
   * Tells where the next page is, absolute or relative to this one; nothing, or an empty text, ends it. Default: the `Link` header's
   * `rel="next"`.
   */
  next?: (page: T, response: HttpResponse) => string | URL | null | undefined;
  /**
   * What to do when the next page is on another origin than the first: whoever is there would get the client's headers, `Authorization`
   * and all. Default: `'refuse'`.
   */
  otherOrigins?: 'refuse' | 'follow';
}

/**
 * Emits a list page by page, each fetched through the client and its policies.
 *
 * ```
 * /orders          --a           Link: </orders?page=2>; rel="next"
 * /orders?page=2     --b         no Link
 *   paginate(http, '/orders')
 * result           --a-b|
 * ```
 *
 * The next page is asked for when `next` has returned, and behind `iterate` or `drainMap` when the consumer has done with this one: never
 * are more pages fetched than one ahead. Completes after the page that has no next one.
 *
 * Errors with what a request errors with, with `ResponseParseError` when a link leads back to a page that was there, with `RequestError`
 * when it can't be resolved or leads to another origin, and with what `next` throws. Unsubscribing aborts. Each subscription begins with
 * the first page.
 *
 * @example
 * const orders$ = paginate<{ items: string[]; more?: string }>(http, '/orders', { next: (page) => page.more }).pipe(
 *   concatMap((page) => page.items),
 * );
 */
export function paginate<T = unknown>(http: HttpClient, url: string | URL, options: PaginateOptions<T> = {}): Observable<T> {
  const { next = byLinkHeader, otherOrigins = 'refuse', as: decode = json<T>(), ...request } = options;
  requireFunction('next', next);
  requireOneOf('otherOrigins', otherOrigins, ['refuse', 'follow']);
  void http.get(url, { ...request, as: decode }); // sends nothing: what the client finds wrong with options is thrown here
  return new Observable((subscriber) => new PageLoop(http, { next, otherOrigins, decode, request }, subscriber).run(url));
}

function byLinkHeader(_page: unknown, { headers }: HttpResponse): string | undefined {
  return nextLink(headers);
}
