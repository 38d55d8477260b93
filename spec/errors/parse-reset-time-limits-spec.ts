import { parseResetTime } from '../../src/errors/parse-reset-time.js';

describe('parseResetTime, at its limits', () => {
  it('takes the first moment in seconds for a moment, not for a span', () => {
    expect(parseResetTime('1000000000', undefined)).toBeUndefined();
    expect(parseResetTime('1000000000', 999_999_999_000)).toBe(1000);
  });

  it('takes the first moment in milliseconds for milliseconds', () => {
    expect(parseResetTime('1000000000000', 999_999_999_500)).toBe(500);
  });

  it('reads several digits of each unit', () => {
    expect(parseResetTime('12h34m56s789ms', undefined)).toBe(45_296_789);
  });
});
