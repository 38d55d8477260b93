import { mergeMap } from 'rxjs';
import {
  createHttpClient,
  fetchTransport,
  NetworkError,
  RequestError,
  type HttpClient,
  type HttpInterceptor,
  type HttpRequest,
  type RequestOptions,
} from '../../src/index.js';
import { streamOf } from '../../src/http/streamed-body.js';
import { fakeFetch, settled } from '../support/fake-fetch.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

const url = 'https://api.example.com/x';
const NEVER_ANSWERED = new Promise<never>(() => undefined);

interface Call {
  readonly url: string;
  readonly init: RequestInit;
}

function recording(respond: () => unknown = () => new Response('{}')): { readonly http: HttpClient; readonly calls: Call[] } {
  const calls: Call[] = [];
  const fetch = (target: string, init: RequestInit): Promise<unknown> => {
    calls.push({ url: target, init });
    return Promise.resolve(respond());
  };
  return { calls, http: createHttpClient({ transport: fetchTransport({ fetch: fetch as never }) }) };
}

describe('fetchTransport, in front of fetch', () => {
  it('calls fetch at the subscription, at once, with method, headers, body and what init says', () => {
    const { http, calls } = recording();
    const init: RequestOptions<unknown>['init'] = { credentials: 'include', cache: 'no-store', redirect: 'error', keepalive: true };
    const x$ = http.post(`${url}?a=1`, { b: 2 }, { headers: { C: '3' }, init });
    expect(calls.length).toBe(0);
    x$.subscribe();
    const [{ url: target, init: given }] = calls as [Call];
    const { signal, headers, ...rest } = given;
    expect(target).toBe(`${url}?a=1`);
    expect(Object.fromEntries(headers as Headers)).toEqual({ c: '3', 'content-type': 'application/json' });
    expect(signal).toBeInstanceOf(AbortSignal);
    expect(rest).toEqual({ method: 'POST', body: '{"b":2}', ...init });
  });

  it('gives each attempt a signal of its own', () => {
    const { http, calls } = recording();
    http.get(url).subscribe();
    http.get(url).subscribe();
    expect(calls[0]!.init.signal).not.toBe(calls[1]!.init.signal);
  });

  it('tells the content type of text, which not every fetch does, and leaves one that is set', () => {
    const { http, calls } = recording();
    http.put(url, 'text').subscribe();
    http.put(url, 'text', { headers: { 'Content-Type': 'text/x' } }).subscribe();
    http.put(url, new FormData()).subscribe();
    const sent = calls.map(({ init }) => new Headers(init.headers).get('content-type'));
    expect(sent).toEqual(['text/plain;charset=UTF-8', 'text/x', null]);
  });

  it('sends a stream half-duplex, and nothing else so', () => {
    const { http, calls } = recording();
    http.put(url, new ReadableStream()).subscribe();
    http.put(url, 'text').subscribe();
    expect(calls.map(({ init }) => (init as { duplex?: string }).duplex)).toEqual(['half', undefined]);
  });

  it('takes user-info that an interceptor writes into a URL for Authorization', () => {
    const { http, calls } = recording();
    const interceptors: HttpInterceptor[] = [(request, next) => next(request.clone({ url: 'https://joe:pw@b.example/' }))];
    http.extend({ interceptors }).get(url).subscribe();
    expect(calls[0]!.url).toBe('https://b.example/');
    expect((calls[0]!.init.headers as Headers).get('authorization')).toBe(`Basic ${btoa('joe:pw')}`);
  });

  const refused: [what: string, call: (http: HttpClient) => ReturnType<HttpClient['get']>, message: RegExp][] = [
    ['a protocol that fetch does not speak', (http) => http.get('ftp://a.example/'), /fetch doesn't speak ftp:/],
    ['a protocol that only ends like one', (http) => http.get('xhttp://a.example/'), /fetch doesn't speak xhttp:/],
    ['a file', (http) => http.get('file:///etc/hosts'), /fetch doesn't speak file:/],
    ['CONNECT', (http) => http.request('CONNECT', url), /fetch doesn't allow the method CONNECT/],
    ['TRACE', (http) => http.request('trace', url), /fetch doesn't allow the method TRACE/],
    [
      'a body that an interceptor gives to GET',
      (http) => http.extend({ interceptors: [(request, next) => next(request.clone({ body: 'x' }))] }).get(url),
      /A GET request can't carry a body/,
    ],
  ];
  for (const [what, call, message] of refused) {
    it(`refuses ${what} with a RequestError, and calls no fetch`, async () => {
      const { http, calls } = recording();
      const error = await errorOf(call(http));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toMatch(message);
      expect(error.request).toBeDefined();
      expect(calls.length).toBe(0);
    });
  }

  it('tells which request it refuses, as it would have been sent', async () => {
    const { http } = recording();
    const { request } = await errorOf(http.extend({ headers: { A: '1' } }).get('ftp://a.example/'));
    expect((request as HttpRequest).headers.get('a')).toBe('1');
  });

  it('refuses a stream that somebody reads, or that an interceptor sends again', async () => {
    const { http, calls } = recording();
    const locked = new ReadableStream();
    locked.getReader();
    const twice: HttpInterceptor = (request, next) => next(request).pipe(mergeMap(() => next(request)));
    for (const call$ of [http.put(url, locked), http.extend({ interceptors: [twice] }).put(url, new ReadableStream())]) {
      const error = await errorOf(call$);
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toMatch(
        /^PUT .* can't be sent: its body is a stream that has been read already; give a factory, \(\) => stream/,
      );
    }
    expect(calls.length).toBe(1);
  });

  it('sends a stream of a known body as a stream where the platform can, and as that body the second time', async () => {
    const { http, calls } = recording();
    const twice: HttpInterceptor = (request, next) => next(request).pipe(mergeMap(() => next(request)));
    await outcomeOf(http.extend({ interceptors: [twice] }).put(url, streamOf('abc', 'text/plain', new ReadableStream())));
    const first = 'document' in globalThis ? 'abc' : jasmine.any(ReadableStream);
    expect(calls.map(({ init: { body } }) => body as unknown)).toEqual([first, 'abc']);
  });

  for (const sign of ['document', 'WorkerGlobalScope']) {
    it(`sends it as that body in a browser, which is told by its ${sign}`, async () => {
      const isThere = sign in globalThis;
      if (!isThere) Object.defineProperty(globalThis, sign, { value: {}, configurable: true });
      const { http, calls } = recording();
      await outcomeOf(http.put(url, streamOf('abc', 'text/plain', new ReadableStream())));
      if (!isThere) Reflect.deleteProperty(globalThis, sign);
      expect(calls.map(({ init: { body } }) => body as unknown)).toEqual(['abc']);
    });
  }

  it('lets go of a stream that it sends when the request is left', async () => {
    const { http } = recording(() => NEVER_ANSWERED);
    const cancel = jasmine.createSpy();
    const subscription = http.put(url, new ReadableStream({ cancel })).subscribe();
    await settled();
    subscription.unsubscribe();
    await settled();
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('aborts before the head and in the body, and nothing after the end', async () => {
    const fake = fakeFetch();
    const http = createHttpClient({ transport: fetchTransport({ fetch: fake.fetch }) });
    http.get(url).subscribe().unsubscribe();
    const inBody = http.get(url).subscribe();
    fake.answer();
    await settled();
    inBody.unsubscribe();
    const done = outcomeOf(http.get(url));
    fake.answer();
    await settled();
    fake.end();
    await done;
    expect(fake.signals.map(({ aborted }) => aborted)).toEqual([true, true, false]);
  });

  describe('on a platform that lacks', () => {
    /** Takes a global away while `work` runs. */
    async function without<T>(name: 'fetch' | 'ReadableStream' | 'Request' | 'Response', work: () => Promise<T>): Promise<T> {
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name)!;
      Reflect.deleteProperty(globalThis, name);
      try {
        return await work();
      } finally {
        Object.defineProperty(globalThis, name, descriptor);
      }
    }

    it('ReadableStream, sends text', async () => {
      const answer = { status: 200, headers: new Headers(), body: null };
      const { http, calls } = recording(() => answer);
      expect(await without('ReadableStream', () => outcomeOf(http.put(url, 'abc')))).toEqual({ values: [undefined] });
      expect(calls[0]!.init.body).toBe('abc');
    });

    it('Request, takes what fetch rejects with for no answer', async () => {
      const failing = createHttpClient({ transport: fetchTransport({ fetch: () => Promise.reject(new TypeError('fetch failed')) }) });
      expect(await without('Request', () => errorOf(failing.get(url)))).toBeInstanceOf(NetworkError);
    });

    it('fetch, judges a request as everywhere, or says what is missing', async () => {
      const error = await without('fetch', () => errorOf(createHttpClient().get('ftp://a.example/')));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toMatch(/fetch doesn't speak ftp:|^This platform has no fetch: give one with fetchTransport\(\{ fetch \}\)\.$/);
    });
  });

  it('tells options that fetch refuses from a connection that fails', async () => {
    const failing = createHttpClient({ transport: fetchTransport({ fetch: () => Promise.reject(new TypeError('fetch failed')) }) });
    expect(await errorOf(failing.get(url))).toBeInstanceOf(NetworkError);
    const error = await errorOf(failing.get(url, { init: { cache: 'no such mode' as never } }));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe(`GET ${url} can't be sent: fetch refuses its options.`);
    expect(error.cause).toEqual(new TypeError('fetch failed'));
  });

  it('makes a NetworkError of whatever else a fetch rejects with, throws or answers', async () => {
    const oddities: (() => unknown)[] = [
      () => Promise.reject(new Error('no')),
      () => Promise.reject('no'),
      () => {
        throw new Error('no');
      },
      () => Promise.resolve(undefined),
      () => Promise.resolve({ status: 200, headers: 7 }),
    ];
    for (const fetch of oddities) {
      const error = await errorOf(createHttpClient({ transport: fetchTransport({ fetch: fetch as never }) }).get(url));
      expect(error).toBeInstanceOf(NetworkError);
      expect(error.message).toBe(`GET ${url}: no answer.`);
      expect(error.request).toEqual(jasmine.objectContaining({ url }));
    }
  });

  it("takes a fetch's own Headers, and the request's URL where the answer has none", async () => {
    const headers = new Map([['a', '1']]);
    const { http } = recording(() => ({ status: 200, statusText: 'OK', redirected: undefined, url: '', headers, body: null }));
    const { values } = await outcomeOf(http.request('GET', url));
    expect(values[0]!.headers).toBeInstanceOf(Headers);
    expect([values[0]!.headers.get('a'), values[0]!.url]).toEqual(['1', url]);
  });

  it('tells the URL of an answer without its fragment, whatever the fetch says', async () => {
    const { http } = recording(() => ({ status: 200, headers: new Headers(), url: `${url}?a=1#there`, body: null }));
    expect((await outcomeOf(http.request('GET', url))).values[0]!.url).toBe(`${url}?a=1`);
  });

  it('reads an async iterable, as node-fetch has for a body, chunk by chunk, and returns it when it is left', async () => {
    const log: string[] = [];
    async function* body(): AsyncGenerator<Uint8Array> {
      try {
        for (const byte of [1, 2, 3]) {
          log.push(`made ${byte}`);
          yield new Uint8Array([byte]);
        }
      } finally {
        log.push('returned');
      }
    }
    const { http } = recording(() => ({ status: 200, headers: new Headers(), body: body() }));
    const subscription = http.get(url, { as: ({ body }) => body }).subscribe((chunk) => {
      log.push(`got ${chunk[0]}`);
      if (chunk[0] === 2) subscription.unsubscribe();
    });
    await settled();
    expect(log).toEqual(['made 1', 'got 1', 'made 2', 'got 2', 'returned']);
  });

  for (const body of [null, undefined]) {
    it(`reads nothing of a body that is ${body}`, async () => {
      const { http } = recording(() => ({ status: 200, headers: new Headers(), body }));
      expect(await outcomeOf(http.get(url, { as: (answer) => answer.body }))).toEqual({ values: [] });
    });
  }

  it('gives a body to one subscriber only', async () => {
    const once = new TypeError('The body of a response can be read only once, and it has been.');
    const { values } = await outcomeOf(recording().http.request('GET', url));
    expect((await outcomeOf(values[0]!.body)).error).toBeUndefined();
    expect((await outcomeOf(values[0]!.body)).error).toEqual(once);
  });

  it('passes over empty reads', async () => {
    const fake = fakeFetch();
    const http = createHttpClient({ transport: fetchTransport({ fetch: fake.fetch }) });
    const outcome = outcomeOf(http.get(url));
    fake.answer();
    await settled();
    for (const chunk of ['', '{"a"', '', ':1}']) fake.chunk(chunk);
    fake.end();
    expect(await outcome).toEqual({ values: [{ a: 1 }] });
  });

  it('holds neither the URL nor the headers in the NetworkError of a body that breaks off', async () => {
    const fake = fakeFetch();
    const http = createHttpClient({ transport: fetchTransport({ fetch: fake.fetch }) });
    const error = errorOf(http.get(`${url}?token=s3cret&a=1`, { headers: { Authorization: 'Bearer s3cret' } }));
    fake.answer();
    await settled();
    fake.breakOff(new TypeError('terminated'));
    expect((await error).message).toBe(`GET ${url}?token=***&a=1: the body broke off.`);
    expect((await error).cause).toEqual(new TypeError('terminated'));
  });
});
