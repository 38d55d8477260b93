import fc from 'fast-check';
import { redactCause } from '../../src/errors/redact-cause.js';
import { checkProperty, same } from '../support/check-property.js';

const SECRET_NAMES = ['password', 'authorization', 'apiKey', 'cookie', 'access_token'];
const NAMES = ['url', 'code', 'config', 'cause', 'errors', 'status', 'maxTokens'];
const SECRETS: readonly [text: string, printed: string][] = [
  ['GET /p?token=hush failed', 'GET /p?token=*** failed'],
  ['https://me:hush@host.example/', 'https://***@host.example/'],
  ['sent Bearer hush', 'sent Bearer ***'],
];

/** What a cause is made of, told apart from the objects that are made of it. */
type Plan =
  | { readonly type: 'value'; readonly value: unknown }
  | { readonly type: 'text'; readonly text: string; readonly printed: string }
  | { readonly type: 'list'; readonly items: readonly Plan[] }
  | { readonly type: 'object'; readonly fields: readonly Field[] }
  | { readonly type: 'error'; readonly message: string; readonly printed: string; readonly fields: readonly Field[] }
  | { readonly type: 'headers'; readonly fields: Readonly<Record<string, string>> };
type Field = readonly [name: string, value: Plan];

/** Makes it. */
function create(plan: Plan): unknown {
  const assign = (target: object, fields: readonly Field[]): object => Object.assign(target, Object.fromEntries(fields.map(([name, value]) => [name, create(value)])));
  switch (plan.type) {
    case 'value': return plan.value;
    case 'text': return plan.text;
    case 'list': return plan.items.map(create);
    case 'object': return assign({}, plan.fields);
    case 'error': return assign(new RangeError(plan.message), plan.fields);
    case 'headers': return new Headers(plan.fields);
  }
} // prettier-ignore

/** What may be seen of it, from the plan. */
function printed(plan: Plan): unknown {
  const fieldsOf = (fields: readonly Field[]): object =>
    Object.fromEntries(
      fields.map(([name, value]) => {
        const isNothing = value.type === 'value' && (value.value === null || value.value === undefined || typeof value.value === 'boolean');
        return [name, SECRET_NAMES.includes(name) && !isNothing ? '***' : printed(value)];
      }),
    );
  switch (plan.type) {
    case 'value': return plan.value;
    case 'text': return plan.printed;
    case 'list': return plan.items.map(printed);
    case 'object': return fieldsOf(plan.fields);
    case 'error': return { error: 'RangeError', message: plan.printed, ...fieldsOf(plan.fields) };
    case 'headers': return Object.fromEntries(Object.entries(plan.fields).map(([name, text]) => [name, SECRET_NAMES.includes(name) ? '***' : text]));
  }
} // prettier-ignore

/** What is seen of an object, its fields in the order of the alphabet, with all that a debugger shows of an error but where it was made. */
function look(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(look);
  if (value instanceof Headers) return Object.fromEntries(value);
  const told = value instanceof Error ? { error: value.name, message: value.message } : {};
  const fields = Object.entries({ ...value, ...told }).map(([name, inner]) => [name, look(inner)] as const);
  return Object.fromEntries(fields.sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('redactCause, of any cause', () => {
  const secretText = fc.constantFrom(...SECRETS).map(([text, shown]): Plan => ({ type: 'text', text, printed: shown }));
  const plainText = fc
    .constantFrom('', 'ECONNREFUSED', 'https://host.example/?page=2')
    .map((text): Plan => ({ type: 'text', text, printed: text }));
  const simple = fc.constantFrom(0, 5, NaN, true, false, null, undefined).map((value): Plan => ({ type: 'value', value }));
  const message = fc.constantFrom(...SECRETS, ['failed', 'failed'] as const, ['failed', 'failed'] as const);
  const headers = fc
    .dictionary(fc.constantFrom('etag', 'cookie', 'authorization'), fc.constant('hush'), { maxKeys: 2, noNullPrototype: true })
    .map((fields): Plan => ({ type: 'headers', fields: 'etag' in fields ? { ...fields, etag: '5' } : fields }));
  const { plan } = fc.letrec<{ plan: Plan; fields: readonly Field[] }>((tie) => ({
    plan: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'cause' },
      fc.oneof({ weight: 3, arbitrary: plainText }, { weight: 2, arbitrary: simple }, { weight: 1, arbitrary: secretText }),
      headers,
      fc.array(tie('plan'), { maxLength: 3 }).map((items): Plan => ({ type: 'list', items })),
      tie('fields').map((fields): Plan => ({ type: 'object', fields })),
      fc.tuple(message, tie('fields')).map(([[text, shown], fields]): Plan => ({ type: 'error', message: text, printed: shown, fields })),
    ),
    fields: fc
      .dictionary(
        fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: fc.constantFrom(...SECRET_NAMES) }),
        tie('plan'),
        {
          maxKeys: 3,
          noNullPrototype: true,
        },
      )
      .map((fields) => Object.entries(fields)),
  }));

  it('shows all but the secrets, in a copy only where there is one, and leaves the original as it was', () => {
    const seen = { copied: 0, kept: 0 };
    checkProperty(
      fc.property(plan, (given) => {
        const cause = create(given);
        const before = fc.stringify(look(cause));
        const redacted = redactCause(cause);
        same(look(redacted), look(printed(given)), 'what is shown');
        same(fc.stringify(look(cause)), before, 'the original');
        const isClean = before === fc.stringify(look(printed(given)));
        if (isClean && !Object.is(redacted, cause)) throw new Error('copied for nothing');
        if (redacted instanceof Error && redacted.stack?.includes('hush')) throw new Error(redacted.stack);
        if (!Object.is(redactCause(redacted), redacted)) throw new Error('there is still something to hide in the copy');
        seen[isClean ? 'kept' : 'copied']++;
      }),
      1500,
    );
    expect(Math.min(seen.copied, seen.kept)).toBeGreaterThan(100);
  });
});
