import {
  createHttpClient,
  HttpContext,
  HttpContextToken,
  RequestError,
  type HttpRequest,
  type HttpRequestChanges,
} from '../../src/index.js';
import { instantTransport } from '../support/instant-transport.js';

const BODY = { a: 1 };
const TENANT = new HttpContextToken(() => 'none');

function request(): HttpRequest {
  const transport = instantTransport();
  const http = createHttpClient({ baseUrl: 'https://api.example.com/v1/', transport });
  http
    .post('orders?page=1&token=s3cret', BODY, { headers: { Authorization: 'Bearer s3cret', A: '1' }, init: { redirect: 'error' } })
    .subscribe();
  return transport.requests[0]!;
}

describe('HttpRequest', () => {
  it('tells what it is made of', () => {
    const { id, attempt, method, url, body, init, isBodyRepeatable } = request();
    expect({ id, attempt, method, url, body, init, isBodyRepeatable }).toEqual({
      id: '1',
      attempt: 1,
      method: 'POST',
      url: 'https://api.example.com/v1/orders?page=1&token=s3cret',
      body: '{"a":1}',
      init: { redirect: 'error' },
      isBodyRepeatable: true,
    });
  });

  it('refuses every change of its headers and says what to do instead', () => {
    const { headers } = request();
    const change = /^A request is immutable: use request\.clone/;
    expect(() => headers.set('a', '2')).toThrowError(TypeError, change);
    expect(() => headers.append('a', '2')).toThrowError(TypeError, change);
    expect(() => headers.delete('a')).toThrowError(TypeError, change);
    expect(headers.get('a')).toBe('1');
  });

  it('gives headers from which others can be made', () => {
    const copy = new Headers(request().headers);
    copy.set('a', '2');
    expect(copy.get('authorization')).toBe('Bearer s3cret');
    expect(copy.get('a')).toBe('2');
  });

  it("refuses every other change, and one of the caller's options changes nothing", () => {
    const transport = instantTransport();
    const init: RequestInit = { redirect: 'error' };
    createHttpClient({ transport }).get('https://a.example/', { init }).subscribe();
    const [sent] = transport.requests;
    init.redirect = 'follow';
    expect(sent!.init.redirect).toBe('error');
    expect(() => Object.assign(sent!.init, { redirect: 'follow' })).toThrowError(TypeError);
    expect(() => Object.assign(sent!, { url: 'https://b.example/' })).toThrowError(TypeError);
  });

  it('shows neither headers nor body nor secrets of its URL as JSON', () => {
    expect(JSON.parse(JSON.stringify(request()))).toEqual({
      id: '1',
      attempt: 1,
      method: 'POST',
      url: 'https://api.example.com/v1/orders?page=1&token=***',
    });
  });

  const ORIGINAL = {
    method: 'POST',
    url: 'https://api.example.com/v1/orders?page=1&token=s3cret',
    body: '{"a":1}',
    headers: { a: '1', authorization: 'Bearer s3cret', 'content-type': 'application/json' } as Record<string, string>,
  };
  const { authorization: AUTHORIZATION, ...WITHOUT_AUTHORIZATION } = ORIGINAL.headers;
  const bytes = new Uint8Array([1]);
  const clones: [what: string, changes: HttpRequestChanges, expected: Partial<Record<keyof typeof ORIGINAL, unknown>>][] = [
    ['nothing', {}, {}],
    [
      'nothing, where all is undefined',
      { method: undefined, url: undefined, headers: undefined, setHeaders: undefined, body: undefined },
      {},
    ],
    ['the method, in capitals', { method: 'put' }, { method: 'PUT' }],
    ['the URL, absolute', { url: 'https://b.example/' }, { url: 'https://b.example/' }],
    ['the URL, relative to its own', { url: 'items' }, { url: 'https://api.example.com/v1/items' }],
    ['the URL, its query alone', { url: '?page=2' }, { url: 'https://api.example.com/v1/orders?page=2' }],
    ['the URL, by an object', { url: new URL('https://b.example/c') }, { url: 'https://b.example/c' }],
    ['all headers', { headers: { B: '2' } }, { headers: { b: '2' } }],
    ['some headers', { setHeaders: { B: '2', A: '3' } }, { headers: { ...ORIGINAL.headers, a: '3', b: '2' } }],
    ['all headers, and then some', { headers: { B: '2' }, setHeaders: { B: '3', C: '4' } }, { headers: { b: '3', c: '4' } }],
    ['the body to JSON', { body: [2] }, { body: '[2]' }],
    [
      'the body to text, which has no JSON content type',
      { body: 'text' },
      { body: 'text', headers: { a: '1', authorization: AUTHORIZATION } },
    ],
    [
      'the body to bytes with their type',
      { body: bytes, setHeaders: { 'Content-Type': 'image/png' } },
      { body: bytes, headers: { ...ORIGINAL.headers, 'content-type': 'image/png' } },
    ],
    [
      'the body and all headers',
      { body: {}, headers: { B: '2' } },
      { body: '{}', headers: { b: '2', 'content-type': 'application/json' } },
    ],
    ['the body to none', { body: null }, { body: undefined, headers: { a: '1', authorization: AUTHORIZATION } }],
    ['the URL with user-info, under the Authorization that is set', { url: 'https://joe:pw@b.example/' }, { url: 'https://b.example/' }],
    [
      'the URL with user-info, where none is set',
      { url: 'https://joe:pw@b.example/', headers: WITHOUT_AUTHORIZATION },
      { url: 'https://b.example/', headers: { ...WITHOUT_AUTHORIZATION, authorization: `Basic ${btoa('joe:pw')}` } },
    ],
  ];
  for (const [what, changes, expected] of clones) {
    it(`clones with a change of ${what}, and stays as it is itself`, () => {
      const original = request();
      const { method, url, body, headers, id, attempt, init, context } = original.clone(changes);
      expect({ method, url, body, headers: Object.fromEntries(headers) } as unknown).toEqual({ ...ORIGINAL, ...expected });
      expect({ id, attempt, init }).toEqual({ id: '1', attempt: 1, init: { redirect: 'error' } });
      expect(context).toBe(original.context);
      expect({ method: original.method, url: original.url, body: original.body, headers: Object.fromEntries(original.headers) }).toEqual(
        ORIGINAL as never,
      );
    });
  }

  it('clones with another context or init', () => {
    const context = new HttpContext().set(TENANT, 'acme');
    const changed = request().clone({ context, init: { cache: 'no-store' } });
    expect(changed.context).toBe(context);
    expect(changed.init).toEqual({ cache: 'no-store' });
    expect(() => Object.assign(changed.init, { cache: 'reload' })).toThrowError(TypeError);
  });

  it('knows of a stream that it is cloned with that it can be sent only once', () => {
    expect(request().clone({ body: new ReadableStream() }).isBodyRepeatable).toBeFalse();
  });

  const unfit: [what: string, changes: HttpRequestChanges][] = [
    ['URL', { url: 'http://a.example:99999/?token=s3cret' }],
    ['header', { setHeaders: { Authorization: 's3cret\r\nX: y' } }],
    ['header name', { headers: { 'a b': 's3cret' } }],
    ['body', { body: new Map([['token', 's3cret']]) }],
    ['method', { method: 'GE T' }],
  ];
  for (const [what, changes] of unfit) {
    it(`refuses a bad ${what} with a RequestError that knows the request and no secret`, () => {
      const original = request();
      let error: unknown;
      try {
        original.clone(changes);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(RequestError);
      expect((error as RequestError).request).toBe(original);
      expect(`${(error as RequestError).message} ${JSON.stringify(error)}`).not.toContain('s3cret');
    });
  }
});

describe('HttpContext', () => {
  it('gives the default of a token, made anew each time, until it is set', () => {
    const LIST = new HttpContextToken<string[]>(() => []);
    const context = new HttpContext();
    expect(context.get(LIST)).toEqual([]);
    expect(context.get(LIST)).not.toBe(context.get(LIST));
    expect(context.has(LIST)).toBeFalse();
    expect(context.set(LIST, ['a']).get(LIST)).toEqual(['a']);
    expect(context.has(LIST)).toBeTrue();
    expect(context.delete(LIST).get(LIST)).toEqual([]);
  });

  it('keeps a value that is undefined apart from none', () => {
    const MAYBE = new HttpContextToken<string | undefined>(() => 'default');
    expect(new HttpContext().set(MAYBE, undefined).get(MAYBE)).toBeUndefined();
  });
});
