import { headerIn, NO_HEADERS, overlay, toPairs, withDefault, withoutHeaders } from '../../src/http/header-list.js';
import { applyHeaders, toHeaderList, type HeadersInput } from '../../src/http/merge-headers.js';

describe('toHeaderList', () => {
  const inputs: [what: string, input: HeadersInit][] = [
    ['an object', { B: '2', a: '1' }],
    [
      'a name that comes twice',
      [
        ['A', '1'],
        ['b', 'a'],
        ['a', '2'],
      ],
    ],
    ['blanks around a value', { a: ' \t one two\t ', b: ' ', c: '' }],
    ['line ends around a value', { a: '\r\none\n' }],
    ['no-break spaces, which are no blanks', { a: '\u00a0one\u00a0' }],
    ['bytes', { a: '\u00ff\u0080\u0001' }],
    ['numbers', { a: 5, b: false } as never],
    ['Headers', new Headers({ B: '2', a: '1' })],
  ];
  for (const [what, input] of inputs) {
    it(`reads ${what} as Headers do`, () => {
      expect([...new Headers(toPairs(toHeaderList(input)))]).toEqual([...new Headers(input)]);
    });
  }

  it('joins cookies as servers read them, which not every platform does', () => {
    const pairs: [string, string][] = [
      ['Cookie', 'a=1'],
      ['cookie', 'b=2'],
    ];
    expect(toHeaderList(pairs)).toEqual(['cookie', 'a=1; b=2']);
  });

  it('is nothing for nothing', () => {
    for (const input of [undefined, null, {}, []]) expect(toHeaderList(input as HeadersInput)).toEqual([]);
  });

  for (const value of ['a\nb', 'a\rb', 'a\0b', 'a\u0100']) {
    it(`refuses ${JSON.stringify(value)}, as Headers do`, () => {
      expect(() => new Headers({ a: value })).toThrow();
      expect(() => toHeaderList({ a: value })).toThrowError(/^The header "a" can't be sent/);
    });
  }

  it('takes no time that grows with the square of the blanks in a value', () => {
    expect(toHeaderList({ a: `x${' '.repeat(1_000_000)}y` })[1]!.length).toBe(1_000_002);
  });
});

describe('applyHeaders', () => {
  it('sets headers over those that are there, in the same object', () => {
    const headers = new Headers({ a: '1', b: '2' });
    expect(applyHeaders(headers, { B: '3', c: '4', d: undefined })).toBe(headers);
    expect([...headers]).toEqual([
      ['a', '1'],
      ['b', '3'],
      ['c', '4'],
    ]);
  });
});

describe('a header list', () => {
  const list = ['a', 'b', 'b', 'c'];

  it('finds a value by its name, and takes no value for a name', () => {
    expect([headerIn(list, 'a'), headerIn(list, 'b'), headerIn(list, 'c')]).toEqual(['b', 'c', undefined]);
  });

  it('is laid over another one, whose headers of the same name go', () => {
    expect(overlay(list, ['b', '2', 'd', '4'])).toEqual(['b', '2', 'd', '4', 'a', 'b']);
    expect(overlay(list, NO_HEADERS)).toBe(list);
    expect(overlay(NO_HEADERS, list)).toBe(list);
  });

  it('gets a default only where it has none, and where there is one', () => {
    expect(withDefault(list, 'c', '3')).toEqual([...list, 'c', '3']);
    expect(withDefault(list, 'a', '3')).toBe(list);
    expect(withDefault(list, 'c', undefined)).toBe(list);
  });

  it('loses headers by their names, and none by its value', () => {
    expect(withoutHeaders(list, ['a', 'c'])).toEqual(['b', 'c']);
  });
});
