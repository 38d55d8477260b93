import { concat, EMPTY, map, NEVER, of, retry, throwError, timer, type Observable } from 'rxjs';
import { createHttpClient, RequestError, type HeaderSource, type HttpClientOptions, type RequestOptions } from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { errorOf, outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const baseUrl = 'https://api.example.com/';

function sentHeaders(options: HttpClientOptions, request: RequestOptions<unknown> = {}): Record<string, string> {
  const transport = instantTransport();
  createHttpClient({ baseUrl, transport, ...options })
    .get('x', request)
    .subscribe();
  return Object.fromEntries(transport.requests[0]!.headers);
}

describe('clientHeaders', () => {
  it("lets the request win over the client's, and the extension over its parent's", () => {
    const transport = instantTransport();
    createHttpClient({ baseUrl, transport, headers: { A: 'parent', B: 'parent', C: 'parent', D: 'parent' } })
      .extend({ headers: () => ({ b: 'child', C: 'child' }) })
      .extend({ headers: [['c', 'grandchild']] })
      .get('x', { headers: new Headers({ D: 'request' }) })
      .subscribe();
    expect(Object.fromEntries(transport.requests[0]!.headers)).toEqual({ a: 'parent', b: 'child', c: 'grandchild', d: 'request' });
  });

  const forms: [form: string, headers: HeaderSource][] = [
    ['an object', { A: '1', B: '2' }],
    [
      'pairs',
      [
        ['A', '1'],
        ['B', '2'],
      ],
    ],
    ['Headers', new Headers({ A: '1', B: '2' })],
    ['a function', () => ({ A: '1', B: '2' })],
    ['a function of an Observable', () => of({ A: '1', B: '2' })],
  ];
  for (const [form, headers] of forms) {
    it(`takes ${form}`, () => {
      expect(sentHeaders({ headers })).toEqual({ a: '1', b: '2' });
    });
  }

  it('takes a function of a Promise, whatever its class', async () => {
    const foreign = { then: (resolve: (headers: HeadersInit) => void) => resolve({ B: '2' }) } as unknown as Promise<HeadersInit>;
    for (const [promise, expected] of [
      [Promise.resolve({ A: '1' }), { a: '1' }],
      [foreign, { b: '2' }],
    ] as const) {
      const transport = instantTransport();
      await outcomeOf(createHttpClient({ baseUrl, transport, headers: () => promise }).get('x'));
      expect(Object.fromEntries(transport.requests[0]!.headers)).toEqual(expected);
    }
  });

  it('leaves out absent values, where fetch would send the word undefined', () => {
    const headers = { A: undefined, B: null, C: '' } as unknown as HeadersInit;
    expect(sentHeaders({ headers }, { headers })).toEqual({ c: '' });
    expect(sentHeaders({ headers: () => undefined as unknown as HeadersInit })).toEqual({});
  });

  it('keeps both values of a name that comes twice in one list, over what was there', () => {
    const headers: HeadersInit = [
      ['accept', 'text/a'],
      ['Accept', 'text/b'],
    ];
    expect(sentHeaders({ headers: { Accept: 'client' } }, { headers })).toEqual({ accept: 'text/a, text/b' });
  });

  it('shows a function the request with its own headers and those that came before', () => {
    const seen: Record<string, string>[] = [];
    const headers: HeaderSource = (request) => {
      seen.push({ ...Object.fromEntries(request.headers), at: `${request.method} ${request.url} ${request.attempt}` });
      return {};
    };
    const transport = instantTransport();
    createHttpClient({ baseUrl, transport, headers: { A: '1' } })
      .extend({ headers })
      .put('x', [1], { headers: { B: '2' } })
      .subscribe();
    expect(seen).toEqual([{ a: '1', b: '2', 'content-type': 'application/json', at: 'PUT https://api.example.com/x 1' }]);
  });

  it('asks those behind a stream when that has answered, with what it gave', () => {
    inVirtualTime(({ flush }) => {
      const transport = createMarbleTransport().answer('GET /x', 'h|');
      const seen: unknown[] = [];
      const later = (headers: HeadersInit) => (): Observable<HeadersInit> => timer(5).pipe(map(() => headers));
      createHttpClient({ baseUrl, transport, headers: { A: '1', B: '1', C: '1' } })
        .extend({ headers: later({ B: '2', D: '2' }) })
        .extend({ headers: ({ headers }) => (seen.push(Object.fromEntries(headers)), { C: '3' }) })
        .extend({ headers: later({ D: '4' }) })
        .get('x')
        .subscribe();
      flush();
      const { request, sentAt } = transport.expectOne('/x');
      expect(seen).toEqual([{ a: '1', b: '2', c: '1', d: '2' }]);
      expect([sentAt, Object.fromEntries(request.headers)]).toEqual([10, { a: '1', b: '2', c: '3', d: '4' }]);
    });
  });

  it('calls a function for each attempt', () => {
    const transport = createMarbleTransport().answer('GET /x', '#', '#', 'h|');
    inVirtualTime(({ expectObservable, flush }) => {
      let calls = 0;
      const http = createHttpClient({ baseUrl, transport, policy: retryTwice, headers: () => ({ Call: String(++calls) }) });
      expectObservable(http.get('x')).toBe('-(v|)', { v: undefined });
      flush();
      expect(transport.requests.map(({ request }) => request.headers.get('call'))).toEqual(['1', '2', '3']);
    });
  });

  it('takes the first value of an Observable, waits for it, and leaves it then', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const transport = createMarbleTransport().answer('GET /x', '--h|');
      const token$ = cold('  ---a-b', { a: { Authorization: 'Bearer a' }, b: { Authorization: 'Bearer b' } });
      const http = createHttpClient({ baseUrl, transport, headers: () => token$ });
      expectObservable(http.get('x')).toBe('------(v|)', { v: undefined });
      expectSubscriptions(token$.subscriptions).toBe('^--!');
      flush();
      const { request, sentAt } = transport.expectOne('/x');
      expect([sentAt, request.headers.get('authorization')]).toEqual([3, 'Bearer a']);
    });
  });

  it('leaves an Observable that it waits for in the frame of the unsubscription, and sends nothing', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const transport = createMarbleTransport();
      const token$ = cold<HeadersInit>('   -----a');
      const http = createHttpClient({ baseUrl, transport, headers: () => token$ });
      expectObservable(http.get('x'), '^--!').toBe('----');
      expectSubscriptions(token$.subscriptions).toBe('^--!');
      flush();
      transport.expectNone(/./);
    });
  });

  it('does not run the timeout while it waits for headers', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer('GET /x', '--h|');
      const headers = (): Observable<HeadersInit> => timer(50).pipe(map(() => ({})));
      expectObservable(createHttpClient({ baseUrl, transport, headers, timeout: 5 }).get('x')).toBe('53ms (v|)', { v: undefined });
    });
  });

  const failure = new Error('no token');
  const failures: [what: string, headers: HeaderSource][] = [
    [
      'throws',
      () => {
        throw failure;
      },
    ],
    ['gives an Observable that errors', () => throwError(() => failure)],
  ];
  for (const [what, headers] of failures) {
    it(`passes the very error on when a function ${what}, and sends nothing`, async () => {
      const transport = instantTransport();
      expect((await outcomeOf(createHttpClient({ baseUrl, transport, headers }).get('x'))).error).toBe(failure);
      expect(transport.requests.length).toBe(0);
    });
  }

  it('passes the very error on when a Promise rejects', async () => {
    const http = createHttpClient({ baseUrl, transport: instantTransport(), headers: () => Promise.reject(failure) });
    expect((await outcomeOf(http.get('x'))).error).toBe(failure);
  });

  it('errors with a RequestError when the Observable completes without a value', async () => {
    const transport = instantTransport();
    const error = await errorOf(createHttpClient({ baseUrl, transport, headers: () => EMPTY }).get('x'));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe('The header stream completed without a value.');
    expect(error.request).toEqual(jasmine.objectContaining({ method: 'GET', url: 'https://api.example.com/x' }));
    expect(transport.requests.length).toBe(0);
  });

  const unfit: [what: string, name: string, value: string][] = [
    ['a line break in a value', 'Authorization', 'Bearer s3cret\r\nX: y'],
    ['a value outside Latin-1', 'X-Api-Key', 's3cret→'],
    ['a name with a blank', 'X Y', 's3cret'],
    ['an empty name', '', 's3cret'],
  ];
  for (const [what, name, value] of unfit) {
    it(`refuses ${what} with a RequestError that names the header and keeps its value to itself`, async () => {
      const transport = instantTransport();
      for (const source of [{ [name]: value }, (): HeadersInit => [[name, value]]]) {
        const byClient = await errorOf(createHttpClient({ baseUrl, transport, headers: source }).get('x'));
        expect(byClient).toBeInstanceOf(RequestError);
        expect(byClient.message).toContain(JSON.stringify(name));
        expect(`${byClient.message} ${byClient.stack} ${JSON.stringify(byClient)} ${String(byClient.cause)}`).not.toContain('s3cret');
      }
      const byRequest = await errorOf(createHttpClient({ baseUrl, transport }).get('x', { headers: { [name]: value } }));
      expect(byRequest).toBeInstanceOf(RequestError);
      expect(byRequest.message).not.toContain('s3cret');
      expect(transport.requests.length).toBe(0);
    });
  }
});

describe('user-info in a URL', () => {
  const url = 'https://jo%C3%A9:p%40ss%3A@api.example.com/x';
  const basic = `Basic ${btoa(String.fromCharCode(...new TextEncoder().encode('joé:p@ss:')))}`;

  it('becomes Authorization: Basic, in UTF-8, and is not in the URL', () => {
    const transport = instantTransport();
    createHttpClient({ transport }).get(url).subscribe();
    expect(transport.requests[0]!.headers.get('authorization')).toBe(basic);
    expect(transport.requests[0]!.url).toBe('https://api.example.com/x');
  });

  it('goes as it is written where it is no percent-encoding', () => {
    const transport = instantTransport();
    createHttpClient({ transport }).get('https://jo%zz:100%@api.example.com/x').subscribe();
    expect(transport.requests[0]!.headers.get('authorization')).toBe(`Basic ${btoa('jo%zz:100%')}`);
  });

  it('comes from the baseUrl, too', () => {
    expect(sentHeaders({ baseUrl: 'https://joe@api.example.com/' }).authorization).toBe(`Basic ${btoa('joe:')}`);
    expect(sentHeaders({ baseUrl: 'https://:pw@api.example.com/' }).authorization).toBe(`Basic ${btoa(':pw')}`);
  });

  const winners: [who: string, client: HttpClientOptions, request: RequestOptions<unknown>][] = [
    ['the request', {}, { headers: { authorization: 'Bearer mine' } }],
    ['the client', { headers: { authorization: 'Bearer mine' } }, {}],
    ['a header function', { headers: () => ({ authorization: 'Bearer mine' }) }, {}],
    ['a header stream', { headers: () => concat(of({ authorization: 'Bearer mine' }), NEVER) }, {}],
  ];
  for (const [who, client, request] of winners) {
    it(`gives way to an Authorization that ${who} sets`, () => {
      expect(sentHeaders({ baseUrl: 'https://joe:pw@api.example.com/', ...client }, request)).toEqual({ authorization: 'Bearer mine' });
    });
  }
});

function retryTwice<T>(source: Observable<T>): Observable<T> {
  return source.pipe(retry(2));
}
