import { catchError, concat, defer, map, of, retry, take, tap, throwError, type Observable } from 'rxjs';
import {
  createHttpClient,
  discard,
  HttpContext,
  HttpContextToken,
  HttpStatusError,
  NetworkError,
  RequestTimeoutError,
  response,
  text,
  type HttpClientOptions,
  type HttpInterceptor,
  type HttpRequest,
  type HttpResponse,
  type ResiliencePolicy,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const baseUrl = 'https://api.example.com/';
const retryTwice: ResiliencePolicy = (source) => source.pipe(retry(2));

describe('createHttpClient', () => {
  const verbs: [
    call: string,
    make: (http: ReturnType<typeof createHttpClient>) => Observable<unknown>,
    sent: [string, string | undefined],
  ][] = [
    ['get', (http) => http.get('x'), ['GET', undefined]],
    ['post', (http) => http.post('x', [1]), ['POST', '[1]']],
    ['post without a body', (http) => http.post('x'), ['POST', undefined]],
    ['put', (http) => http.put('x', [1]), ['PUT', '[1]']],
    ['patch', (http) => http.patch('x', [1]), ['PATCH', '[1]']],
    ['delete', (http) => http.delete('x'), ['DELETE', undefined]],
    ['delete with a body', (http) => http.delete('x', { body: [1] }), ['DELETE', '[1]']],
    ['request with a decoder', (http) => http.request('REPORT', 'x', { as: (answer) => of([answer.status]), body: 'b' }), ['REPORT', 'b']],
  ];
  for (const [call, make, sent] of verbs) {
    it(`sends ${sent[0]} for ${call} and decodes the answer`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(/x$/, { marbles: '--h-a-b|', values: { a: '[2', b: '00]' } });
        const answer$ = make(createHttpClient({ baseUrl, transport }));
        expectObservable(answer$).toBe(call === 'request with a decoder' ? '--(v|)' : '-------(v|)', { v: [200] });
        flush();
        const { request } = transport.expectOne('https://api.example.com/x');
        expect([request.method, request.body]).toEqual(sent);
      });
    });
  }

  const unread: [call: string, make: (http: ReturnType<typeof createHttpClient>) => Observable<HttpResponse>, method: string][] = [
    ['head', (http) => http.head('x'), 'HEAD'],
    ['options', (http) => http.options('x'), 'OPTIONS'],
    ['request', (http) => http.request('GET', 'x'), 'GET'],
  ];
  for (const [call, make, method] of unread) {
    it(`gives the response at its head for ${call}, the body unread`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const values = { h: { status: 206, statusText: 'Partial', headers: { A: '1' }, url: 'https://b.example/', redirected: true } };
        const transport = createMarbleTransport().answer(`${method} /x`, { marbles: '--h--a|', values });
        const response$ = make(createHttpClient({ baseUrl, transport }));
        const told = map(({ status, statusText, url, redirected, headers, request }: HttpResponse) => [
          ...[status, statusText, url, redirected, headers.get('a'), request.url],
        ]);
        expectObservable(response$.pipe(told)).toBe('--(v|)', { v: [206, 'Partial', 'https://b.example/', true, '1', `${baseUrl}x`] });
        flush();
      });
    });
  }

  it('streams the body of a response chunk by chunk', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer('GET /x', '--h-a--b|');
      const chunks = (answer: HttpResponse): Observable<string> => answer.body.pipe(map((chunk) => new TextDecoder().decode(chunk)));
      expectObservable(createHttpClient({ baseUrl, transport }).get('x', { as: chunks })).toBe('----a--b|');
    });
  });

  it('sends nothing before the subscription, and anew for each', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '--h|', '-h|');
      const x$ = createHttpClient({ baseUrl, transport }).get('x');
      expect(transport.requests.length).toBe(0);
      expectObservable(x$).toBe('            ---(v|)', { v: undefined });
      expectObservable(concat(cold('-----|'), x$)).toBe('-------(v|)', { v: undefined });
      flush();
      expect(transport.requests.map(({ sentAt, request }) => [sentAt, request.id, request.attempt])).toEqual([
        [0, '1', 1],
        [5, '2', 1],
      ]);
    });
  });

  const left: [phase: string, marbles: string, unsubscription: string, values: string, outcome: ['aborted', number]][] = [
    ['before the head', '----h|', '--!', '', ['aborted', 2]],
    ['in the body', '-h--a--|', '---!', '', ['aborted', 3]],
    ['between chunks', '-h-a---|', '-----!', '', ['aborted', 5]],
  ];
  for (const [phase, marbles, unsubscription, values, outcome] of left) {
    it(`aborts in the same frame when it is left ${phase}`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer('GET /x', marbles);
        expectObservable(createHttpClient({ baseUrl, transport }).get('x'), `^${unsubscription.slice(1)}`).toBe(values);
        flush();
        const exchange = transport.expectOne('/x');
        expect([exchange.outcome, exchange.endedAt]).toEqual(outcome);
      });
    });
  }

  it('aborts nothing after a normal end, with take(1) either', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '-h-a|');
      expectObservable(createHttpClient({ baseUrl, transport }).get('x', { as: text() }).pipe(take(1))).toBe('----(a|)');
      flush();
      expect(transport.expectOne('/x').outcome).toBe('complete');
    });
  });

  it('aborts the transfer when acceptStatus or the decoder throws, and errors with what they throw', () => {
    const failure = new Error('no');
    const fail = (): never => {
      throw failure;
    };
    for (const options of [{ acceptStatus: fail }, { as: fail }]) {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer('GET /x', '-h---a|');
        expectObservable(createHttpClient({ baseUrl, transport }).get('x', options)).toBe('-#', undefined, failure);
        flush();
        const { outcome, endedAt } = transport.expectOne('/x');
        expect([outcome, endedAt]).toEqual(['aborted', 1]);
      });
    }
  });

  it('keeps the identity of a body: one subscription', async () => {
    const transport = createMarbleTransport().answer('GET /x', '(ha|)');
    const { values } = await outcomeOf(createHttpClient({ baseUrl, transport }).request('GET', 'x'));
    expect((await outcomeOf(values[0]!.body)).values.length).toBe(1);
    const again = await outcomeOf(values[0]!.body);
    expect(again.error).toEqual(jasmine.any(TypeError));
    expect((again.error as Error).message).toBe('The body of a response can be read only once, and it has been.');
  });

  const refused: [option: string, options: HttpClientOptions, message: RegExp][] = [
    ['timeout', { timeout: 0 }, /^timeout must be a number of milliseconds above 0, or Infinity, but was 0\.$/],
    ['timeout', { timeout: NaN }, /^timeout must be .* but was NaN\.$/],
    ['interceptors', { interceptors: [null as never] }, /^interceptors must be a function, but was null\.$/],
    ['interceptors', { interceptors: {} as never }, /^interceptors must be an array of functions, but was an object\.$/],
    ['transport', { transport: 'fetch' as never }, /^transport must be a function, but was "fetch"\.$/],
    ['policy', { policy: {} as never }, /^policy must be a function, but was an object\.$/],
    ['baseUrl', { baseUrl: 'http://' }, /^baseUrl must be an absolute URL, but was "http:\/\/"\.$/],
  ];
  for (const [option, options, message] of refused) {
    it(`refuses a bad ${option} at creation: ${message.source.slice(1, 40)}`, () => {
      expect(() => createHttpClient(options)).toThrowError(RangeError, message);
      expect(() => createHttpClient().extend(options)).toThrowError(RangeError, message);
    });
  }

  it("refuses a request's bad options at the call", () => {
    const http = createHttpClient({ transport: instantTransport() });
    expect(() => http.get(baseUrl, { timeout: -1 })).toThrowError(RangeError, /^timeout must be/);
    expect(() => http.get(baseUrl, { as: 'json' as never })).toThrowError(RangeError, /^as must be a function/);
    expect(() => http.get(baseUrl, { policy: {} as never })).toThrowError(RangeError, /^policy must be a function/);
    expect(() => http.get(baseUrl, { acceptStatus: 200 as never })).toThrowError(RangeError, /^acceptStatus must be a function/);
    for (const idempotencyKey of ['', ' \t', 7 as never, false as never]) {
      const key = /^idempotencyKey must be true or a text that is not blank/;
      expect(() => http.post(baseUrl, {}, { idempotencyKey })).toThrowError(RangeError, key);
    }
  });

  it('keeps its defaults for options that are undefined', () => {
    const transport = instantTransport(() => ({ body: '{"a":1}' }));
    const undefineds = { timeout: undefined, interceptors: undefined, policy: undefined, headers: undefined, scheduler: undefined };
    const http = createHttpClient({ baseUrl, transport }).extend({ ...undefineds, transport: undefined, baseUrl: undefined });
    const values: unknown[] = [];
    const requestUndefineds = { params: undefined, as: undefined, acceptStatus: undefined, signal: undefined, context: undefined };
    http
      .get('x', { ...undefineds, ...requestUndefineds, init: undefined, idempotencyKey: undefined })
      .subscribe((value) => values.push(value));
    expect(values).toEqual([{ a: 1 }]);
    expect(Object.fromEntries(transport.requests[0]!.headers)).toEqual({});
  });
});

describe('acceptStatus', () => {
  const accepted: [status: number, isAccepted: boolean][] = [
    [199, false],
    [200, true],
    [204, true],
    [299, true],
    [300, false],
    [304, false],
    [404, false],
    [500, false],
  ];
  for (const [status, isAccepted] of accepted) {
    it(`${isAccepted ? 'takes' : 'refuses'} ${status} by default`, async () => {
      const { values, error } = await outcomeOf(createHttpClient({ transport: instantTransport(() => ({ status })) }).get(baseUrl));
      expect(values.length).toBe(isAccepted ? 1 : 0);
      if (!isAccepted) expect(error).toBeInstanceOf(HttpStatusError);
    });
  }

  it('decides, where it is given, also for head and request', async () => {
    const http = createHttpClient({ transport: instantTransport(({ url }) => ({ status: url.endsWith('/a') ? 404 : 200, body: '1' })) });
    const acceptStatus = (status: number): boolean => status === 404;
    expect((await outcomeOf(http.get(`${baseUrl}a`, { acceptStatus }))).values).toEqual([1]);
    expect((await outcomeOf(http.head(`${baseUrl}a`, { acceptStatus }))).values[0]!.status).toBe(404);
    expect((await outcomeOf(http.request('GET', `${baseUrl}b`, { acceptStatus }))).error).toBeInstanceOf(HttpStatusError);
  });
});

describe('policy', () => {
  function counted(options: HttpClientOptions = {}): { http: ReturnType<typeof createHttpClient>; counts: Record<string, number> } {
    const counts = { headers: 0, interceptor: 0, transport: 0, decoder: 0 };
    const transport = createMarbleTransport().answer('GET /x', '-h#', '-h#', '-h|');
    const http = createHttpClient({
      baseUrl,
      transport: (request) => defer(() => (counts.transport++, transport(request))),
      headers: () => (counts.headers++, {}),
      interceptors: [(request, next) => (counts.interceptor++, next(request))],
      ...options,
    }).extend({});
    return { http, counts };
  }

  const reads = (counts: Record<string, number>) => (answer: HttpResponse) => (counts.decoder!++, discard()(answer));

  it('runs headers, interceptors, transport and decoding again for each attempt', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const { http, counts } = counted({ policy: retryTwice });
      expectObservable(http.get('x', { as: reads(counts) })).toBe('------(v|)', { v: undefined });
      flush();
      expect(counts).toEqual({ headers: 3, interceptor: 3, transport: 3, decoder: 3 });
    });
  });

  it("is none where the request's is null", () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const { http, counts } = counted({ policy: retryTwice });
      const broken = new NetworkError('GET https://api.example.com/x: the body broke off.');
      expectObservable(http.get('x', { as: reads(counts), policy: null })).toBe('--#', undefined, broken);
      flush();
      expect(counts).toEqual({ headers: 1, interceptor: 1, transport: 1, decoder: 1 });
    });
  });

  it("is replaced by the request's", () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const { http, counts } = counted({ policy: () => throwError(() => new Error('replaced')) });
      expectObservable(http.get('x', { as: reads(counts), policy: retryTwice })).toBe('------(v|)', { v: undefined });
      flush();
      expect(counts).toEqual({ headers: 3, interceptor: 3, transport: 3, decoder: 3 });
    });
  });

  it("is replaced by an extension's", () => {
    inVirtualTime(({ expectObservable }) => {
      const { http } = counted({ policy: () => throwError(() => new Error('replaced')) });
      expectObservable(http.extend({ policy: (source) => source.pipe(retry(1)) }).get('x', { as: discard() })).toBe(
        '----#',
        undefined,
        new NetworkError('GET https://api.example.com/x: the body broke off.'),
      );
    });
  });

  it('gets the request, once per subscription, with its own headers and without a body that is made for each attempt', () => {
    const requests: HttpRequest[] = [];
    const policy: ResiliencePolicy = (source, request) => {
      requests.push(request!);
      return source;
    };
    const http = createHttpClient({ transport: instantTransport(), policy, headers: { A: '1' } });
    const x$ = http.post(`${baseUrl}x`, () => 'body', { headers: { B: '2' }, idempotencyKey: 'k' });
    x$.subscribe();
    x$.subscribe();
    expect(requests.map(({ id, attempt, method, url, body }) => [id, attempt, method, url, body])).toEqual([
      ['1', 1, 'POST', `${baseUrl}x`, undefined],
      ['2', 1, 'POST', `${baseUrl}x`, undefined],
    ]);
    expect(Object.fromEntries(requests[0]!.headers)).toEqual({ b: '2', 'idempotency-key': 'k' });
  });

  it('errors the stream with what it throws', async () => {
    const failure = new Error('no policy');
    const policy: ResiliencePolicy = () => {
      throw failure;
    };
    expect((await outcomeOf(createHttpClient({ transport: instantTransport(), policy }).get(baseUrl))).error).toBe(failure);
  });

  it("tells this library's errors which request they belong to, where they don't know it yet", async () => {
    const refusal = new RequestTimeoutError('total', 5);
    const http = createHttpClient({ transport: instantTransport(), policy: () => throwError(() => refusal) });
    expect((await outcomeOf(http.get(baseUrl))).error).toBe(refusal);
    expect(refusal.request?.url).toBe(baseUrl);
    expect((refusal.request as HttpRequest).attempt).toBe(1);
  });

  it('tells them which attempt was the last', async () => {
    const tooLate: ResiliencePolicy = (source) =>
      source.pipe(
        retry(2),
        catchError(() => throwError(() => new RequestTimeoutError('total', 5))),
      );
    const http = createHttpClient({ transport: () => throwError(() => new NetworkError('down')), policy: tooLate });
    const { error } = await outcomeOf(http.get(baseUrl));
    expect(((error as RequestTimeoutError).request as HttpRequest).attempt).toBe(3);
  });
});

describe('idempotencyKey', () => {
  const uuid = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

  function keysOf(send: (http: ReturnType<typeof createHttpClient>) => Observable<unknown>, subscriptions = 1): (string | null)[] {
    const keys: (string | null)[] = [];
    const http = createHttpClient({
      policy: retryTwice,
      transport: ({ headers }) => {
        keys.push(headers.get('idempotency-key'));
        return throwError(() => new NetworkError('down'));
      },
    });
    const source = send(http);
    for (let left = subscriptions; left > 0; left--) source.subscribe({ error: () => undefined });
    return keys;
  }

  it('is one for each subscription, a UUID, and the same on every attempt', () => {
    const keys = keysOf((http) => http.post(baseUrl, {}, { idempotencyKey: true }), 2);
    expect(keys.length).toBe(6);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(new Set(keys.slice(3)).size).toBe(1);
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(key).toMatch(uuid);
  });

  it('is sent as it is given', () => {
    expect(keysOf((http) => http.post(baseUrl, {}, { idempotencyKey: 'order-7' }))).toEqual(['order-7', 'order-7', 'order-7']);
  });

  it('gives way to the header of the request', () => {
    const headers = { 'Idempotency-Key': 'mine' };
    expect(keysOf((http) => http.post(baseUrl, {}, { idempotencyKey: true, headers }))).toEqual(['mine', 'mine', 'mine']);
  });

  it('is known to an error, unless it was made for that subscription', async () => {
    const http = createHttpClient({ transport: (request) => throwError(() => new NetworkError('down', { request })) });
    const keyIn = async (idempotencyKey: string | true, own?: string): Promise<string | null> => {
      const { error } = await outcomeOf(http.post(baseUrl, {}, { idempotencyKey, headers: { A: '1', 'Idempotency-Key': own } }));
      const { headers } = (error as NetworkError).request as HttpRequest;
      expect(headers.get('a')).toBe('1');
      return headers.get('idempotency-key');
    };
    expect(await keyIn('order-7')).toBe('order-7');
    expect(await keyIn(true, 'mine')).toBe('mine');
    expect(await keyIn(true)).toBeNull();
  });

  it('is not sent unless it is asked for', () => {
    expect(keysOf((http) => http.post(baseUrl, {}))).toEqual([null, null, null]);
  });
});

describe('interceptors', () => {
  const noting =
    (name: string, log: string[]): HttpInterceptor =>
    (request, next) => {
      log.push(`${name} in`);
      return next(request).pipe(tap(() => log.push(`${name} out`)));
    };

  it('run from the first to the last and back, those of an extension inside', () => {
    const log: string[] = [];
    const transport = instantTransport(() => (log.push('transport'), {}));
    createHttpClient({ transport, interceptors: [noting('a', log), noting('b', log)] })
      .extend({ interceptors: [noting('c', log)] })
      .get(baseUrl)
      .subscribe();
    expect(log).toEqual(['a in', 'b in', 'c in', 'transport', 'c out', 'b out', 'a out']);
  });

  it('see the request with all its headers, and change it by clone', () => {
    const transport = instantTransport();
    const sign: HttpInterceptor = (request, next) =>
      next(request.clone({ url: `${request.url}?signed`, setHeaders: { Signed: [...request.headers.keys()].join() } }));
    createHttpClient({ transport, headers: () => ({ A: '1' }), interceptors: [sign] })
      .post(baseUrl, {}, { headers: { B: '2' } })
      .subscribe();
    expect(transport.requests[0]!.url).toBe(`${baseUrl}?signed`);
    expect(transport.requests[0]!.headers.get('signed')).toBe('a,b,content-type');
  });

  it('may answer themselves, so that nothing is sent', () => {
    inVirtualTime(({ cold, expectObservable, flush }) => {
      const transport = createMarbleTransport();
      const cached: HttpInterceptor = (request) =>
        cold('--h|').pipe(
          map(() => ({
            request,
            url: request.url,
            status: 200,
            statusText: '',
            headers: new Headers(),
            redirected: false,
            body: of(new Uint8Array([55])),
          })),
        );
      expectObservable(createHttpClient({ transport, interceptors: [cached] }).get(baseUrl)).toBe('--v|', { v: 7 });
      flush();
      transport.expectNone(/./);
    });
  });

  it('error the stream with what they throw, and are retried like any attempt', async () => {
    const failure = new Error('no interceptor');
    let calls = 0;
    const interceptor: HttpInterceptor = () => {
      calls++;
      throw failure;
    };
    const transport = instantTransport();
    const http = createHttpClient({ transport, interceptors: [interceptor], policy: retryTwice });
    expect((await outcomeOf(http.get(baseUrl))).error).toBe(failure);
    expect(calls).toBe(3);
    expect(transport.requests.length).toBe(0);
  });

  it('may send a request again', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '-#', '-h|');
      const again: HttpInterceptor = (request, next) => next(request).pipe(retry(1));
      expectObservable(createHttpClient({ baseUrl, transport, interceptors: [again] }).get('x')).toBe('---(v|)', { v: undefined });
      flush();
      expect(transport.requests.map(({ sentAt }) => sentAt)).toEqual([0, 1]);
    });
  });

  it('pass values between attempts in the context, which is one per subscription where none is given', () => {
    const ATTEMPTS = new HttpContextToken(() => 0);
    const seen: number[] = [];
    const counting: HttpInterceptor = (request, next) => {
      request.context.set(ATTEMPTS, request.context.get(ATTEMPTS) + 1);
      seen.push(request.context.get(ATTEMPTS));
      return next(request.clone({ setHeaders: { A: '1' } }));
    };
    const transport = (): Observable<HttpResponse> => throwError(() => new NetworkError('down'));
    const http = createHttpClient({ transport, interceptors: [counting], policy: retryTwice });
    http.get(baseUrl).subscribe({ error: () => undefined });
    http.get(baseUrl).subscribe({ error: () => undefined });
    expect(seen).toEqual([1, 2, 3, 1, 2, 3]);

    const context = new HttpContext().set(ATTEMPTS, 10);
    http.get(baseUrl, { context }).subscribe({ error: () => undefined });
    expect(context.get(ATTEMPTS)).toBe(13);
  });
});

describe('extend', () => {
  it('changes nothing of the client that it extends, and numbers requests with it', () => {
    const transport = instantTransport();
    const parent = createHttpClient({ baseUrl, transport, headers: { A: 'parent' } });
    const child = parent.extend({ headers: { A: 'child' } });
    parent.get('x').subscribe();
    child.get('x').subscribe();
    parent.get('x').subscribe();
    expect(transport.requests.map(({ id, headers }) => [id, headers.get('a')])).toEqual([
      ['1', 'parent'],
      ['2', 'child'],
      ['3', 'parent'],
    ]);
  });

  it('replaces transport, timeout and scheduler, and keeps them where they are not given', () => {
    inVirtualTime(({ expectObservable, scheduler }) => {
      const slow = createMarbleTransport().answer('GET /x', '10ms h|');
      const parent = createHttpClient({ baseUrl, transport: slow, timeout: 5, scheduler });
      const late = new RequestTimeoutError('head', 5);
      expectObservable(parent.extend({}).get('x')).toBe('-----#', undefined, late);
      expectObservable(parent.extend({ timeout: 20 }).get('x')).toBe('11ms (v|)', { v: undefined });
      expectObservable(
        parent
          .extend({ transport: instantTransport() })
          .get('x', { as: response() })
          .pipe(map(({ status }) => status)),
      ).toBe('(v|)', { v: 200 });
    });
  });

  it('has events of its own', () => {
    const parent = createHttpClient({ transport: instantTransport() });
    const child = parent.extend({});
    const types: string[] = [];
    parent.events$.subscribe(({ type }) => types.push(`parent ${type}`));
    child.events$.subscribe(({ type }) => types.push(`child ${type}`));
    child.get(baseUrl).subscribe();
    expect(types).toEqual(['child started', 'child attempt', 'child response', 'child finished']);
  });
});
