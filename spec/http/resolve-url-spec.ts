import { createHttpClient, RequestError, type HttpClientOptions, type QueryParams } from '../../src/index.js';
import { resolveUrl } from '../../src/http/resolve-url.js';
import { instantTransport } from '../support/instant-transport.js';
import { errorOf } from '../support/outcome.js';

function sentUrl(url: string | URL, options: HttpClientOptions = {}, params?: QueryParams): string {
  const transport = instantTransport();
  createHttpClient({ transport, ...options })
    .get(url, { params })
    .subscribe();
  return transport.requests[0]!.url;
}

describe('resolveUrl', () => {
  const cases: [base: string | undefined, url: string, resolved: string, because: string][] = [
    [undefined, 'https://a.example/x', 'https://a.example/x', 'an absolute URL needs no base'],
    ['https://a.example/v1/', 'users', 'https://a.example/v1/users', 'a relative path goes below the last slash'],
    ['https://a.example/v1', 'users', 'https://a.example/users', 'without a last slash the last segment is replaced'],
    ['https://a.example/v1/', '/users', 'https://a.example/users', 'an absolute path replaces the whole path'],
    ['https://a.example/v1/', '../users', 'https://a.example/users', 'dots climb'],
    ['https://a.example/v1/', '?page=2', 'https://a.example/v1/?page=2', 'a bare query keeps the path'],
    ['https://a.example/v1/', '//b.example/x', 'https://b.example/x', 'a URL without a scheme takes it from the base'],
    ['https://a.example/v1/', 'http://b.example/x', 'http://b.example/x', 'an absolute URL wins over the base'],
    ['https://a.example/v1/?key=1#top', 'users', 'https://a.example/v1/users', "the base's query and fragment are no part of it"],
    ['https://a.example/v1/', '', 'https://a.example/v1/', 'an empty URL is the base'],
  ];
  for (const [baseUrl, url, resolved, because] of cases) {
    it(`makes ${resolved} of "${url}" over ${baseUrl ?? 'no base'}: ${because}`, () => {
      expect(sentUrl(url, { baseUrl })).toBe(resolved);
    });
  }

  it('takes URL objects for both and leaves them as they were', () => {
    const url = new URL('https://b.example/x?a=1');
    const baseUrl = new URL('https://a.example/v1/');
    expect(sentUrl(url, { baseUrl }, { b: 2 })).toBe('https://b.example/x?a=1&b=2');
    expect(url.href).toBe('https://b.example/x?a=1');
    expect(sentUrl('users', { baseUrl })).toBe('https://a.example/v1/users');
  });

  it('resolves the baseUrl of an extension against that of its parent', () => {
    const transport = instantTransport();
    const http = createHttpClient({ transport, baseUrl: 'https://a.example/v1/' }).extend({ baseUrl: 'users/' });
    http.get('7').subscribe();
    expect(transport.requests[0]!.url).toBe('https://a.example/v1/users/7');
  });

  it("refuses, for want of a base, with a RequestError that tells so and hides the URL's secrets", () => {
    const act = (): URL => resolveUrl('/orders?access_token=s3cret', '');
    expect(act).toThrowError(RequestError, /orders\?access_token=\*\*\*.*can't be resolved/);
  });

  it('takes the address of the page for the last base, and asks for a baseUrl where there is no page', () => {
    const act = (): URL => resolveUrl('/orders', undefined);
    if (typeof document === 'undefined')
      expect(act).toThrowError(RequestError, /can't be resolved\. It is relative, and there is no baseUrl\.$/);
    else expect(act().href).toBe(`${location.origin}/orders`);
  });

  for (const url of ['https://me:hu/hush@host.example/', 'https://me:hu hush@host.example:99999/', "https://[/?token=hu hush'-hush"]) {
    it(`hides a password and a token that nobody has encoded: ${url}`, () => {
      expect(() => resolveUrl(url, undefined)).toThrowError(RequestError, /^The URL "https:\/\/[^u]*" can't be resolved\.$/);
      expect(() => createHttpClient({ baseUrl: url })).toThrowError(
        RangeError,
        /^baseUrl must be an absolute URL, but was "https:\/\/[^u]*"\.$/,
      );
    });
  }

  it('errors the stream, and throws nothing, for a URL that is none', async () => {
    const transport = instantTransport();
    const http = createHttpClient({ transport });
    const error = await errorOf(http.get('https://a.example:99999/?token=s3cret'));
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).not.toContain('s3cret');
    expect(transport.requests.length).toBe(0);
  });

  it('asks for no baseUrl where the URL is absolute', async () => {
    const { message } = await errorOf(createHttpClient().get('https://a.example:99999/'));
    expect(message).toBe('The URL "https://a.example:99999/" can\'t be resolved.');
  });

  it('shows no more than the first 200 characters of a URL that is none', async () => {
    const tooLong = `https://${'a'.repeat(300)}:99999/`;
    const shown = `"https://${'a'.repeat(192)}"`;
    expect((await errorOf(createHttpClient().get(tooLong))).message).toContain(shown);
    expect(() => createHttpClient({ baseUrl: tooLong })).toThrowError(RangeError, `baseUrl must be an absolute URL, but was ${shown}.`);
  });

  it('refuses a baseUrl that is no URL when the client is made, without its password', () => {
    expect(() => createHttpClient({ baseUrl: 'https://joe:s3cret@:99999/' })).toThrowError(
      RangeError,
      /^baseUrl must be an absolute URL, but was "https:\/\/\*\*\*@:99999\/"\.$/,
    );
  });
});

describe('addParams', () => {
  const at = 'https://a.example/x';
  const cases: [url: string, params: QueryParams | undefined, resolved: string, because: string][] = [
    [at, undefined, at, 'no parameters change nothing'],
    [at, {}, at, 'an empty object adds no question mark'],
    [at, { a: undefined, b: null, c: [undefined, null] }, at, 'undefined and null are left out'],
    [at, { a: 0, b: false, c: '', d: 12n }, `${at}?a=0&b=false&c=&d=12`, 'other falsy values are values'],
    [at, { a: [1, undefined, 'b', null, true] }, `${at}?a=1&a=b&a=true`, 'arrays are repeated'],
    [at, { a: [] }, at, 'an empty array is nothing'],
    [at, { 'a b': 'c&d=e' }, `${at}?a+b=c%26d%3De`, 'names and values are encoded'],
    [`${at}?q=a%20b+c&q='`, { r: 1 }, `${at}?q=a%20b+c&q=%27&r=1`, "the URL's own query is not written anew"],
    [`${at}?`, { r: 1 }, `${at}?r=1`, 'an empty query is none'],
    [`${at}?a=1`, { a: 2 }, `${at}?a=1&a=2`, 'a name that is there already is kept'],
    [`${at}#top`, { a: 1 }, `${at}?a=1#top`, 'the query goes before the fragment'],
    [
      at,
      new URLSearchParams([
        ['a', '1'],
        ['a', '2'],
      ]),
      `${at}?a=1&a=2`,
      'URLSearchParams are taken as they are',
    ],
    [`${at}?a=1`, {}, `${at}?a=1`, 'an empty object adds nothing to a query either'],
    [at, new URLSearchParams(), at, 'empty URLSearchParams add no question mark'],
    [at, JSON.parse('{"__proto__":"x","constructor":"y"}') as QueryParams, `${at}?__proto__=x&constructor=y`, 'any name is a name'],
  ];
  for (const [url, params, resolved, because] of cases) {
    it(`makes ${resolved} of ${url}: ${because}`, () => {
      expect(sentUrl(url, {}, params)).toBe(resolved);
    });
  }
});
