import fc from 'fast-check';
import { parseRateLimit, type RateLimitInfo } from '../../src/index.js';
import { checkProperty, same } from '../support/check-property.js';

const NOW = 1_700_000_000_000;
const MOST = Number.MAX_SAFE_INTEGER;

/** A list member as it is going to be written: parameters may come twice. */
interface Member {
  readonly name: string;
  readonly params: readonly [key: string, value: string][];
}

const write = (members: readonly Member[]): string =>
  members.map(({ name, params }) => [`"${name}"`, ...params.map((param) => param.join('='))].join(';')).join(', ');

function isDigits(text: string | undefined): text is string {
  return text !== undefined && text !== '' && [...text].every((character) => '0123456789'.includes(character));
}

/** The last of those that have this name. */
function valueOf({ params }: Member, key: string): string | undefined {
  let value: string | undefined;
  for (const [name, text] of params) if (name === key) value = text;
  return value;
}

function areValid(members: readonly Member[], count: string, time: string, least: number): boolean {
  return members.every((member) => {
    const span = valueOf(member, time);
    return isDigits(valueOf(member, count)) && (span === undefined || (isDigits(span) && Number(span) >= least));
  });
}

function toMs(seconds: string | undefined): number | undefined {
  return seconds === undefined ? undefined : Math.min(MOST, Number(seconds) * 1000);
}

function present(fields: Record<string, unknown>): RateLimitInfo {
  return JSON.parse(JSON.stringify(fields)) as RateLimitInfo;
}

function naiveLimits(limits: readonly Member[], policies: readonly Member[]): RateLimitInfo[] {
  if (!areValid(limits, 'r', 't', 0)) return [];
  const known = areValid(policies, 'q', 'w', 1) ? policies : [];
  return limits.map((member) => {
    const policy = known.find(({ name }) => name === member.name);
    const limit = policy && Number(valueOf(policy, 'q'));
    const window = policy && toMs(valueOf(policy, 'w'));
    const resetAfter = toMs(valueOf(member, 't'));
    return present({ policy: member.name, remaining: Number(valueOf(member, 'r')), limit, resetAfter, window });
  });
}

/** What older fields may hold, and what that means: as a count, and as a reset. */
const VALUES: readonly [text: string, count: number | undefined, reset: number | undefined][] = [
  ['0', 0, 0],
  ['7', 7, 7000],
  ['1700000060', 1_700_000_060, 60_000],
  ['1699999999', 1_699_999_999, 0],
  ['9'.repeat(30), MOST, MOST],
  ['6m0s', undefined, 360_000],
  ['-7', undefined, undefined],
  ['1.5', undefined, undefined],
  ['7, 7', undefined, undefined],
  ['', undefined, undefined],
];

const SUFFIXES = ['', '-requests', '-tokens'];

/** From all fields by their names, in the order of the alphabet. */
function naiveOlder(fields: Readonly<Record<string, string>>): RateLimitInfo[] {
  const meaningOf = (name: string) => VALUES.find(([text]) => text === fields[name]);
  const read = (prefix: string): RateLimitInfo[] =>
    SUFFIXES.flatMap((suffix) => {
      const [remaining, limit, reset] = ['remaining', 'limit', 'reset'].map((kind) => meaningOf(`${prefix}-${kind}${suffix}`));
      if (remaining?.[1] === undefined) return [];
      return [present({ policy: suffix.slice(1) || 'default', remaining: remaining[1], limit: limit?.[1], resetAfter: reset?.[2] })];
    });
  const plain = read('ratelimit');
  return plain.length > 0 ? plain : read('x-ratelimit');
}

describe('parseRateLimit, against a naive reading', () => {
  const value = fc.oneof(
    { weight: 20, arbitrary: fc.constantFrom('0', '1', '50', '3600', '999999999999999') },
    { weight: 1, arbitrary: fc.constantFrom('-1', '1.5', '"5"', '?1', 'five') },
  );
  const membersWith = (count: string, time: string): fc.Arbitrary<Member[]> => {
    const param = fc.tuple(fc.constantFrom(count, time, time, 'burst'), value);
    const params = fc
      .tuple(fc.tuple(fc.constant(count), value), fc.array(param, { maxLength: 3 }))
      .map(([first, rest]) => [first, ...rest]);
    return fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'b,c;r=1'), params }), { maxLength: 3 });
  };

  it('reads the structured fields member by member, and joins each limit with the first policy of its name', () => {
    let told = 0;
    checkProperty(
      fc.property(membersWith('r', 't'), membersWith('q', 'w'), (limits, policies) => {
        const fields = { ratelimit: write(limits), 'ratelimit-policy': write(policies) };
        const infos = parseRateLimit(new Headers(fields));
        same(infos, naiveLimits(limits, policies), JSON.stringify(fields));
        told += infos.length;
      }),
      1000,
    );
    expect(told).toBeGreaterThan(300);
  });

  it('reads the older fields name by name, those without x- first, and none that only looks like one', () => {
    const name = fc
      .tuple(
        fc.constantFrom('', 'x-'),
        fc.constantFrom('remaining', 'remaining', 'limit', 'reset'),
        fc.constantFrom(...SUFFIXES, 's', 'foo'),
      )
      .map(([x, kind, suffix]) => `${x}ratelimit-${kind}${suffix}`);
    const fields = fc.dictionary(name, fc.constantFrom(...VALUES.map(([text]) => text)), { maxKeys: 9, noNullPrototype: true });
    checkProperty(
      fc.property(fields, (given) => same(parseRateLimit(new Headers(given), NOW), naiveOlder(given), JSON.stringify(given))),
      1000,
    );
  });
});
