import { concat, of, type Subscriber } from 'rxjs';
import { currentReader, Reader } from '../delivery/current-reader.js';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import type { HttpClient } from '../http/http-client.js';
import type { RequestOptions } from '../http/http-client-options.js';
import type { BodyDecoder, HttpResponse } from '../http/http-response.js';
import { PageTrail } from './page-trail.js';

/** How pages are found and read. */
export interface PageRules<T> {
  readonly next: (page: T, response: HttpResponse) => string | URL | null | undefined;
  readonly otherOrigins: 'refuse' | 'follow';
  readonly decode: BodyDecoder<T>;
  readonly request: Omit<RequestOptions<never>, 'as'>;
}

/** The head of an answer, by which the next page is found. It comes behind its pages, mostly one; a policy's own has none. */
class Head {
  constructor(readonly response: HttpResponse) {}
}

/** One subscription of `paginate`. */
export class PageLoop<T> {
  /** Held by a consumer that is busy with a page. */
  readonly #reader = new Reader();
  readonly #trail: PageTrail;
  #page: T | undefined;
  #head: HttpResponse | undefined;
  #isRunning = false;
  #due: (() => void) | undefined;

  constructor(
    private readonly http: HttpClient,
    private readonly rules: PageRules<T>,
    private readonly subscriber: Subscriber<T>,
  ) {
    this.#trail = new PageTrail(rules.otherOrigins);
  }

  /** Fetches the first page, and so on. */
  run(url: string | URL): void {
    this.#order(url, this.rules.request);
  }

  /** A page that has come at once leads back here, and not deeper into the stack. */
  #order(url: string | URL, options: PageRules<T>['request']): void {
    this.#due = () => this.#fetch(url, options);
    if (this.#isRunning) return;
    this.#isRunning = true;
    while (this.#due && !this.subscriber.closed) {
      const fetch = this.#due;
      this.#due = undefined;
      fetch();
    }
    this.#isRunning = false;
  }

  #fetch(url: string | URL, options: PageRules<T>['request']): void {
    const decode: BodyDecoder<T | Head> = (response) => concat(this.rules.decode(response), of(new Head(response)));
    const parts = innerSubscriber<T | Head>(this.subscriber, {
      next: (part) => {
        if (part instanceof Head) this.#head = part.response;
        else this.#emit(part);
      },
      complete: () => this.#goOn(),
    });
    this.http.get(url, { ...options, as: decode }).subscribe(parts);
  }

  /** Who holds us holds the body behind us, too: it may have more pages. */
  #emit(page: T): void {
    this.#page = page;
    const body = currentReader();
    this.#reader.deliverTo(this.subscriber, page);
    if (body && this.#reader.isHeld) this.#reader.whenFree(body.hold());
  }

  #goOn(): void {
    let url: URL | undefined;
    try {
      url = this.#nextUrl();
    } catch (error) {
      return this.subscriber.error(error);
    }
    if (url === undefined) return this.subscriber.complete();
    const next = url;
    this.#reader.whenFree(() => this.#order(next, { ...this.rules.request, params: undefined }));
  }

  #nextUrl(): URL | undefined {
    const head = this.#head;
    this.#head = undefined;
    const link = head && this.rules.next(this.#page as T, head);
    return head && link ? this.#trail.follow(link, head) : undefined;
  }
}
