import fc from 'fast-check';
import { isSecretHeader, isSecretName } from '../../src/errors/secret-name.js';
import { checkProperty, same } from '../support/check-property.js';

const SECRETS: readonly (readonly string[])[] = [
  ['access', 'token'],
  ['api', 'key'],
  ['client', 'secret'],
  ['password'],
  ['session', 'id'],
  ['user', 'passwd'],
  ['aws', 'access', 'key', 'id'],
  ['x', 'signature'],
  ['jwt'],
  ['pass', 'phrase'],
];
const HARMLESS = ['page', 'user', 'monkey', 'author', 'sort', 'limit', 'postcode', 'design', 'x', 'field', 'compass'];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const STYLES: readonly ((words: readonly string[]) => string)[] = [
  (words) => words.join('_'),
  (words) => words.join('-'),
  (words) => words.join('.'),
  (words) => words.join(' '),
  (words) => words.join('-').toUpperCase(),
  (words) => words.map(capital).join(''),
  (words) => [words[0], ...words.slice(1).map(capital)].join(''),
  (words) => words.join(']['),
];

/** In the way of a form, each character of `places` as its bytes. */
function encode(text: string, places: readonly number[]): string {
  const isEncoded = (index: number): boolean => places.some((place) => place % text.length === index);
  return [...text].map((character, index) => (isEncoded(index) ? `%${character.charCodeAt(0).toString(16)}` : character)).join('');
}

describe('isSecretName, of names made of words', () => {
  const style = fc.constantFrom(...STYLES);
  const harmless = fc.array(fc.constantFrom(...HARMLESS), { minLength: 1, maxLength: 4 });
  const places = fc.array(fc.nat(), { maxLength: 4 });

  it('knows a secret however its words are joined, with others around them, and percent-encoded', () => {
    checkProperty(
      fc.property(harmless, fc.constantFrom(...SECRETS), harmless, style, places, (before, secret, after, join, encoded) => {
        for (const words of [secret, [...before, ...secret], [...secret, ...after], [...before, ...secret, ...after]]) {
          const name = encode(join(words), encoded);
          same([isSecretName(name), isSecretHeader(join(words))], [true, true], name);
        }
      }),
      500,
    );
  });

  it('takes no name for one that has but harmless words', () => {
    checkProperty(
      fc.property(harmless, style, places, (words, join, encoded) => {
        const name = encode(join(words), encoded);
        same(isSecretName(name), false, name);
      }),
      500,
    );
  });

  it('tells short secrets by the whole name only, or by its last word', () => {
    const short = fc.constantFrom<[word: string, isLastEnough: boolean]>(['auth', true], ['pwd', true], ['sig', true], ['key', false], ['code', false], ['pin', false]); // prettier-ignore
    checkProperty(
      fc.property(short, harmless, fc.constantFrom('_', '-', '.'), ([word, isLastEnough], others, separator) => {
        const names = [
          word,
          [...others, word].join(separator),
          [word, ...others].join(separator),
          others.join('') + word,
          others.join('') + capital(word),
        ];
        same(names.map(isSecretName), [true, isLastEnough, false, false, isLastEnough], names.join(' '));
      }),
      300,
    );
  });

  it('never throws', () => {
    checkProperty(
      fc.property(fc.string({ unit: fc.constantFrom(...'%aT0é_'), maxLength: 8 }), (name) => void isSecretHeader(name)),
      300,
    );
  });
});
