import fc from 'fast-check';
import { retryAfter } from '../../src/index.js';

const NOW = Date.UTC(2024, 6, 1, 12, 0, 0);

describe('retryAfter', () => {
  type Fields = Record<string, string>;
  const table: readonly [because: string, fields: Fields, hint: number | undefined][] = [
    ['there is no field', {}, undefined],
    ['seconds', { 'Retry-After': '120' }, 120_000],
    ['zero seconds', { 'Retry-After': '0' }, 0],
    ['leading zeros', { 'Retry-After': '007' }, 7000],
    ['spaces around', { 'Retry-After': '  5  ' }, 5000],
    ['an IMF-fixdate', { 'Retry-After': 'Mon, 01 Jul 2024 12:00:05 GMT' }, 5000],
    ['an RFC 850 date', { 'Retry-After': 'Monday, 01-Jul-24 12:00:05 GMT' }, 5000],
    ['an asctime date', { 'Retry-After': 'Mon Jul  1 12:00:05 2024' }, 5000],
    ['a past date', { 'Retry-After': 'Sun, 30 Jun 2024 12:00:00 GMT' }, 0],
    ['this very moment', { 'Retry-After': 'Mon, 01 Jul 2024 12:00:00 GMT' }, 0],
    ['a date that no calendar has', { 'Retry-After': 'Fri, 30 Feb 2024 12:00:00 GMT' }, undefined],
    ['another format of dates', { 'Retry-After': '2024-07-01T12:00:05Z' }, undefined],
    ['a list', { 'Retry-After': '5, 10' }, undefined],
    ['a list of the same', { 'Retry-After': '5, 5' }, undefined],
    ['a decimal', { 'Retry-After': '1.5' }, undefined],
    ['a negative number', { 'Retry-After': '-5' }, undefined],
    ['a plus', { 'Retry-After': '+5' }, undefined],
    ['an exponent', { 'Retry-After': '1e3' }, undefined],
    ['a hexadecimal number', { 'Retry-After': '0x10' }, undefined],
    ['a unit', { 'Retry-After': '5s' }, undefined],
    ['garbage', { 'Retry-After': 'soon' }, undefined],
    ['nothing', { 'Retry-After': '' }, undefined],
    ['a huge number', { 'Retry-After': '9'.repeat(30) }, Number.MAX_SAFE_INTEGER],
    ['a number beyond all numbers', { 'Retry-After': '9'.repeat(400) }, Number.MAX_SAFE_INTEGER],
    ['30 days', { 'Retry-After': '2592000' }, 2_592_000_000],

    ['milliseconds', { 'retry-after-ms': '1500' }, 1500],
    ['no milliseconds', { 'retry-after-ms': '0' }, 0],
    ['huge milliseconds', { 'retry-after-ms': '9'.repeat(30) }, Number.MAX_SAFE_INTEGER],
    ['milliseconds before seconds', { 'retry-after-ms': '1500', 'Retry-After': '2' }, 1500],
    ['bad milliseconds, then seconds', { 'retry-after-ms': '1.5', 'Retry-After': '2' }, 2000],

    ['an exhausted limit', { RateLimit: '"a";r=0;t=5' }, 5000],
    ['a limit that is not exhausted', { RateLimit: '"a";r=1;t=5' }, undefined],
    ['an exhausted limit without a time', { RateLimit: '"a";r=0' }, undefined],
    ['the last of several exhausted limits', { RateLimit: '"a";r=0;t=5, "b";r=0;t=9, "c";r=3;t=99' }, 9000],
    ['a limit for ages', { RateLimit: '"a";r=0;t=999999999999999' }, Number.MAX_SAFE_INTEGER],
    ['Retry-After before a limit', { 'Retry-After': '20', RateLimit: '"a";r=0;t=40' }, 20_000],
    ['a Retry-After of 0 before a limit', { 'Retry-After': '0', RateLimit: '"a";r=0;t=40' }, 0],
    ['a bad Retry-After, then a limit', { 'Retry-After': 'soon', RateLimit: '"a";r=0;t=40' }, 40_000],
    ['a malformed limit', { RateLimit: '"a";r=0;t=5,' }, undefined],
    ['a malformed limit, then the older fields', { RateLimit: 'x=', 'RateLimit-Remaining': '0', 'RateLimit-Reset': '3' }, 3000],
    ['the older fields', { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': `${NOW / 1000 + 60}` }, 60_000],
    ['the older fields, not exhausted', { 'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '60' }, undefined],
    ['the named one that is exhausted', namedLimits('0', '59'), 1000],
    ['both named ones exhausted', namedLimits('0', '0'), 360_000],
    ['a reset alone', { 'RateLimit-Reset': '7' }, 7000],
    ['a reset alone with an x-', { 'X-RateLimit-Reset': '7' }, 7000],
    ['the last of several resets', { 'x-ratelimit-reset-requests': '1s', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    ['a bad reset', { 'RateLimit-Reset': 'soon' }, undefined],
    ['a field that only begins like a reset', { 'X-RateLimit-Resets': '7' }, undefined],
  ];
  for (const [because, fields, hint] of table) {
    it(`is ${hint}: ${because}`, () => {
      expect(retryAfter(new Headers(fields), NOW)).toBe(hint);
    });
  }

  it('is no hint where two fields contradict each other', () => {
    const headers = new Headers({ 'Retry-After': '5' });
    headers.append('Retry-After', '10');
    expect(retryAfter(headers, NOW)).toBeUndefined();
  });

  it('never comes before the date that the server named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.integer({ min: -1e6, max: 1e6 }), (now, ahead) => {
        const date = Math.max(0, Math.floor(now / 1000) + ahead) * 1000;
        const hint = retryAfter(new Headers({ 'Retry-After': new Date(date).toUTCString() }), now);
        expect(hint).toBe(Math.max(0, date - now));
      }),
    );
  });

  it('never throws, and is a safe number of milliseconds or nothing', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme-ascii' }), fc.nat().map(String), fc.bigInt({ min: 0n }).map(String));
    fc.assert(
      fc.property(value, value, value, (retry, limit, reset) => {
        const fields = { 'retry-after': retry, ratelimit: limit, 'x-ratelimit-reset': reset };
        const hint = retryAfter(new Headers(fields), NOW);
        expect(hint === undefined || (hint >= 0 && hint <= Number.MAX_SAFE_INTEGER)).toBeTrue();
      }),
    );
  });

  function namedLimits(requests: string, tokens: string): Fields {
    return {
      'x-ratelimit-remaining-requests': requests,
      'x-ratelimit-remaining-tokens': tokens,
      'x-ratelimit-reset-requests': '1s',
      'x-ratelimit-reset-tokens': '6m0s',
    };
  }
});
