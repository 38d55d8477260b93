import { parseHttpDate } from '../../src/errors/http-date.js';

describe('parseHttpDate, by the day of the week', () => {
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  for (const [offset, day] of days.entries()) {
    it(`reads a ${day} in the form of RFC 850`, () => {
      const date = String(6 + offset).padStart(2, '0');
      expect(parseHttpDate(`${day}, ${date}-Nov-94 08:49:37 GMT`, 0)).toBe(Date.UTC(1994, 10, 6 + offset, 8, 49, 37));
    });
  }
});
