import { catchError, from, map, mergeMap, NEVER, of, take, tap, timer, toArray, type Observable } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  NetworkError,
  protect,
  RequestError,
  ResponseParseError,
  text,
  type HttpClient,
  type HttpResponse,
  type HttpTransport,
} from '../../src/index.js';
import { chunks, drainMap, iterate, paginate, type PaginateOptions } from '../../src/streaming/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const origin = 'https://api.example.com';

/** An answer with a page, and a link to the next one. */
function page(marbles: string, next?: string, status = 200) {
  return {
    marbles,
    values: { h: { status, headers: next === undefined ? {} : { link: `<${next}>; rel="next"` } }, a: '"a"', b: '"b"', c: '"c"' },
  };
}

function client(transport: MarbleTransport): HttpClient {
  return createHttpClient({ baseUrl: `${origin}/v1/`, transport });
}

function urls({ requests }: MarbleTransport): string[] {
  return requests.map(({ request: { url } }) => url.slice(origin.length));
}

/** A client of many pages that answers synchronously. */
function manyPages(last: number, answer: (nth: number) => InstantAnswer = () => ({})) {
  const transport = instantTransport(({ url }) => {
    const nth = Number(new URL(url).searchParams.get('page') ?? 1);
    const headers: HeadersInit = nth < last ? { link: `<?page=${nth + 1}>; rel=next` } : {};
    return { headers, body: String(nth), ...answer(nth) };
  });
  return { transport, http: createHttpClient({ baseUrl: origin, transport }) };
}

describe('paginate', () => {
  it('emits page after page, each asked for when the one before is through', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport()
        .answer('/v1/orders', page('--h-(a|)', '/v1/orders?page=2'))
        .answer('/v1/orders?page=2', page(' --h-(b|)', '?page=3'))
        .answer('/v1/orders?page=3', page(' --h-(c|)'));
      expectObservable(paginate<string>(client(transport), 'orders')).toBe('----a---b---(c|)');
      flush();
      expect(urls(transport)).toEqual(['/v1/orders', '/v1/orders?page=2', '/v1/orders?page=3']);
    });
  });

  it('emits the only page', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, page('--h-(a|)'));
      expectObservable(paginate(client(transport), 'orders')).toBe('----(a|)');
    });
  });

  it('passes an error on behind the pages before it, and sends no more', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const broken = new NetworkError('broken');
      const transport = createMarbleTransport()
        .answer('/v1/orders', page('-h-(a|)', '?page=2'))
        .answer('/v1/orders?page=2', { ...page('-h-#', '?page=3'), error: broken });
      expectObservable(paginate(client(transport), 'orders')).toBe('---a--#', undefined, broken);
      flush();
      expect(transport.requests.length).toBe(2);
    });
  });

  it('never ends where the server never answers', () => {
    inVirtualTime(({ expectObservable }) => {
      const http = createHttpClient({ baseUrl: origin, transport: () => NEVER });
      expectObservable(paginate(http, '/orders', { timeout: Infinity }), '^ 9s !').toBe('-');
    });
  });

  it('aborts when it is left, during a page or at one, and asks for no more', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport()
        .answer('/v1/orders', page('-h--(a|)', '?page=2'))
        .answer('/v1/orders?page=2', page('-h-(b|)'));
      expectObservable(paginate(client(transport), 'orders'), '--!').toBe('---');
      expectObservable(paginate(client(transport), 'orders').pipe(take(1))).toBe('----(a|)');
      flush();
      expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['aborted', 'complete']);
    });
  });

  it('begins with the first page for each subscription', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer('/v1/orders', page('-h(a|)', '?page=2')).answer('/v1/orders?page=2', page('-h(b|)'));
      const pages$ = paginate(client(transport), 'orders');
      expectObservable(pages$).toBe('--a-(b|)');
      expectObservable(pages$, '9ms ^').toBe('9ms --a-(b|)');
    });
  });

  it('follows ten thousand pages that are there at once', async () => {
    const { http, transport } = manyPages(10_000);
    const { values, error } = await outcomeOf(paginate<number>(http, '/orders'));
    expect([error, values.length, values.at(-1), transport.requests.length]).toEqual([undefined, 10_000, 10_000, 10_000]);
  });

  it('can be left inside a page that is there at once', () => {
    const { http, transport } = manyPages(Infinity);
    const seen: unknown[] = [];
    paginate(http, '/orders')
      .pipe(take(3))
      .subscribe((value) => seen.push(value));
    expect([seen, transport.requests.length]).toEqual([[1, 2, 3], 3]);
  });

  it('lets a subscriber subscribe again inside next', async () => {
    const { http } = manyPages(2);
    const pages$ = paginate<number>(http, '/orders');
    const twice$ = pages$.pipe(mergeMap((nth) => pages$.pipe(map((inner) => [nth, inner]))));
    expect((await outcomeOf(twice$)).values).toEqual([
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ]);
  });

  describe('finding the next page', () => {
    it('asks the function, with the page and its response', async () => {
      const asked: unknown[] = [];
      const next = (value: number, { status, url }: HttpResponse): URL | string | null => {
        asked.push([value, status, url.slice(origin.length)]);
        return value < 3 ? new URL(`${origin}/orders?page=${value + 1}`) : null;
      };
      const { http } = manyPages(1);
      expect((await outcomeOf(paginate<number>(http, '/orders', { next }))).values).toEqual([1, 2, 3]);
      expect(asked).toEqual([
        [1, 200, '/orders'],
        [2, 200, '/orders?page=2'],
        [3, 200, '/orders?page=3'],
      ]);
    });

    for (const end of [undefined, null, '']) {
      it(`ends where it returns ${JSON.stringify(end)}`, async () => {
        const { http } = manyPages(9);
        expect(await outcomeOf(paginate(http, '/orders', { next: () => end }))).toEqual({ values: [1] });
      });
    }

    it('resolves a link against where the answer came from', () => {
      inVirtualTime(({ flush }) => {
        const redirected = page('h(a|)', 'more?page=2');
        Object.assign(redirected.values.h, { url: `${origin}/v2/lists/orders` });
        const transport = createMarbleTransport().answer('/v1/orders', redirected).answer('/v2/lists/more?page=2', page('h(b|)'));
        paginate(client(transport), 'orders').subscribe();
        flush();
        expect(urls(transport)).toEqual(['/v1/orders', '/v2/lists/more?page=2']);
      });
    });

    it('sends parameters with the first page only, and everything else with all', async () => {
      const { http, transport } = manyPages(2);
      await outcomeOf(paginate(http, '/orders', { params: { sort: 'age' }, headers: { 'X-A': '1' } }));
      expect(transport.requests.map(({ url, headers }) => [url.slice(origin.length), headers.get('x-a')])).toEqual([
        ['/orders?sort=age', '1'],
        ['/orders?page=2', '1'],
      ]);
    });

    it('reads pages as it is told, also those of many values or of none', async () => {
      const { http } = manyPages(3, (nth) => (nth === 2 ? { body: '' } : {}));
      const as = (head: HttpResponse) => text()(head).pipe(mergeMap((body) => (body === '' ? [] : [body, `${body}!`])));
      expect(await outcomeOf(paginate(http, '/orders', { as }))).toEqual({ values: ['1', '1!', '3', '3!'] });
    });

    const loops: readonly [because: string, links: Readonly<Record<string, string>>, pages: number, from: string, to: string][] = [
      ['to itself', { '/orders': '/orders' }, 1, '/orders', '/orders'],
      ['to another place of itself', { '/orders': '#top' }, 1, '/orders', '/orders#top'],
      ['to a page before', { '/orders': '/b', '/b': '/c', '/c': '/b' }, 3, '/c', '/b'],
      ['to the first', { '/orders': '/b', '/b': '/orders' }, 2, '/b', '/orders'],
    ];
    for (const [because, links, pages, from, to] of loops) {
      it(`errors for a link that leads back ${because}`, async () => {
        const { http } = manyPages(1);
        const { values, error } = await outcomeOf(paginate(http, '/orders', { next: (_, { url }) => links[url.slice(origin.length)] }));
        expect(values.length).toBe(pages);
        expect(error).toBeInstanceOf(ResponseParseError);
        expect((error as Error).message).toBe(`GET ${origin}${from}: the next page has been read already: ${origin}${to}.`);
      });
    }

    it('errors for a link to where a page before was redirected', async () => {
      const { transport } = manyPages(1);
      const redirecting: HttpTransport = (request) =>
        transport(request).pipe(map((answer) => ({ ...answer, url: answer.url.replace(/orders$/, 'orders/1') })));
      const links: Readonly<Record<string, string>> = { [`${origin}/orders/1`]: '/b', [`${origin}/b`]: '/orders/1' };
      const http = createHttpClient({ baseUrl: origin, transport: redirecting });
      const { values, error } = await outcomeOf(paginate(http, '/orders', { next: (_, { url }) => links[url] }));
      expect(values.length).toBe(2);
      expect((error as Error).message).toBe(`GET ${origin}/b: the next page has been read already: ${origin}/orders/1.`);
    });

    it('errors for a link that leads back with user-info, which no request has in its URL', async () => {
      const { http, transport } = manyPages(1);
      const { error } = await outcomeOf(paginate(http, '/orders', { next: () => 'https://me:hush@api.example.com/b' }));
      expect(transport.requests.length).toBe(2);
      expect((error as Error).message).toBe(`GET ${origin}/b: the next page has been read already: https://***@api.example.com/b.`);
    });

    it('takes the origin that the first page was asked of, wherever it was redirected', async () => {
      const { transport } = manyPages(1);
      const away: HttpTransport = (request) =>
        transport(request).pipe(map((answer) => ({ ...answer, url: 'https://elsewhere.example.com/orders' })));
      const http = createHttpClient({ baseUrl: origin, transport: away });
      const { values, error } = await outcomeOf(paginate(http, '/orders', { next: () => '/b' }));
      expect([values, transport.requests.length]).toEqual([[1], 1]);
      expect((error as Error).message).toMatch(/another origin, https:\/\/elsewhere\.example\.com,/);
    });

    it('refuses another origin, and follows it where that is allowed', async () => {
      const next = (_: unknown, { url }: HttpResponse): string | undefined =>
        url.includes('elsewhere') ? undefined : 'https://elsewhere.example.com/2';
      const { http, transport } = manyPages(1);
      const { values, error } = await outcomeOf(paginate(http, '/orders', { next }));
      expect([values, transport.requests.length]).toEqual([[1], 1]);
      expect(error).toBeInstanceOf(RequestError);
      expect((error as Error).message).toMatch(
        /^GET .*\/orders: the next page is on another origin, https:\/\/elsewhere\.example\.com, .*otherOrigins: 'follow'\.$/,
      );
      expect(await outcomeOf(paginate(http, '/orders', { next, otherOrigins: 'follow' }))).toEqual({ values: [1, 1] });
      expect(transport.requests.at(-1)!.url).toBe('https://elsewhere.example.com/2');
    });

    for (const link of ['http://api.example.com/orders', 'https://api.example.com:444/orders', 'data:,1', '//evil.example']) {
      it(`takes ${link} for another origin`, async () => {
        const { http } = manyPages(1);
        expect((await outcomeOf(paginate(http, '/orders', { next: () => link }))).error).toBeInstanceOf(RequestError);
      });
    }

    it('errors for a link that cannot be resolved, and with what the function throws', async () => {
      const boom = new Error('boom');
      const { http } = manyPages(1);
      const { error } = await outcomeOf(paginate(http, '/orders', { next: () => 'http://[' }));
      expect(error).toBeInstanceOf(RequestError);
      const thrown = await outcomeOf(
        paginate(http, '/orders', {
          next: () => {
            throw boom;
          },
        }),
      );
      expect(thrown).toEqual({ values: [1], error: boom });
      expect(thrown.error).toBe(boom);
    });
  });

  it('goes through the policy of the client, page by page', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport()
        .answer('/v1/orders', page('-h(a|)', '?page=2'))
        .answer('/v1/orders?page=2', page('-h|', undefined, 503), page('-h-#'), page('-h(b|)'));
      const policy = protect({ retry: { initialInterval: 3, multiplier: 1, jitter: 'none' } });
      const http = createHttpClient({ baseUrl: `${origin}/v1/`, transport, policy });
      expectObservable(paginate(http, 'orders')).toBe('--a 12ms (b|)');
    });
  });

  it('emits what a policy answers instead of a page, and ends there', async () => {
    const { transport } = manyPages(3, (nth) => (nth === 2 ? { status: 503 } : {}));
    for (const instead of [['none'], 'none']) {
      const policy = <T>(source: Observable<T>): Observable<T> => source.pipe(catchError(() => of(instead as T)));
      const http = createHttpClient({ baseUrl: origin, transport, policy });
      expect(await outcomeOf(paginate(http, '/orders'))).toEqual({ values: [1, instead] });
    }
  });

  it('shows the policy pages', async () => {
    const seen: unknown[] = [];
    const { transport } = manyPages(1);
    const http = createHttpClient({ baseUrl: origin, transport, policy: (source) => source.pipe(tap((value) => seen.push(value))) });
    await outcomeOf(paginate(http, '/orders'));
    expect(seen[0]).toBe(1);
  });

  it('refuses a page by its status, as any request does', async () => {
    const { http } = manyPages(3, (nth) => (nth === 2 ? { status: 404 } : {}));
    const { values, error } = await outcomeOf(paginate(http, '/orders'));
    expect([values, error]).toEqual([[1], jasmine.any(HttpStatusError)]);
  });

  describe('behind a consumer that takes its time', () => {
    it('asks for a page only when the one before has been worked off, in drainMap', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport()
          .answer('/v1/orders', page('-h(a|)', '?page=2'))
          .answer('/v1/orders?page=2', page('-h(b|)', '?page=3'))
          .answer('/v1/orders?page=3', page('-h(c|)'));
        const slow$ = paginate<string>(client(transport), 'orders').pipe(drainMap((letter) => timer(10).pipe(map(() => letter))));
        expectObservable(slow$).toBe('12ms a 11ms b 11ms (c|)');
        flush();
        expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 12, 24]);
      });
    });

    it('asks for a page only when the loop asks for more, in iterate', async () => {
      const { http, transport } = manyPages(Infinity);
      const asked: number[] = [];
      for await (const nth of iterate(paginate<number>(http, '/orders'))) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        asked.push(transport.requests.length - nth);
        if (nth === 5) break;
      }
      expect(asked).toEqual([0, 0, 0, 0, 0]);
      expect(transport.requests.length).toBe(5);
    });

    it('asks for no page any more when a busy loop is left', async () => {
      const { http, transport } = manyPages(Infinity);
      const pages = iterate(paginate<number>(http, '/orders'));
      expect(await pages.next()).toEqual({ value: 1, done: false });
      await pages.return!();
      expect(transport.requests.length).toBe(1);
    });

    it('reads a page of many values no faster than they are taken', () => {
      inVirtualTime(({ expectObservable, flush, scheduler }) => {
        const transport = createMarbleTransport()
          .answer('/v1/orders', page('-ha-b-c|', '?page=2'))
          .answer('/v1/orders?page=2', page('-h(a|)'));
        const options: PaginateOptions<Uint8Array> = { as: chunks(), timeout: 5 };
        const taken: number[] = [];
        const values$ = paginate(client(transport), 'orders', options).pipe(tap(() => taken.push(scheduler.now())));
        const slow$ = values$.pipe(drainMap(() => timer(10)));
        expectObservable(slow$.pipe(toArray())).toBe('44ms (d|)', { d: [0, 0, 0, 0] });
        flush();
        expect(taken).toEqual([2, 12, 22, 34]);
        expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
      });
    });
  });

  describe('with its options', () => {
    it('takes an explicit undefined for the default', async () => {
      const { http } = manyPages(2);
      expect(await outcomeOf(paginate(http, '/orders', { next: undefined, otherOrigins: undefined, as: undefined }))).toEqual({
        values: [1, 2],
      });
    });

    const wrong: readonly [options: object, message: RegExp][] = [
      [{ next: '/2' }, /^next must be a function, but was "\/2"\.$/],
      [{ otherOrigins: 'yes' }, /^otherOrigins must be one of "refuse", "follow", but was "yes"\.$/],
      [{ timeout: -1 }, /^timeout must be /],
      [{ as: 1 }, /^as must be a function/],
    ];
    for (const [options, message] of wrong) {
      it(`refuses ${JSON.stringify(options)} when it is made`, () => {
        expect(() => paginate(createHttpClient(), '/orders', options)).toThrowError(RangeError, message);
      });
    }
  });

  it('types its pages by their decoder', async () => {
    const { http } = manyPages(1);
    const lengths$ = paginate(http, '/orders', { as: text() }).pipe(map((body) => body.length));
    expect(await outcomeOf(from(lengths$).pipe(mergeMap((length) => of(length))))).toEqual({ values: [1] });
  });
});
