import fc from 'fast-check';
import { createHttpClient, RequestError, type QueryParams } from '../../src/index.js';
import { addParams, resolveUrl } from '../../src/http/resolve-url.js';
import { checkProperty, same } from '../support/check-property.js';
import { instantTransport } from '../support/instant-transport.js';

function messageOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    return error instanceof RequestError || error instanceof RangeError ? `${error.message} ${error.stack}` : String(error);
  }
}

/** What a password or a token may be made of, if nobody has encoded it. */
const raw = fc.string({ unit: fc.constantFrom(...'aZ09:@/?#&=;,.+%[]{}<>"\'\\|^`é \n\t'), maxLength: 8 }).map((text) => `hush${text}hush`);

describe('resolveUrl, of any URL', () => {
  const part = fc.constantFrom(
    'a',
    '..',
    '.',
    'é',
    '%2e',
    ' ',
    ':',
    '\\',
    '/',
    '//',
    '?',
    '#',
    '@',
    'https:',
    'HTTP://',
    'ftp:',
    'x:',
    'host',
    '[',
  );
  const text = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
  const base = fc.constantFrom('https://a.example/v1/x?y=1#z', 'http://b.example:81', 'https://me:pw@c.example/', 'ftp://d.example/e');

  it('gives what the platform’s URL gives, and a RequestError where that throws', () => {
    checkProperty(
      fc.property(text, base, (url, over) => {
        if (!URL.canParse(url, over)) {
          if (!messageOf(() => resolveUrl(url, over))?.startsWith('The URL "')) throw new Error(`no error for ${url}`);
        } else {
          same(resolveUrl(url, over).href, new URL(url, over).href, url);
        }
      }),
      1000,
    );
  });

  it('lets no password and no token into its message, of whatever they are made', () => {
    const urls: ((secret: string) => string)[] = [
      (secret) => `https://me:${secret}@host.example/x`,
      (secret) => `https://${secret}@host.example:99999/x`,
      (secret) => ` postgres://me:${secret}@host.example:99999/x`,
      (secret) => `//me:${secret}@host.example:99999/x`,
      (secret) => `https://host.example:99999/x?token=${encodeURIComponent(secret)}&a=1`,
      (secret) => `/x?a=1&token=${secret.replace(/[&#=;?]/g, '')}`,
      (secret) => `https://[host/x#access_token=${secret.replace(/[&#=;?]/g, '')}`,
    ];
    let refused = 0;
    checkProperty(
      fc.property(fc.constantFrom(...urls), raw, (create, secret) => {
        for (const act of [() => resolveUrl(create(secret), ''), () => createHttpClient({ baseUrl: create(secret) })]) {
          const message = messageOf(act);
          if (message?.includes('hush')) throw new Error(message);
          if (message !== undefined) refused++;
        }
      }),
      1000,
    );
    expect(refused).toBeGreaterThan(700);
  });
});

describe('addParams, of any parameters', () => {
  const name = fc.string({ unit: fc.constantFrom(...'ab &=+%?#é[]'), maxLength: 3 });
  const single = fc.oneof(name, fc.integer(), fc.boolean(), fc.bigInt(), fc.constantFrom(null, undefined));
  const params = fc.oneof(
    fc.dictionary(name, fc.oneof(single, fc.array(single, { maxLength: 3 })), { maxKeys: 4, noNullPrototype: true }),
    fc.array(fc.tuple(name, name), { maxLength: 3 }).map((pairs) => new URLSearchParams(pairs)),
  );
  const start = fc.constantFrom(
    'https://a.example/x',
    'https://a.example/?',
    "https://a.example/?q=a%20b+c&q='",
    'https://a.example/?a=1&b',
  );
  const fragment = fc.constantFrom('', '#', '#top?a=1');

  /** One by one, in their order; absent ones are left out. */
  function naivePairs(given: QueryParams): [string, string][] {
    const pairs: [string, string][] = [];
    const entries = given instanceof URLSearchParams ? [...given] : Object.entries(given);
    for (const [key, value] of entries) {
      for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) if (item != null) pairs.push([key, `${item as string}`]);
    }
    return pairs;
  }

  it('puts them behind those that are there, in their order, and leaves all else as it is written', () => {
    checkProperty(
      fc.property(start, fragment, params, (before, end, given) => {
        const [url, old] = [new URL(before + end), new URL(before + end)];
        addParams(url, given);
        same([...url.searchParams], [...old.searchParams, ...naivePairs(given)], url.href);
        const query = url.search === old.search ? '' : url.search.slice(Math.max(1, old.search.length));
        same(url.href, old.search + query === '' ? old.href : old.href.replace(/\?[^#]*|(?=#|$)/, `${old.search || '?'}${query}`), 'as written'); // prettier-ignore
      }),
      1000,
    );
  });
});

describe('A request, printed', () => {
  it('shows no password and no token, of whatever they are made', () => {
    checkProperty(
      fc.property(raw, raw, fc.constantFrom('token', 'api key', 'user[password]', 'sig'), (password, token, name) => {
        const transport = instantTransport();
        const url = new URL('https://host.example/x');
        url.password = password;
        url.hash = `access_token=${token.replace(/[&#;?]/g, '')}&page=2`;
        createHttpClient({ transport, baseUrl: url })
          .get(url, { params: { [name]: token, page: 2 } })
          .subscribe();
        const printed = JSON.stringify(transport.requests[0]);
        same([printed.includes('hush'), printed.includes('page=2')], [false, true], printed);
      }),
      500,
    );
  });
});
