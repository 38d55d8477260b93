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
    ['a secret in a URL that is a value', '/p?next=https://x/?token=hush&page=2', '/p?next=https://x/?token=***&page=2'],
    [
      'a secret in an encoded URL that is a value',
      '/p?next=https%3A%2F%2Fx%2F%3Fa%3D1%26token%3Dhush%26b%3D%C3%A9&page=2',
      '/p?next=https%3A%2F%2Fx%2F%3Fa%3D1%26token%3D***%26b%3D%C3%A9&page=2',
    ],
    ['one with blanks and quotes in it', '/p?next=/cb%3Ftoken%3Dhu%20%22hush%22', '/p?next=%2Fcb%3Ftoken%3D***'],
    ['one whose marks are encoded in part', '/p?next=/cb?token%3Dhush', '/p?next=%2Fcb%3Ftoken%3D***'],
    ['one beside a broken encoding', '/p?next=%E9%2%3Ftoken%3Dhush', '/p?next=%E9%252%3Ftoken%3D***'],
    ['one encoded twice', '/p?a=%2Fb%3Fc%3D%252Fd%253Fsig%253Dhush', '/p?a=%2Fb%3Fc%3D%252Fd%253Fsig%253D***'],
    ['one that is encoded as a whole', '/p?a=%252Fb%253Fsig%253Dhush', '/p?a=%252Fb%253Fsig%253D***'],
    ['one deeper than anybody looks', `/p?a=${nest('/b?sig=hush', 9)}`, '/p?a=***'],
    ['a secret in an encoded form that is a value', '/p?state=token%3Dhush%26page%3D2', '/p?state=token%3D***%26page%3D2'],
    ['a secret in an encoded fragment', '/p?next=%2Fcb%23access_token%3Dhush', '/p?next=%2Fcb%23access_token%3D***'],
    ['user-info of an encoded URL', '/p?next=https%3A%2F%2Fuser%3Ahush%40host%2F', '/p?next=https%3A%2F%2F***%40host%2F'],
    ['credentials in a value', '/p?header=Bearer%20hush', '/p?header=Bearer%20***'],
    ['an encoded secret at the end of a clause', 'GET /p?next=%3Ftoken%3Dhush: no answer', 'GET /p?next=%3Ftoken%3D***: no answer'],
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
    '/p?next=https%3A%2F%2Fx%2F%3Fpage%3D2%26name%3D%E9%C3%A9%2&filter=a=1;b=2',
    '/p?email=me%40example.com&q=100%25',
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

  it('never lets a secret through, however deep in values its URL is, and whatever it is made of', () => {
    const depth = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), fc.constantFrom('token', 'api key', 'a[password]'), depth, (value, name, levels) => {
        let url = `https://host/?${new URLSearchParams({ page: '2', [name]: `hush${value}hush` }).toString()}`;
        for (let level = 0; level < levels; level++) url = `https://host/?${new URLSearchParams({ next: url, size: '5' }).toString()}`;
        const redacted = redactText(`GET ${url} failed`);
        expect(redacted).not.toContain('hush');
        expect(redacted).toMatch(/(page=2.*|size=5) failed$/);
        expect(redactText(redacted)).toBe(redacted);
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
      '?a=%3F',
      'a=?',
      '%3Fa%3D',
      '%25',
      '?a=%25',
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

function nest(text: string, levels: number): string {
  return levels === 0 ? text : nest(encodeURIComponent(text), levels - 1);
}

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
