import fc from 'fast-check';
import { parseResetTime } from '../../src/errors/parse-reset-time.js';
import { checkProperty, same } from '../support/check-property.js';

const MOST = BigInt(Number.MAX_SAFE_INTEGER);
/** Milliseconds of each unit, in the order in which they may stand. */
const UNITS: readonly [unit: string, ms: bigint][] = [
  ['h', 3_600_000n],
  ['m', 60_000n],
  ['s', 1000n],
  ['ms', 1n],
];

/** Numbers, and the letters behind each, character by character; nothing where it begins otherwise. */
function pairsOf(text: string): [number: string, unit: string][] {
  const pairs: [string, string][] = [];
  for (const character of text) {
    const isNumeric = '0123456789.'.includes(character);
    if (isNumeric && pairs.at(-1)?.[1] !== '') pairs.push(['', '']);
    const last = pairs.at(-1);
    if (!last) return [];
    last[isNumeric ? 0 : 1] += character;
  }
  return pairs;
}

/** A number in units of this many milliseconds, in whole ones, rounded up; decimals only where they may be. */
function wholeMs(number: string, ms: bigint, mayBeDecimal: boolean): bigint | undefined {
  const [whole = '', fraction, more] = number.split('.');
  if (whole === '' || fraction === '' || more !== undefined || (fraction !== undefined && !mayBeDecimal)) return undefined;
  const scale = 10n ** BigInt(fraction?.length ?? 0);
  return (BigInt(whole + (fraction ?? '')) * ms + scale - 1n) / scale;
}

function naiveDuration(pairs: readonly [string, string][]): bigint | undefined {
  let [sum, next] = [0n, 0];
  for (const [number, unit] of pairs) {
    const at = UNITS.findIndex(([name], index) => index >= next && name === unit);
    const ms = at < 0 ? undefined : wholeMs(number, UNITS[at]![1], unit === 's');
    if (ms === undefined) return undefined;
    sum += ms;
    next = at + 1;
  }
  return pairs.length === 0 ? undefined : sum;
}

function naiveMoment(digits: bigint, now: number | undefined): bigint | undefined {
  if (digits < 10n ** 9n) return digits * 1000n;
  if (now === undefined) return undefined;
  const left = (digits < 10n ** 12n ? digits * 1000n : digits) - BigInt(now);
  return left < 0n ? 0n : left;
}

/** In whole numbers of any size, so that nothing is lost to rounding. */
function naive(text: string, now: number | undefined): number | undefined {
  const pairs = pairsOf(text);
  const [number = '', unit] = pairs[0] ?? [];
  const isCount = pairs.length === 1 && unit === '' && !number.includes('.');
  const ms = isCount ? naiveMoment(BigInt(number), now) : naiveDuration(pairs);
  return ms === undefined ? undefined : Number(ms > MOST ? MOST : ms);
}

describe('parseResetTime, against a naive reading', () => {
  const digits = fc.oneof(
    fc.nat({ max: 99 }).map(String),
    fc.nat({ max: 999_999 }).map((number) => String(number).padStart(7, '0')),
  );
  const moments = fc.oneof(
    fc.integer({ min: 999_999_998, max: 1_000_000_002 }),
    fc.integer({ min: 999_999_999_998, max: 1_000_000_000_002 }),
    fc.integer({ min: 1e12, max: 1.8e12 }),
  );
  const pieces = fc.oneof(digits, moments.map(String), fc.constantFrom('h', 'm', 's', 'ms', '.', '-', ' ', 'd', '9'.repeat(20)));
  const part = (unit: string): fc.Arbitrary<string> => fc.oneof(fc.constant(''), digits.map((number) => number + unit)); // prettier-ignore
  const seconds = fc.oneof(
    part('s'),
    fc.tuple(digits, digits).map(([whole, fraction]) => `${whole}.${fraction}s`),
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 6 }).map((all) => all.join('')),
    fc.tuple(part('h'), part('m'), seconds, part('ms')).map((all) => all.join('')),
    fc.tuple(part('h'), pieces, seconds, part('ms')).map((all) => all.join('')),
    moments.map(String),
  );
  const clock = fc.option(fc.oneof(fc.nat({ max: 10 }), fc.integer({ min: 999_999_999_000, max: 1.8e12 })), { nil: undefined });

  it('reads what a reading character by character reads, to the millisecond, and nothing else', () => {
    checkProperty(
      fc.property(text, clock, (field, now) => same(parseResetTime(field, now), naive(field, now), `"${field}" at ${now}`)),
      3000,
    );
  });
});
