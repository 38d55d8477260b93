import { of, retry, throwError, type Observable } from 'rxjs';
import { createHttpClient, NetworkError, RequestError, type HttpRequest, type RequestBody } from '../../src/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

const url = 'https://api.example.com/x';

function sent(body: RequestBody, headers: HeadersInit = {}, clientHeaders: HeadersInit = {}): HttpRequest {
  const transport = instantTransport();
  createHttpClient({ transport, headers: clientHeaders }).post(url, body, { headers }).subscribe();
  return transport.requests[0]!;
}

describe('a request body', () => {
  const json: [what: string, body: RequestBody, text: string][] = [
    ['a plain object', { a: 1, b: undefined }, '{"a":1}'],
    ['an object without a prototype', Object.assign(Object.create(null) as object, { a: 1 }), '{"a":1}'],
    ['an array', [1, 'two', null], '[1,"two",null]'],
    ['a Date, by its toJSON', new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ['an empty array', [], '[]'],
  ];
  for (const [what, body, text] of json) {
    it(`is JSON for ${what}`, () => {
      const { body: content, headers, isBodyRepeatable } = sent(body);
      expect(content).toBe(text);
      expect(headers.get('content-type')).toBe('application/json');
      expect(isBodyRepeatable).toBeTrue();
    });
  }

  const asIs: [what: string, body: RequestBody][] = [
    ['a string', 'text'],
    ['an empty string', ''],
    ['FormData', new FormData()],
    ['a Blob', new Blob(['x'], { type: 'text/plain' })],
    ['bytes', new Uint8Array([1])],
    ['a DataView', new DataView(new ArrayBuffer(1))],
    ['an ArrayBuffer', new ArrayBuffer(1)],
    ['URLSearchParams', new URLSearchParams({ a: '1' })],
  ];
  for (const [what, body] of asIs) {
    it(`goes as it is for ${what}, and fetch chooses its content type`, () => {
      const { body: content, headers, isBodyRepeatable } = sent(body);
      expect(content).toBe(body as string);
      expect(headers.has('content-type')).toBeFalse();
      expect(isBodyRepeatable).toBeTrue();
    });
  }

  it('is absent for undefined and null', () => {
    for (const body of [undefined, null, () => undefined, () => null]) {
      const { body: content, headers } = sent(body);
      expect(content).toBeUndefined();
      expect(headers.has('content-type')).toBeFalse();
    }
  });

  it('can be sent once for a stream', () => {
    const stream = new ReadableStream<Uint8Array>();
    expect(sent(stream).body).toBe(stream);
    expect(sent(stream).isBodyRepeatable).toBeFalse();
  });

  it('is refused for a stream that has been sent, at the next subscription or attempt', async () => {
    const transport = instantTransport(() => ({ status: 503 }));
    const http = createHttpClient({ transport });
    const post$ = http.post(url, new ReadableStream());
    await errorOf(post$);
    const errors = [await errorOf(post$), await errorOf(http.extend({ policy: retryTwice }).post(url, new ReadableStream()))];
    for (const error of errors) {
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toBe('The body is a stream, which can be sent only once, and it has been sent. Give a factory, () => stream.');
    }
    expect(transport.requests.length).toBe(2);
  });

  it('can be sent again for a factory, of a stream too', () => {
    expect(sent(() => new ReadableStream()).isBodyRepeatable).toBeTrue();
  });

  it('leaves a content type alone that the request or its client has set', () => {
    expect(sent({ a: 1 }, { 'Content-Type': 'application/merge-patch+json' }).headers.get('content-type')).toBe(
      'application/merge-patch+json',
    );
    expect(sent({ a: 1 }, {}, { 'Content-Type': 'application/vnd.api+json' }).headers.get('content-type')).toBe('application/vnd.api+json');
  });

  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const unfit: [what: string, body: unknown, message: RegExp][] = [
    ['a cycle', cycle, /^The body can't be sent as JSON: /],
    ['a bigint inside', { n: 1n }, /^The body can't be sent as JSON: .*BigInt/],
    ['a bigint', 1n, /^The body can't be sent: a bigint has no JSON form\.$/],
    ['a symbol', Symbol('x'), /^The body can't be sent: a symbol has no JSON form\.$/],
    ['a Map', new Map([['a', 1]]), /a Map or Set has no JSON form; give an object or an array/],
    ['a Set', new Set([1]), /a Map or Set has no JSON form/],
    ['a Promise', Promise.resolve({}), /a Promise is not a body; await it first/],
    ['an Observable', of({}), /an Observable is not a body; take its value first/],
    ['a toJSON that gives nothing', { toJSON: () => undefined }, /it has no JSON form/],
    [
      'a toJSON that throws',
      {
        toJSON: () => {
          throw new Error('?token=s3cret');
        },
      },
      /^The body can't be sent as JSON/,
    ],
    ['a factory of a factory', () => () => 'x', /must return a body, not another factory/],
    ['a factory of a Map', () => new Map(), /a Map or Set has no JSON form/],
  ];
  for (const [what, body, message] of unfit) {
    it(`is refused for ${what} by a RequestError of the stream, and nothing is sent`, async () => {
      const transport = instantTransport();
      const error = await errorOf(createHttpClient({ transport }).post(url, body as RequestBody));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toMatch(message);
      expect(String(error.cause)).not.toContain('s3cret');
      expect(transport.requests.length).toBe(0);
    });
  }

  for (const method of ['GET', 'head']) {
    for (const [what, body] of [
      ['a body', 'x'],
      ['a factory of a body', () => 'x'],
    ] as const) {
      it(`is refused for ${method} with ${what}`, async () => {
        const transport = instantTransport();
        const error = await errorOf(createHttpClient({ transport }).request(method, url, { body }));
        expect(error).toBeInstanceOf(RequestError);
        expect(error.message).toBe(`A ${method.toUpperCase()} request can't carry a body.`);
        expect(transport.requests.length).toBe(0);
      });
    }
  }

  it('may come with DELETE and any other method', () => {
    const transport = instantTransport();
    const http = createHttpClient({ transport });
    http.delete(url, { body: { a: 1 } }).subscribe();
    http.request('QUERY', url, { body: 'q' }).subscribe();
    http.request('GETALL', url, { body: 'g' }).subscribe();
    expect(transport.requests.map(({ method, body }) => [method, body])).toEqual([
      ['DELETE', '{"a":1}'],
      ['QUERY', 'q'],
      ['GETALL', 'g'],
    ]);
  });

  it("comes from a factory that is called anew for each attempt, and its throwing is the attempt's error", async () => {
    const bodies: unknown[] = [];
    let calls = 0;
    const http = createHttpClient({
      policy: retryTwice,
      transport: (request) => {
        bodies.push(request.body, request.headers.get('content-type'));
        return throwError(() => new NetworkError('down'));
      },
    });
    const failure = new Error('no body');
    const factory = (): RequestBody => {
      if (++calls === 3) throw failure;
      return { calls };
    };
    expect((await outcomeOf(http.post(url, factory))).error).toBe(failure);
    expect(bodies).toEqual(['{"calls":1}', 'application/json', '{"calls":2}', 'application/json']);
  });
});

describe('the method of a request', () => {
  it('is sent in capitals', () => {
    const transport = instantTransport();
    createHttpClient({ transport }).request('patch', url).subscribe();
    expect(transport.requests[0]!.method).toBe('PATCH');
  });

  for (const method of ['', 'GE T', 'GET\r\nX: y', 'GÉT', 'GET:']) {
    it(`is refused as ${JSON.stringify(method)} by a RequestError of the stream`, async () => {
      const transport = instantTransport();
      const error = await errorOf(createHttpClient({ transport }).request(method, url));
      expect(error).toBeInstanceOf(RequestError);
      expect(error.message).toBe(`The method ${JSON.stringify(method)} is not an HTTP method.`);
      expect(transport.requests.length).toBe(0);
    });
  }
});

function retryTwice<T>(source: Observable<T>): Observable<T> {
  return source.pipe(retry(2));
}
