import fc from 'fast-check';
import { parseRateLimit, retryAfter } from '../../src/index.js';
import { checkProperty, same } from '../support/check-property.js';

const NOW = Date.UTC(2024, 6, 1, 12, 0, 0);
const MOST = Number.MAX_SAFE_INTEGER;

type Meanings = Readonly<Record<string, number | undefined>>;

/** What a field may hold, and how many milliseconds that means. */
const MS: Meanings = { '0': 0, '250': 250, [`${'9'.repeat(30)}`]: MOST, '-1': undefined, '1.5': undefined, '': undefined };
const SECONDS: Meanings = {
  ...{
    '0': 0,
    '5': 5000,
    '0007': 7000,
    [`${'9'.repeat(30)}`]: MOST,
    '-5': undefined,
    '1.5': undefined,
    '5, 5': undefined,
    soon: undefined,
  },
  ...{ 'Mon, 01 Jul 2024 12:00:05 GMT': 5000, 'Mon, 01 Jul 2024 11:59:55 GMT': 0, 'Monday, 01-Jul-24 12:00:09 GMT': 9000 },
  ...{ 'Mon, 32 Jul 2024 12:00:05 GMT': undefined },
};
const RESETS: Meanings = { '0': 0, '30': 30_000, '1s': 1000, [`${NOW / 1000 + 60}`]: 60_000, '1.5': undefined, later: undefined };

/** Goes through all words in the order of their weight, and takes the first that says anything. */
function naive(fields: Readonly<Record<string, string>>): number | undefined {
  const said = [MS[fields['retry-after-ms'] ?? ''], SECONDS[fields['retry-after'] ?? '']];
  for (const ms of said) if (ms !== undefined) return ms;
  const limits = parseRateLimit(new Headers(fields), NOW);
  let latest: number | undefined;
  const wait = (ms: number | undefined): void => {
    if (ms !== undefined && ms >= (latest ?? 0)) latest = ms;
  };
  for (const { remaining, resetAfter } of limits) if (remaining === 0) wait(resetAfter);
  if (limits.length > 0) return latest;
  for (const [name, value] of Object.entries(fields)) {
    const bare = name.startsWith('x-') ? name.slice(2) : name;
    if (bare === 'ratelimit-reset' || bare.startsWith('ratelimit-reset-')) wait(RESETS[value]);
  }
  return latest;
}

describe('retryAfter, against a naive reading', () => {
  const oneOf = (meanings: Meanings): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(meanings));
  const resets = ['ratelimit-reset', 'ratelimit-reset-requests', 'x-ratelimit-reset', 'x-ratelimit-reset-tokens', 'x-ratelimit-resets'];
  const counts = ['ratelimit-remaining', 'ratelimit-remaining-requests', 'x-ratelimit-remaining', 'x-ratelimit-remaining-tokens'];
  const structured = fc.constantFrom('"a";r=0;t=40', '"a";r=0;t=40, "b";r=0;t=90', '"a";r=1;t=40', '"a";r=0', '"a";r=0;t=4,');
  const some = (names: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Record<string, string>> =>
    fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 2, noNullPrototype: true });

  it('takes the first word that makes sense, and of several resets the last', () => {
    const seen = new Set<number | undefined>();
    const fields = fc
      .tuple(
        some(['retry-after-ms'], oneOf(MS)),
        some(['retry-after'], oneOf(SECONDS)),
        some(['ratelimit'], structured),
        some(counts, fc.constantFrom('0', '0', '1', 'x')),
        some(resets, oneOf(RESETS)),
      )
      .map((parts) => Object.assign({}, ...parts) as Record<string, string>);
    checkProperty(
      fc.property(fields, (given) => {
        const hint = retryAfter(new Headers(given), NOW);
        same(hint, naive(given), JSON.stringify(given));
        seen.add(hint);
      }),
      2000,
    );
    expect(seen.size).toBeGreaterThan(8);
  });
});
