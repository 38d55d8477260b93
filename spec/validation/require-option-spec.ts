import {
  requireCount,
  requireDuration,
  requireFiniteDuration,
  requireFunction,
  requireOneOf,
  requireOption,
  requirePositive,
  requirePositiveDuration,
} from '../../src/validation/require-option.js';

type Check = (option: string, value: never) => void;

const never = [NaN, -1, -Infinity, '5', null, undefined, true, {}, [], 5n];
const rules: readonly [name: string, check: Check, rule: string, good: unknown[], bad: unknown[]][] = [
  ['requireDuration', requireDuration, 'a number of milliseconds from 0 to Infinity', [0, 0.5, 1, 2 ** 40, Infinity], never],
  ['requirePositiveDuration', requirePositiveDuration, 'a number of milliseconds above 0, or Infinity', [0.5, 1, Infinity], [0, ...never]],
  ['requireFiniteDuration', requireFiniteDuration, 'a finite number of milliseconds above 0', [0.5, 1], [0, Infinity, ...never]],
  ['requireCount', requireCount, 'a whole number from 0, or Infinity', [0, 1, 1e9, Infinity], [0.5, ...never]],
  ['requirePositive', requirePositive, 'a finite number above 0', [0.001, 7], [0, Infinity, ...never]],
  ['requireFunction', requireFunction, 'a function', [() => 1, class {}], [1, 'f', {}, null]],
];

function messageOf(work: () => void): unknown {
  try {
    work();
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(RangeError);
    return (error as Error).message;
  }
}

describe('an option', () => {
  for (const [name, check, rule, good, bad] of rules) {
    it(`passes ${name} when it is ${rule}`, () => {
      for (const value of good) expect(messageOf(() => check('wait', value as never))).toBeUndefined();
    });

    it(`that breaks the rule of ${name} is a RangeError that names option and rule`, () => {
      for (const value of bad) expect(messageOf(() => check('wait', value as never))).toContain(`wait must be ${rule}, but was `);
    });
  }

  it('counted from a least number may not be below it', () => {
    requireCount('calls', 1, 1);
    expect(messageOf(() => requireCount('calls', 0, 1))).toBe('calls must be a whole number from 1, or Infinity, but was 0.');
  });

  it('chosen from a list has to be on it', () => {
    requireOneOf('jitter', 'full', ['none', 'full']);
    expect(messageOf(() => requireOneOf('jitter', 'ful', ['none', 'full']))).toBe('jitter must be one of "none", "full", but was "ful".');
  });

  const shown: readonly [value: unknown, text: string][] = [
    [NaN, 'NaN'],
    [-1, '-1'],
    [-Infinity, '-Infinity'],
    [undefined, 'undefined'],
    [null, 'null'],
    [false, 'false'],
    ['no', '"no"'],
    ['x'.repeat(99), `"${'x'.repeat(40)}"`],
    [[1], 'an array'],
    [{ password: 'hush' }, 'an object'],
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
    [5n, 'a bigint'],
  ];
  for (const [value, text] of shown) {
    it(`is shown as ${text}, and no more of it is`, () => {
      expect(messageOf(() => requireOption(false, 'x', 'y', value))).toBe(`x must be y, but was ${text}.`);
    });
  }
});
