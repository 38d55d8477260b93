import { DOCUMENT, PlatformLocation } from '@angular/common';
import { inject } from '@angular/core';

/** Where relative URLs begin if not even the page has one. */
const NOWHERE = 'http://localhost/';

/** The URL against which requests are resolved: the page's base, on a server the URL that is rendered. In an injection context. */
export function injectPageUrl(): string {
  const base = baseOf(inject(DOCUMENT));
  return isHttp(base) ? base : pathOf(inject(PlatformLocation, { optional: true })?.href);
}

/** The document that Angular renders into on a server throws when it is asked for this. */
function baseOf(document: Document): string | undefined {
  try {
    return document.baseURI;
  } catch {
    return undefined;
  }
}

/** An address that can't be resolved is the backend's to refuse; as a key, it is as good as it is. */
export function resolve(url: string, page: string): string {
  return URL.canParse(url, page) ? new URL(url, page).href : url;
}

function pathOf(href: string | undefined): string {
  return isHttp(href) ? href : NOWHERE;
}

/** Of a document without an address it is `about:blank`, and on a server it may be missing. */
function isHttp(url: string | undefined): url is string {
  return url !== undefined && /^https?:/.test(url);
}
