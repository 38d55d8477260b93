import fc from 'fast-check';
import { redactHeaders, redactText } from '../../src/errors/redact.js';
import { hideUserInfo } from '../../src/errors/user-info.js';
import { checkProperty, same } from '../support/check-property.js';

/** A piece of a text, and what is to be left of it. */
type Piece = readonly [text: string, printed: string];

/** A secret that nothing else can look like, of these characters and what they make with one another. */
const secretOf = (characters: string, ...more: string[]): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...characters, ...more), maxLength: 8 }).map((middle) => `hush${middle}hush`);

const WORD = 'aZ09-._~+/=*!%3A';
/** A quote where the value goes on behind it. */
const QUOTES = ["'a", "'-", "'%20", "'=", "''a"];
/** At what a secret may begin or end. */
const MARKS = [...`?&;#= \n"'\\:/%,.`, '%3F', '%3D'];
const secretName = fc.constantFrom('token', 'api_key', 'X-Amz-Signature', 'password', 'sig', 'code', 'client%5Fsecret', 'accessToken');

const userInfo = fc
  .tuple(fc.constantFrom('https://', 'http://user:', 'wss://', 'postgres://user:', 'https:/', 'http:\\\\'), secretOf(`:@&=;,$${WORD}`.replace('/', '')))
  .map(([scheme, secret]): Piece => [`${scheme}${secret}@host.example/p?page=2`, `${scheme.split(':')[0]}://***@host.example/p?page=2`]); // prettier-ignore
const parameter = fc
  .tuple(fc.constantFrom('https://host.example/p?page=2&', '/p#', '?'), secretName, secretOf(`:@?;,$${WORD}`, ...QUOTES))
  .map(([start, name, secret]): Piece => [`${start}${name}=${secret}&size=5`, `${start}${name}=***&size=5`]);
const quoted = fc
  .tuple(secretName, secretOf(`:@?;,$${WORD}`), fc.constantFrom(', 5)', ')', ']', '}', '; a', '.', ': no', ' failed', '"', ''))
  .map(([name, secret, end]): Piece => [`'/p?${name}=${secret}'${end}`, `'/p?${name}=***'${end}`]);
const behindSemicolon = fc
  .tuple(fc.constantFrom('token', 'api_key', 'sig'), secretOf('aZ09-._~+/=*!'))
  .map(([name, secret]): Piece => [`/p?a=1;${name}=${secret};b=2`, `/p?a=1;${name}=***;b=2`]);
const nested = fc
  .tuple(fc.constantFrom('token', 'sig'), secretOf(`:?,$ "${WORD}`))
  .map(([name, secret]): Piece => [`/p?next=${encodeURIComponent(`/q?${name}=${secret}`)}&a=1`, `/p?next=%2Fq%3F${name}%3D***&a=1`]);
const nestedTwice = fc
  .tuple(fc.constantFrom('token', 'sig'), secretOf('aZ09-._~'))
  .map(([name, secret]): Piece => [`/p?q=%252Fq%253F${name}%253D${secret}`, `/p?q=%252Fq%253F${name}%253D***`]);
const credentials = fc
  .tuple(fc.constantFrom('Bearer', 'bearer', 'Basic'), secretOf('aZ09-._~+/'))
  .map(([scheme, secret]): Piece => [`sent ${scheme} ${secret}==`, `sent ${scheme} ***`]);
const headerLine = fc
  .tuple(fc.constantFrom('Authorization', 'set-cookie', 'X-Api-Key', 'x-csrf-token'), secretOf(`\\"; &?#<>@:,${WORD}`))
  .map(([name, secret]): Piece => [`${name}: ${secret}\r\nAccept: a`, `${name}: ***\r\nAccept: a`]);
const printedField = fc
  .tuple(fc.constantFrom('authorization', 'cookie', 'x-api-key'), secretOf(`\\"; &?#<>@:,${WORD}`, '?token=', '&sig='))
  .map(([name, secret]): Piece => [`{"${name}":${JSON.stringify(secret)},"a":1}`, `{"${name}":"***","a":1}`]);
const harmless = fc
  .constantFrom(
    ...['connect ECONNREFUSED 127.0.0.1:80', 'https://host:8443/orders/5?page=2&sort=name#top', 'me@example.com', '12:30:45 a=b; c=d'],
    ...['/p?max_tokens=5&filter=a%3D1%26b%3D2&q=100%25', 'Basic realm="shop"', '{"a":1,"b":"c"}', "it's <b>", '', '/p?q=%C3%A9%zz'],
  )
  .map((text): Piece => [text, text]);

describe('redactText, in any text', () => {
  const pieces = fc.array(
    fc.oneof(userInfo, parameter, quoted, behindSemicolon, nested, nestedTwice, credentials, headerLine, printedField, harmless),
    {
      maxLength: 6,
    },
  );

  it('hides each secret, changes nothing else, and hides nothing when asked again', () => {
    checkProperty(
      fc.property(pieces, fc.constantFrom('\n', '\r\n'), (all, separator) => {
        const [text, printed] = [0, 1].map((which) => all.map((piece) => piece[which]).join(separator)) as [string, string];
        const redacted = redactText(text);
        same(redacted, printed, text);
        same(redactText(redacted), redacted, 'redacted again');
      }),
      1500,
    );
  });

  const noise = fc
    .array(
      fc.constantFrom(
        ...MARKS,
        ...['://', '@', '%2526', '<', '*', '***'],
        ...['token', 'a', 'bearer', 'basic ', 'https', 'cookie', 'x-api-key', 'authorization', 'é', '%C3', 'realm="'],
      ),
      { maxLength: 20 },
    )
    .map((parts) => parts.join(''));

  it('hides nothing more when asked again, whatever the text', () => {
    checkProperty(
      fc.property(noise, (text) => {
        const redacted = redactText(text);
        same(redactText(redacted), redacted, text);
      }),
      3000,
    );
  });

  it('leaves a text as it is in which nothing is named like a secret', () => {
    checkProperty(
      fc.property(
        fc.array(fc.constantFrom(...MARKS, '%26', 'page', 'max_tokens', '5', 'é', 'monkey', '%C3%A9', '***'), { maxLength: 25 }),
        (parts) => {
          const text = parts.join('');
          same(redactText(text), text, 'redacted');
        },
      ),
      2000,
    );
  });
});

describe('hideUserInfo, of any URL', () => {
  it('leaves nothing of what the URL standard takes for user-info', () => {
    const inside = fc.string({ unit: fc.constantFrom(..."a1:@;,&=+$!*'()[]{}|^`%é.-"), maxLength: 8 });
    // only those schemes that browsers know take any slashes
    const start = fc.oneof(
      fc.tuple(
        fc.constantFrom('http:', 'https:', 'ws:', 'wss:', 'ftp:', 'HTTPS:'),
        fc.string({ unit: fc.constantFrom('/', '\\'), maxLength: 4 }),
      ),
      fc.tuple(fc.constantFrom('redis:', 'amqp:'), fc.constant('//')),
    );
    let hidden = 0;
    checkProperty(
      fc.property(start, inside, inside, (scheme, before, after) => {
        const url = `${scheme.join('')}${before}hush${after}@host.example/p`;
        if (!URL.canParse(url)) return;
        const { username, password } = new URL(url);
        if (!`${username}${password}`.includes('hush')) return;
        hidden++;
        same(hideUserInfo(url).includes('hush'), false, url);
        same(hideUserInfo(hideUserInfo(url)), hideUserInfo(url), 'hidden again');
      }),
      2000,
    );
    expect(hidden).toBeGreaterThan(300);
  });
});

describe('redactHeaders, of any headers', () => {
  const line = fc.oneof(userInfo, parameter, credentials).map(([text, printed]) => ({ text, printed }));
  const open = fc.tuple(
    fc.constantFrom('location', 'link', 'etag', 'retry-after', 'x-request-id', 'idempotency-key', 'www-authenticate'),
    line,
  );
  const closed = fc
    .tuple(fc.constantFrom('authorization', 'cookie', 'x-api-key', 'set-cookie', 'x-auth-token', 'x-functions-key'), secretOf(WORD))
    .map(([name, text]) => [name, { text, printed: '***' }] as const);

  it('hides the values of secret names, and the secrets in the others, in a copy', () => {
    checkProperty(
      fc.property(fc.array(fc.oneof(open, closed), { maxLength: 6 }), (fields) => {
        const byName = new Map(fields);
        const headers = new Headers([...byName].map(([name, { text }]): [string, string] => [name, text]));
        const before = [...headers];
        const names = [...byName.keys()].sort();
        same([...redactHeaders(headers)], names.map((name) => [name, byName.get(name)!.printed]), 'redacted'); // prettier-ignore
        same([...headers], before, 'the original');
      }),
      500,
    );
  });
});
