import { parseResetTime, saturate } from '../../src/errors/parse-reset-time.js';

const NOW = 1_700_000_000_000;

describe('parseResetTime', () => {
  const table: readonly [because: string, text: string, ms: number | undefined][] = [
    ['seconds from now', '30', 30_000],
    ['none', '0', 0],
    ['the most seconds from now', '999999999', 999_999_999_000],
    ['a moment in seconds', '1700000060', 60_000],
    ['a moment in milliseconds', '1700000000500', 500],
    ['a past moment in seconds', '1699999999', 0],
    ['a past moment in milliseconds', '1699999999999', 0],
    ['a huge number', '9'.repeat(400), Number.MAX_SAFE_INTEGER],
    ['a duration in seconds', '1s', 1000],
    ['in milliseconds', '20ms', 20],
    ['in minutes and seconds', '6m0s', 360_000],
    ['in fractions of a second, rounded up', '1.0005s', 1001],
    ['in whole milliseconds, whatever floats say', '2.007s', 2007],
    ['in hours, minutes, seconds and milliseconds', '1h2m3s4ms', 3_723_004],
    ['nothing', '', undefined],
    ['a decimal', '1.5', undefined],
    ['a negative number', '-5', undefined],
    ['a unit alone', 's', undefined],
    ['units in the wrong order', '1s2h', undefined],
    ['an unknown unit', '1d', undefined],
    ['a space', '1 s', undefined],
    ['a date', 'Sun, 06 Nov 1994 08:49:37 GMT', undefined],
    ['garbage', 'soon', undefined],
  ];
  for (const [because, text, ms] of table) {
    it(`reads ${because} as ${ms}`, () => {
      expect(parseResetTime(text, NOW)).toBe(ms);
    });
  }

  it('knows no moment without knowing the time', () => {
    expect(parseResetTime('1700000060', undefined)).toBeUndefined();
    expect(parseResetTime('30', undefined)).toBe(30_000);
  });
});

describe('saturate', () => {
  it('keeps a number exact', () => {
    expect(saturate(5)).toBe(5);
    expect(saturate(Number.MAX_SAFE_INTEGER + 5)).toBe(Number.MAX_SAFE_INTEGER);
    expect(saturate(Infinity)).toBe(Number.MAX_SAFE_INTEGER);
  });
});
