import { RequestError } from '../errors/request-error.js';
import { redactUrl } from '../errors/redact.js';

/** A value of a query parameter; `undefined` and `null` are left out, arrays repeated. */
export type QueryValue =
  string | number | boolean | bigint | null | undefined | readonly (string | number | boolean | bigint | null | undefined)[];

export type QueryParams = Record<string, QueryValue> | URLSearchParams;

/** Resolves a URL as the WHATWG URL standard says; in a browser the page's address is the last base. Throws a `RequestError`. */
export function resolveUrl(url: string | URL, base: string | URL | undefined = pageUrl()): URL {
  try {
    if (typeof url === 'string' && ABSOLUTE.test(url)) return new URL(url); // the base would be parsed for nothing
    return new URL(url, base);
  } catch {
    const hint = base === undefined && !ABSOLUTE.test(String(url)) ? ' It is relative, and there is no baseUrl.' : '';
    throw new RequestError(`The URL ${quoteUrl(url)} can't be resolved.${hint}`);
  }
}

const ABSOLUTE = /^https?:\/\//i;
/** It may be just for a slash in the password that a URL is none. */
const USER_INFO = /^([a-z][a-z\d+.-]*:)?[/\\]{2}.*@/i;

/** A URL that is none, for a message: without its secrets. */
export function quoteUrl(url: string | URL): string {
  return JSON.stringify(redactUrl(String(url).trim()).replace(USER_INFO, '$1//***@').slice(0, 200));
}

/** Adds parameters behind those that the URL has; the URL's own stay as they are written. */
export function addParams(url: URL, params: QueryParams | undefined): void {
  if (params === undefined) return;
  const added = params instanceof URLSearchParams ? params.toString() : toQuery(params);
  if (added !== '') url.search = url.search === '' ? added : `${url.search}&${added}`;
}

function toQuery(params: Record<string, QueryValue>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const item of isList(value) ? value : [value]) {
      if (item !== undefined && item !== null) query.append(name, String(item));
    }
  }
  return query.toString();
}

function isList(value: QueryValue): value is Extract<QueryValue, readonly unknown[]> {
  return Array.isArray(value);
}

function pageUrl(): string | undefined {
  return typeof document === 'undefined' ? undefined : document.baseURI;
}
