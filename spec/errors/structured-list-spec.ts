import fc from 'fast-check';
import { parseStructuredList, type BareItem } from '../../src/errors/structured-list.js';

/** A list as `[value, params]`. */
function read(field: string): [BareItem, Record<string, BareItem>][] | undefined {
  return parseStructuredList(field)?.map(({ value, params }) => [value, Object.fromEntries(params)]);
}

describe('parseStructuredList', () => {
  const lists: readonly [field: string, items: [BareItem, Record<string, BareItem>][]][] = [
    ['', []],
    ['  ', []],
    ['"a"', [['a', {}]]],
    ['"a","b"', [['a', {}], ['b', {}]]], // prettier-ignore
    ['"a" \t,\t "b"', [['a', {}], ['b', {}]]], // prettier-ignore
    ['"say \\"hi\\" \\\\"', [['say "hi" \\', {}]]],
    ['"a,b;c=d"', [['a,b;c=d', {}]]],
    ['"a";r=5;t=30', [['a', { r: 5, t: 30 }]]],
    ['"a";  r=5', [['a', { r: 5 }]]],
    ['"a";r', [['a', { r: true }]]],
    ['"a";r=1;r=2', [['a', { r: 2 }]]],
    ['"a";*k_1.-*=1', [['a', { '*k_1.-*': 1 }]]],
    ['token;q=*a/b:c', [['token', { q: '*a/b:c' }]]],
    ['-5, 1.5, 123456789012345', [[-5, {}], [1.5, {}], [123_456_789_012_345, {}]]], // prettier-ignore
    ['?1, ?0', [[true, {}], [false, {}]]], // prettier-ignore
    ['"a";pk=:cHsdsRa894==:', [['a', { pk: null }]]],
    ['@1659578233', [[null, {}]]],
    ['%"f%c3%bc"', [[null, {}]]],
  ];
  for (const [field, items] of lists) {
    it(`reads ${field === '' ? 'nothing' : field}`, () => {
      expect(read(field)).toEqual(items);
    });
  }

  const malformed = [
    ...[
      ',',
      '"a",',
      ',"a"',
      '"a",,"b"',
      '"a" "b"',
      '"a',
      '"a\\x"',
      '"a\n"',
      '"ü"',
      "'a'",
      '=',
      ';r=1',
      '"a";',
      '"a";R=1',
      '"a";r=',
      '"a" ;r=1',
    ],
    ...[
      '"a";r =1',
      '"a";r= 1',
      '"a";r=(1)',
      '("a" "b")',
      '(a)',
      '-',
      '1.',
      '1.2345',
      '1234567890123456',
      '1234567890123.5',
      '--1',
      '+1',
      '?2',
      '?',
      ':a',
      '@',
      '%"ü"',
    ],
    ...['limit=100, remaining=50, reset=5', '{"a":1}'],
  ];
  for (const field of malformed) {
    it(`refuses ${JSON.stringify(field)} as a whole`, () => {
      expect(parseStructuredList(field)).toBeUndefined();
    });
  }

  it('never throws', () => {
    const piece = fc.constantFrom('"', '\\', 'a', '1', '-', '.', ';', '=', ',', ' ', '\t', '?', ':', '@', '%', '(', 'r', '*', 'ü', '\n');
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
        ),
        (field) => {
          expect(() => parseStructuredList(field)).not.toThrow();
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads back what is written by the rules', () => {
    const text = fc.string({ unit: fc.constantFrom(...' !#aZ09~"\\;,=') });
    const bare = fc.oneof(text, fc.integer({ min: -999_999_999_999_999, max: 999_999_999_999_999 }), fc.boolean());
    const params = fc.dictionary(fc.stringMatching(/^[a-z*][a-z0-9_.*-]{0,5}$/), bare, { noNullPrototype: true });
    const write = (value: BareItem): string =>
      typeof value === 'string' ? `"${value.replace(/["\\]/g, '\\$&')}"` : typeof value === 'boolean' ? `?${Number(value)}` : String(value);
    fc.assert(
      fc.property(fc.array(fc.tuple(bare, params)), (items) => {
        const field = items
          .map(([value, fields]) => [write(value), ...Object.entries(fields).map(([key, item]) => `${key}=${write(item)}`)].join(';'))
          .join(', ');
        expect(read(field)).toEqual(items);
      }),
    );
  });

  it('ends in linear time on hostile text', () => {
    for (const pattern of ['"a";', ';a', '\\"', '"', '1', '1,', 'a', '=', ';r=1', ' ', '\t,']) {
      parseStructuredList(`"a"${pattern.repeat(100_000 / pattern.length)}`);
      expect(parseStructuredList(`${pattern.repeat(100_000 / pattern.length)}(`)).toBeUndefined();
    }
  }, 60_000);
});
