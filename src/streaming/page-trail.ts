import { requestLine } from '../errors/library-error.js';
import { RequestError } from '../errors/request-error.js';
import { ResponseParseError } from '../errors/response-parse-error.js';
import type { HttpResponse } from '../http/http-response.js';
import { resolveUrl } from '../http/resolve-url.js';

/** The pages that have been read: tells which links lead on. */
export class PageTrail {
  readonly #visited = new Set<string>();

  constructor(private readonly otherOrigins: 'refuse' | 'follow') {}

  /** Where a link of an answer leads to. Throws for one that leads back, or away from the first page's origin without leave. */
  follow(link: string | URL, { url: from, request }: HttpResponse): URL {
    for (const page of [request.url, from]) this.#visited.add(withoutHash(new URL(page)));
    const url = resolveUrl(link, from);
    if (url.origin !== new URL(request.url).origin && this.otherOrigins === 'refuse') {
      const message = `${requestLine(request)}: the next page is on another origin, ${url.origin}, which would be sent this client's headers.`;
      throw new RequestError(`${message} If that is meant, say otherOrigins: 'follow'.`, { request });
    }
    if (this.#visited.has(withoutHash(url))) {
      throw new ResponseParseError(`${requestLine(request)}: the next page has been read already: ${url.href}.`, { text: '', request });
    }
    this.#visited.add(withoutHash(url));
    return url;
  }
}

function withoutHash(url: URL): string {
  return url.href.slice(0, url.href.length - url.hash.length);
}
