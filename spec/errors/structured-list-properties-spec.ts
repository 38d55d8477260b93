import fc from 'fast-check';
import { parseStructuredList, type BareItem } from '../../src/errors/structured-list.js';
import { checkProperty, same } from '../support/check-property.js';
import { damaged } from '../support/damaged.js';

type Item = [value: BareItem, params: [key: string, value: BareItem][]];

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const LETTERS = LOWER + LOWER.toUpperCase();
const DIGITS = '0123456789';

/** RFC 9651, 4.2, step by step: it fails by throwing. */
class NaiveList {
  #at = 0;

  constructor(private readonly text: string) {}

  read(): Item[] {
    const items: Item[] = [];
    this.#takeAll(' \t');
    while (this.#next() !== '') {
      if (items.length > 0) this.#expect(',');
      if (items.length > 0) this.#takeAll(' \t');
      items.push([this.#bareItem(), this.#params()]);
      this.#takeAll(' \t');
    }
    return items;
  }

  #next(): string {
    return this.text.charAt(this.#at);
  }

  #expect(character: string): void {
    if (this.#next() !== character) throw new Error(`no ${character} at ${this.#at}`);
    this.#at++;
  }

  #takeAll(characters: string, atLeast = 0): string {
    const start = this.#at;
    while (this.#next() !== '' && characters.includes(this.#next())) this.#at++;
    if (this.#at - start < atLeast) throw new Error(`nothing at ${this.#at}`);
    return this.text.slice(start, this.#at);
  }

  #params(): [string, BareItem][] {
    const params = new Map<string, BareItem>();
    while (this.#next() === ';') {
      this.#at++;
      this.#takeAll(' ');
      if (!`${LOWER}*`.includes(this.#next() || '?')) throw new Error(`no key at ${this.#at}`);
      const key = this.#takeAll(`${LOWER + DIGITS}_-.*`);
      params.set(key, this.#next() === '=' ? (this.#at++, this.#bareItem()) : true);
    }
    return [...params];
  }

  #bareItem(): BareItem {
    const first = this.#next() || '?!';
    if (first === '"') return this.#string();
    if (first === '-' || DIGITS.includes(first)) return this.#number();
    if (`${LETTERS}*`.includes(first)) return this.#takeAll(`${LETTERS + DIGITS}!#$%&'*+-.^_\`|~:/`);
    if (first === '?') return this.#boolean();
    if (first === ':') return this.#bytes();
    this.#expect('@');
    this.#number(false);
    return null;
  }

  #string(): string {
    let value = '';
    for (this.#at++; this.#next() !== '"'; this.#at++) {
      if (this.#next() === '\\') this.#at++;
      const isEscaped = this.text.charAt(this.#at - 1) === '\\' && !(this.#next() === '"' || this.#next() === '\\');
      if (isEscaped || this.#next() < ' ' || this.#next() > '~') throw new Error(`no character of a string at ${this.#at}`);
      value += this.#next();
    }
    this.#at++;
    return value;
  }

  #number(mayBeDecimal = true): number {
    const start = this.#at;
    if (this.#next() === '-') this.#at++;
    const whole = this.#takeAll(DIGITS, 1);
    if (this.#next() !== '.' || !mayBeDecimal) return whole.length > 15 ? this.#tooLong() : Number(this.text.slice(start, this.#at));
    this.#at++;
    const fraction = this.#takeAll(DIGITS, 1);
    return whole.length > 12 || fraction.length > 3 ? this.#tooLong() : Number(this.text.slice(start, this.#at));
  }

  #tooLong(): never {
    throw new Error(`too many digits before ${this.#at}`);
  }

  #boolean(): boolean {
    this.#at++;
    const digit = this.#takeAll('01', 1);
    if (digit.length > 1) throw new Error('one digit only');
    return digit === '1';
  }

  #bytes(): null {
    this.#at++;
    this.#takeAll(`${LETTERS + DIGITS}+/=`);
    this.#expect(':');
    return null;
  }
}

function naive(field: string): Item[] | undefined {
  try {
    return new NaiveList(field).read();
  } catch {
    return undefined;
  }
}

describe('parseStructuredList, against a naive reading', () => {
  const sign = fc.constantFrom('"', '\\', '\\"', '-', '.', ';', '=', ',', ' ', '\t', '?', ':', '@', '(', ')', '*', 'ü', '_', 'A', '!');
  const good = [
    '"a"',
    '"a,b;c"',
    '"say \\"hi\\""',
    'tok/en:1',
    '*x',
    "a!#$%&'*+-.^_`|~:/z0",
    '5',
    '-5',
    '-0',
    '1.5',
    '?1',
    '?0',
    ':aGk=:',
    '@1659578233',
    '@-1',
  ];
  const item = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...good, '1'.repeat(15), `${'1'.repeat(12)}.555`) },
    { weight: 1, arbitrary: fc.constantFrom('"a\n"', '5.', '?2', '1'.repeat(16), `${'1'.repeat(13)}.5`, '1.5555', '@1.5', ':ü:') },
  );
  const key = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(';r=', ';t=', ';  r=', ';*k_1.-=') },
    { weight: 1, arbitrary: fc.constantFrom(';R=', ' ;t=', ';r =', ';\tr=', ';1=') },
  );
  const param = fc.oneof(
    fc.tuple(key, item).map((pair) => pair.join('')),
    key.map((name) => name.slice(0, -1)),
  );
  const member = fc.tuple(item, fc.array(param, { maxLength: 3 })).map(([value, params]) => value + params.join(''));
  const comma = fc.constantFrom(',', ', ', ' ,', '\t,\t', ' , ');
  const list = fc.array(fc.tuple(comma, member), { maxLength: 3 }).map((members) => members.flat().slice(1).join(''));
  const noise = fc.array(fc.oneof(sign, item), { maxLength: 8 }).map((pieces) => pieces.join(''));
  const field = fc.oneof(
    { weight: 8, arbitrary: list },
    { weight: 8, arbitrary: damaged(list, sign) },
    { weight: 8, arbitrary: noise },
    { weight: 1, arbitrary: list.map((text) => `${text}, `) },
  );

  it('reads what the steps of RFC 9651 read, and refuses the rest', () => {
    let accepted = 0;
    checkProperty(
      fc.property(field, (text) => {
        const actual = parseStructuredList(text)?.map(({ value, params }): Item => [value, [...params]]);
        same(actual, naive(text), text);
        if (actual !== undefined && actual.length > 0) accepted++;
      }),
      3000,
    );
    expect(accepted).toBeGreaterThan(300);
  });
});
