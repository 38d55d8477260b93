import fc from 'fast-check';
import { redactBody } from '../../src/errors/redact-body.js';
import { checkProperty, same } from '../support/check-property.js';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const SECRET_NAMES = ['password', 'access_token', 'apiKey', 'client-secret', 'sessionId', 'pin'];
const NAMES = ['user', 'page', 'max_tokens', 'a', 'e-mail', 'data'];

/** The same, with what stands under a secret name hidden as a whole. */
function naive(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as Json[]).map(naive);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, SECRET_NAMES.includes(name) ? '***' : naive(inner)]));
}

describe('redactBody, of any body', () => {
  const secret = fc.string({ unit: fc.constantFrom(...'aZ0 "\\[]{},:?&=#\'\n/é', '?token=', '"a":'), maxLength: 8 }).map((text) => `hush${text}hush`); // prettier-ignore
  const plain = fc.oneof(
    fc.constantFrom('', 'a [b] {c}', 'say "hi"', 'C:\\x', 'é', 'a:b,c', '/p?page=2'),
    fc.integer(),
    fc.constantFrom(true, false, null, 1.5, -2e30),
  );
  const { document } = fc.letrec<{ document: Json; hidden: Json }>((tie) => ({
    document: fc.oneof(
      { weight: 2, arbitrary: plain },
      { weight: 1, arbitrary: fc.array(tie('document'), { maxLength: 3 }) },
      {
        weight: 3,
        arbitrary: fc
          .tuple(
            fc.dictionary(fc.constantFrom(...NAMES), tie('document'), { maxKeys: 3, noNullPrototype: true }),
            fc.dictionary(fc.constantFrom(...SECRET_NAMES), tie('hidden'), { maxKeys: 2, noNullPrototype: true }),
          )
          .map(([open, closed]) => ({ ...closed, ...open })),
      },
    ),
    hidden: fc.oneof(
      { weight: 4, arbitrary: secret },
      { weight: 1, arbitrary: plain },
      { weight: 1, arbitrary: fc.array(tie('hidden'), { maxLength: 3 }) },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom(...NAMES, ...SECRET_NAMES), tie('hidden'), { maxKeys: 3, noNullPrototype: true }),
      },
    ),
  }));

  it('hides in JSON what stands under a secret name, of whatever shape, and changes nothing else', () => {
    checkProperty(
      fc.property(document, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const redacted = redactBody(text);
        same(JSON.parse(redacted), naive(value), text);
        same(redactBody(redacted), redacted, 'redacted again');
      }),
      1000,
    );
  });

  it('lets no secret through wherever the JSON is cut off', () => {
    checkProperty(
      fc.property(document, fc.nat(), (value, at) => {
        const text = JSON.stringify(value);
        const cut = text.slice(0, at % (text.length + 1));
        same(redactBody(cut).includes('hush'), false, cut);
      }),
      1000,
    );
  });

  it('hides the secret fields of a form, and changes no other', () => {
    const field = fc.tuple(
      fc.constantFrom(...SECRET_NAMES, ...NAMES),
      fc.string({ unit: fc.constantFrom(...'aZ0 "\\&=;é+%?/'), maxLength: 6 }),
    );
    checkProperty(
      fc.property(fc.array(field, { maxLength: 5 }), (fields) => {
        const form = (value: (name: string, given: string) => string): string =>
          fields.map(([name, given]) => `${name}=${value(name, encodeURIComponent(given))}`).join('&');
        const text = form((_, given) => given);
        const redacted = redactBody(text);
        same(redacted, form((name, given) => (SECRET_NAMES.includes(name) ? '***' : given)), text); // prettier-ignore
        same(redactBody(redacted), redacted, 'redacted again');
      }),
      1000,
    );
  });
});
