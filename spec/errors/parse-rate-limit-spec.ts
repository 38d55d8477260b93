import fc from 'fast-check';
import { parseRateLimit, type RateLimitInfo } from '../../src/index.js';

const NOW = 1_700_000_000_000;

describe('parseRateLimit', () => {
  type Fields = Record<string, string>;

  /** The examples of draft-ietf-httpapi-ratelimit-headers-11. */
  const drafts: readonly [because: string, fields: Fields, limits: RateLimitInfo[]][] = [
    ['4.2, units and a window', { RateLimit: '"default";r=50;t=30' }, [{ policy: 'default', remaining: 50, resetAfter: 30_000 }]],
    ['4.2, no window', { RateLimit: '"default";r=999;pk=:dHJpYWwxMjEzMjM=:' }, [{ policy: 'default', remaining: 999 }]],
    [
      '4.2, many units',
      { RateLimit: '"default";r=300000000;t=60;pk=:QXBwLTk5OQ==:' },
      [{ policy: 'default', remaining: 300_000_000, resetAfter: 60_000 }],
    ],
    ['6, a redirection', { RateLimit: '"problemPolicy";r=0;t=10' }, [{ policy: 'problemPolicy', remaining: 0, resetAfter: 10_000 }]],
    [
      'B.1.3, with its policy',
      { RateLimit: '"basic";r=60;t=58', 'RateLimit-Policy': '"basic";q=100;w=60' },
      [{ policy: 'basic', limit: 100, remaining: 60, resetAfter: 58_000, window: 60_000 }],
    ],
    [
      'B.3.1, one of several policies',
      { RateLimit: '"day";r=100;t=36000', 'RateLimit-Policy': '"hour";q=1000;w=3600, "day";q=5000;w=86400' },
      [{ policy: 'day', limit: 5000, remaining: 100, resetAfter: 36_000_000, window: 86_400_000 }],
    ],
    [
      '3.2, units that are not requests, and a partition',
      { RateLimit: '"peruser";r=5', 'RateLimit-Policy': '"peruser";q=65535;qu="content-bytes";w=10;pk=:sdfjLJUOUH==:' },
      [{ policy: 'peruser', limit: 65_535, remaining: 5, window: 10_000 }],
    ],
    [
      'FAQ, parameters of a vendor',
      { RateLimit: '"sliding";r=50;t=44', 'RateLimit-Policy': '"sliding";q=100;w=60;burst=1000, "fixed";q=5000;w=3600;burst=0' },
      [{ policy: 'sliding', limit: 100, remaining: 50, resetAfter: 44_000, window: 60_000 }],
    ],
  ];
  for (const [because, fields, limits] of drafts) {
    it(`reads the draft's example ${because}`, () => {
      expect(parseRateLimit(new Headers(fields))).toEqual(limits);
    });
  }

  it('reads several limits in their order, also from several fields', () => {
    const headers = new Headers({ 'RateLimit-Policy': '"a";q=10', RateLimit: '"b";r=1;t=5' });
    headers.append('RateLimit', '"a";r=0');
    headers.append('RateLimit-Policy', '"b";q=20;w=1');
    expect(parseRateLimit(headers)).toEqual([
      { policy: 'b', limit: 20, remaining: 1, resetAfter: 5000, window: 1000 },
      { policy: 'a', limit: 10, remaining: 0 },
    ]);
  });

  const ignored = [
    ...['', 'garbage', '"a"', '"a";t=5', '"a";r=-1', '"a";r=1.5', '"a";r="5"', '"a";r', '"a";r=5;t=-1', '"a";r=5;t=1.5', '"a";r=5;t="5"'],
    ...['5;r=5', '("a");r=5', '"a";r=5,', '"a";r=5, "b"', '"a";r=5 "b";r=6', 'limit=100, remaining=50, reset=5', '"a;r=5'],
  ];
  for (const field of ignored) {
    it(`ignores a malformed RateLimit whole: ${JSON.stringify(field)}`, () => {
      expect(parseRateLimit(new Headers({ RateLimit: field }))).toEqual([]);
      expect(parseRateLimit(new Headers({ RateLimit: field, 'RateLimit-Remaining': '3' }))).toEqual([{ policy: 'default', remaining: 3 }]);
    });
  }

  for (const field of ['"a";w=60', '"a";q=-1;w=60', '"a";q="5";w=60', '"a";q=5;w=0', '"a";q=5;w="x"', '"a";q=5,', '"a";q=5, "b"']) {
    it(`ignores a malformed RateLimit-Policy whole: ${field}`, () => {
      expect(parseRateLimit(new Headers({ RateLimit: '"a";r=5', 'RateLimit-Policy': field }))).toEqual([{ policy: 'a', remaining: 5 }]);
    });
  }

  it('reads a policy that is named by a token, as drafts allowed for a time', () => {
    const headers = new Headers({ RateLimit: 'hour;r=5', 'RateLimit-Policy': 'hour;q=10' });
    expect(parseRateLimit(headers)).toEqual([{ policy: 'hour', limit: 10, remaining: 5 }]);
  });

  it('saturates what no number can hold exactly', () => {
    const headers = new Headers({ RateLimit: '"a";r=0;t=999999999999999', 'RateLimit-Policy': '"a";q=1;w=999999999999999' });
    const [limit] = parseRateLimit(headers);
    expect([limit?.resetAfter, limit?.window]).toEqual([Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  });

  it('saturates older fields that are no number any more', () => {
    const huge = '9'.repeat(400);
    expect(parseRateLimit(new Headers({ 'X-RateLimit-Limit': huge, 'X-RateLimit-Remaining': huge }))).toEqual([
      { policy: 'default', limit: Number.MAX_SAFE_INTEGER, remaining: Number.MAX_SAFE_INTEGER },
    ]);
  });

  const older: readonly [because: string, fields: Fields, limits: RateLimitInfo[]][] = [
    [
      'the three fields of older drafts',
      { 'RateLimit-Limit': '100', 'RateLimit-Remaining': '7', 'RateLimit-Reset': '30' },
      [{ policy: 'default', limit: 100, remaining: 7, resetAfter: 30_000 }],
    ],
    [
      'those with an x-, and a moment',
      { 'X-RateLimit-Limit': '5000', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1700000060' },
      [{ policy: 'default', limit: 5000, remaining: 0, resetAfter: 60_000 }],
    ],
    [
      'named limits with durations',
      {
        'x-ratelimit-limit-requests': '60',
        'x-ratelimit-limit-tokens': '150000',
        'x-ratelimit-remaining-requests': '59',
        'x-ratelimit-remaining-tokens': '149984',
        'x-ratelimit-reset-requests': '1s',
        'x-ratelimit-reset-tokens': '6m0s',
      },
      [
        { policy: 'requests', limit: 60, remaining: 59, resetAfter: 1000 },
        { policy: 'tokens', limit: 150_000, remaining: 149_984, resetAfter: 360_000 },
      ],
    ],
    ['what remains, alone', { 'RateLimit-Remaining': '7' }, [{ policy: 'default', remaining: 7 }]],
    [
      'a limit with policies behind it',
      { 'RateLimit-Limit': '100, 100;w=60', 'RateLimit-Remaining': '7' },
      [{ policy: 'default', remaining: 7 }],
    ],
    ['nothing without what remains', { 'RateLimit-Limit': '100', 'RateLimit-Reset': '5' }, []],
    ['nothing where what remains is no count', { 'RateLimit-Remaining': '-7' }, []],
    ['nothing of a field that only begins like one', { 'X-RateLimit-RemainingFoo': '7' }, []],
    ['the fields without x- first', { 'RateLimit-Remaining': '7', 'X-RateLimit-Remaining': '8' }, [{ policy: 'default', remaining: 7 }]],
    ['the structured field before all others', { RateLimit: '"a";r=6', 'RateLimit-Remaining': '7' }, [{ policy: 'a', remaining: 6 }]],
    ['nothing where there is nothing', {}, []],
  ];
  for (const [because, fields, limits] of older) {
    it(`reads ${because}`, () => {
      expect(parseRateLimit(new Headers(fields), NOW)).toEqual(limits);
    });
  }

  it('leaves a moment out where it does not know the time', () => {
    const headers = new Headers({ 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1700000060' });
    expect(parseRateLimit(headers)).toEqual([{ policy: 'default', remaining: 0 }]);
  });

  it('never throws, and tells only counts', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.constantFrom('"a";r=1', '"a";q=2', '5', '-5', '1e9'));
    fc.assert(
      fc.property(value, value, value, value, (limit, policy, remaining, reset) => {
        const fields = { ratelimit: limit, 'ratelimit-policy': policy, 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset };
        for (const info of parseRateLimit(new Headers(fields), NOW)) {
          expect(info.remaining).toBeGreaterThanOrEqual(0);
          expect(info.resetAfter ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
    );
    expect(parseRateLimit(new Headers())).toEqual([]);
  });
});
