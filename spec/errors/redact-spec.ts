import fc from 'fast-check';
import { redactHeaders, redactText } from '../../src/errors/redact.js';

describe('redactText', () => {
  const table: readonly [because: string, text: string, redacted: string][] = [
    ['user-info of a URL', 'GET https://user:hush@host/path failed', 'GET https://***@host/path failed'],
    ['a user without a password', 'ftp://hush@host/', 'ftp://***@host/'],
    ['user-info with an at sign', 'https://user:hu@sh@host/', 'https://***@host/'],
    ['long user-info with at signs', `https://a@${'b'.repeat(600)}@hush@host/`, 'https://***@host/'],
    ['user-info with a quote', "https://user:hu'sh@host/", 'https://***@host/'],
    ['user-info behind too few slashes', 'https:/user:hush@host/', 'https://***@host/'],
    ['user-info behind none', 'https:user:hush@host/', 'https://***@host/'],
    ['user-info behind the other kind of slashes', 'https:\\\\user:hush@host/', 'https://***@host/'],
    ['user-info behind escaped slashes', '"https:\\/\\/user:hush@host\\/"', '"https://***@host\\/"'],
    ['user-info of several URLs', 'http://a:hush@x http://b:hush@y', 'http://***@x http://***@y'],
    ['user-info of any other scheme', 'postgres://user:hush@db/orders', 'postgres://***@db/orders'],
    ['a secret parameter at the end of a clause', 'GET /p?token=hush: no answer', 'GET /p?token=***: no answer'],
    ['a secret parameter', 'https://host/p?access_token=hush', 'https://host/p?access_token=***'],
    ['a secret parameter among others', '/p?page=2&token=hush&size=5#top', '/p?page=2&token=***&size=5#top'],
    ['an encoded name', '/p?api%5Fkey=hush&%74oken=hush', '/p?api%5Fkey=***&%74oken=***'],
    ['a long name', `/p?${'x'.repeat(250)}token=hush`, `/p?${'x'.repeat(250)}token=***`],
    ['a value with equal signs', '/p?sig=hu=sh==&a=1', '/p?sig=***&a=1'],
    ['a value with a quote', "/p?password=it's-hush&a=1", '/p?password=***&a=1'],
    ['a parameter between quotes', "fetch('/p?token=hush', 5)", "fetch('/p?token=***', 5)"],
    ['the fragment of an implicit grant', 'app://cb#access_token=hush&state=5', 'app://cb#access_token=***&state=5'],
    ['parameters behind semicolons', '/p?a=1;token=hush', '/p?a=1;token=***'],
    ['a bearer token', 'sent Bearer hu.sh-1_2~3+/= today', 'sent Bearer *** today'],
    ['basic credentials', 'sent basic aHVzaA== today', 'sent basic *** today'],
    ['a header line', 'Authorization: ApiKey hush hush\r\nAccept: */*', 'Authorization: ***\r\nAccept: */*'],
    ['a cookie line', '< Set-Cookie: sid=hush; Path=/\n< ETag: 5', '< Set-Cookie: ***\n< ETag: 5'],
    ['an API-key header', 'X-Api-Key: hush', 'X-Api-Key: ***'],
    ['a printed object', "{ 'proxy-authorization': 'hush', accept: 'a' }", "{ 'proxy-authorization': '***', accept: 'a' }"],
    ['a printed JSON', '{"x-goog-api-key":"hu\\"sh","a":1}', '{"x-goog-api-key":"***","a":1}'],
    ['a JSON in a JSON', '"{\\"x-api-key\\":\\"hush\\"}"', '"{\\"x-api-key\\":\\"***"'],
  ];
  for (const [because, text, redacted] of table) {
    it(`hides ${because}`, () => {
      expect(redactText(text)).toBe(redacted);
      expect(redactText(redacted)).toBe(redacted);
    });
  }

  const harmless = [
    '',
    'connect ECONNREFUSED 127.0.0.1:8080',
    'getaddrinfo ENOTFOUND api.example.com',
    'https://api.example.com:8443/orders/5?page=2&sort=name#top',
    'https://host/@scope/package?author=me@example.com',
    'mailto:me@example.com, or write to me@example.com',
    "see 'https://host' and <https://other/x@y>",
    'Bearer realm="shop", error="invalid_token"',
    'Basic realm="shop"',
    'Unexpected token < in JSON at position 0',
    'the cookie is too large',
    '/p?max_tokens=5&key_id=7',
    '12:30:45 a=b; c=d',
  ];
  for (const text of harmless) {
    it(`leaves ${JSON.stringify(text)} as it is`, () => {
      expect(redactText(text)).toBe(text);
    });
  }

  it('never lets user-info through, whatever it is made of', () => {
    const part = fc.string({ minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(part, part, (user, pass) => {
        const url = new URL('https://host.example/path');
        url.username = `hush${user}`;
        url.password = `hush${pass}`;
        expect(redactText(`request to ${url.href} failed`)).toBe('request to https://***@host.example/path failed');
      }),
    );
  });

  it('never lets the value of a secret parameter through, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.constantFrom('token', 'api key', 'a[password]', 'sig'), (value, name) => {
        const query = new URLSearchParams({ page: '2', [name]: `hush${value}hush` });
        const redacted = redactText(`https://host/?${query.toString()}`);
        expect(redacted).not.toContain('hush');
        expect(redacted).toContain('page=2');
      }),
    );
  });

  const patterns = [
    ...['a.a.a://?&=;', '://', '://a', 'https:', 'https:/', 'http:a', '?a', '&=', '?=', "?token='", "'a", '?token=', 'bearer ', 'bearer a'],
    ...[
      'a-',
      'a_',
      'cookie',
      'cookie ',
      'cookie:',
      'cookie:"',
      'cookie:"\\',
      'x-api-key',
      'auth-',
      '"',
      '\\',
      'basic\t',
      'A',
      '%',
      '%61',
      '@',
    ],
  ];
  it('ends in linear time on hostile text', () => {
    for (const pattern of patterns) {
      const text = pattern.repeat(100_000 / pattern.length);
      expect(redactText(text).length).toBeGreaterThan(0);
      expect(redactText(`https://${text}`).length).toBeGreaterThan(0);
    }
  }, 60_000);
});

describe('redactHeaders', () => {
  it('gives a copy in which secrets are hidden, by name and by what is in them', () => {
    const headers = new Headers({ Authorization: 'hush', 'X-Api-Key': 'hush', Link: '</p?token=hush>; rel="next"', ETag: '"1"' });
    expect(Object.fromEntries(redactHeaders(headers))).toEqual({
      authorization: '***',
      etag: '"1"',
      link: '</p?token=***>; rel="next"',
      'x-api-key': '***',
    });
    expect(headers.get('authorization')).toBe('hush');
  });

  it('leaves the challenge of a WWW-Authenticate field readable', () => {
    const challenges = [
      'Bearer resource_metadata="https://api.example.com/.well-known/x"',
      'Bearer authorization_uri="https://login.example.com/x", error="invalid_token"',
      'Basic realm=staff',
    ];
    expect(challenges.map(redactText)).toEqual(challenges);
    expect(redactText('Bearer abc.def== and Basic dXNlcjpwYXNz=')).toBe('Bearer *** and Basic ***');
  });
});
