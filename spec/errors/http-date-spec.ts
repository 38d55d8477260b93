import fc from 'fast-check';
import { parseHttpDate } from '../../src/errors/http-date.js';

const NOV_1994 = Date.UTC(1994, 10, 6, 8, 49, 37);

describe('parseHttpDate', () => {
  const forms = ['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'];
  for (const text of forms) {
    it(`reads ${text}`, () => {
      expect(parseHttpDate(text, 0)).toBe(NOV_1994);
    });
  }

  it('reads a day of two digits in the form of asctime', () => {
    expect(parseHttpDate('Wed Nov 16 08:49:37 1994', 0)).toBe(Date.UTC(1994, 10, 16, 8, 49, 37));
  });

  it('reads a leap second as the next minute', () => {
    expect(parseHttpDate('Sat, 31 Dec 2016 23:59:60 GMT', 0)).toBe(Date.UTC(2017, 0, 1));
  });

  const garbage = [
    ...['', ' ', 'soon', '120', '1.5', '-1', 'Infinity', 'Sun, 06 Nov 1994', '1994-11-06T08:49:37Z', '1994-11-06', '11/06/1994'],
    ...['Sun, 6 Nov 1994 08:49:37 GMT', 'Sun, 06 Nov 94 08:49:37 GMT', 'Sun, 06 Nov 1994 8:49:37 GMT', 'Sun, 06 Nov 1994 08:49 GMT'],
    ...['Sun, 06 Nov 1994 08:49:37', 'Sun, 06 Nov 1994 08:49:37 UTC', 'Sun, 06 Nov 1994 08:49:37 +0000', 'sun, 06 nov 1994 08:49:37 gmt'],
    ...[
      'Son, 06 Nov 1994 08:49:37 GMT',
      'Sun, 06 Okt 1994 08:49:37 GMT',
      'Sun 06 Nov 1994 08:49:37 GMT',
      'Sunday, 06 Nov 1994 08:49:37 GMT',
    ],
    ...['Sun, 06-Nov-94 08:49:37 GMT', 'Sunday, 06-Nov-1994 08:49:37 GMT', 'Sun Nov 6 08:49:37 1994', 'Sun Nov  6 08:49:37 1994 GMT'],
    ...[
      ' Sun, 06 Nov 1994 08:49:37 GMT',
      'Sun, 06 Nov 1994 08:49:37 GMT ',
      'Sun, 06 Nov 1994 08:49:37 GMT, 5',
      'x\nSun, 06 Nov 1994 08:49:37 GMT',
    ],
  ];
  for (const text of garbage) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(parseHttpDate(text, 0)).toBeUndefined();
    });
  }

  const impossible = [
    ...['Fri, 30 Feb 2024 00:00:00 GMT', 'Wed, 29 Feb 2023 00:00:00 GMT', 'Thu, 29 Feb 1900 00:00:00 GMT', 'Sun, 31 Apr 2024 00:00:00 GMT'],
    ...['Sun, 00 Jan 2024 00:00:00 GMT', 'Sun, 32 Jan 2024 00:00:00 GMT', 'Mon, 01 Jan 2024 24:00:00 GMT', 'Mon, 01 Jan 2024 00:60:00 GMT'],
    ...['Mon, 01 Jan 2024 00:00:61 GMT', 'Friday, 30-Feb-24 00:00:00 GMT', 'Fri Feb 30 00:00:00 2024', 'Mon Jan  0 00:00:00 2024'],
  ];
  for (const text of impossible) {
    it(`refuses what no calendar and no clock shows: ${text}`, () => {
      expect(parseHttpDate(text, 0)).toBeUndefined();
    });
  }

  it('knows the leap years of the Gregorian calendar', () => {
    expect(parseHttpDate('Thu, 29 Feb 2024 00:00:00 GMT', 0)).toBe(Date.UTC(2024, 1, 29));
    expect(parseHttpDate('Tue, 29 Feb 2000 00:00:00 GMT', 0)).toBe(Date.UTC(2000, 1, 29));
  });

  const years: readonly [now: number, short: string, year: number][] = [
    [2024, '24', 2024],
    [2024, '25', 2025],
    [2024, '23', 2023],
    [2024, '74', 2074],
    [2024, '75', 1975],
    [2024, '99', 1999],
    [2024, '00', 2000],
    [1999, '00', 2000],
    [2099, '00', 2100],
    [2099, '99', 2099],
    [1970, '94', 1994],
  ];
  for (const [now, short, year] of years) {
    it(`takes the year '${short} for ${year} in ${now}: at most 50 years ahead, else the last one`, () => {
      expect(parseHttpDate(`Monday, 01-Jul-${short} 00:00:00 GMT`, Date.UTC(now, 6, 1))).toBe(Date.UTC(year, 6, 1));
    });
  }

  const seconds = fc.integer({ min: -62_135_596_800, max: 253_402_300_799 });

  it('reads back what a Date writes', () => {
    fc.assert(
      fc.property(seconds, (second) => {
        expect(parseHttpDate(new Date(second * 1000).toUTCString(), 0)).toBe(second * 1000);
      }),
      { numRuns: 1_000 },
    );
  });

  it('reads back a date of the next 50 years in the other two forms as well', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 1.5e9 }), (now, ahead) => {
        const time = (now + ahead) * 1000;
        const [, day, month, year, clock] = /^\w+, (\d\d) (\w+) (\d+) ([\d:]+) GMT$/.exec(new Date(time).toUTCString()) ?? [];
        expect(parseHttpDate(`Friday, ${day}-${month}-${year?.slice(-2)} ${clock} GMT`, now * 1000)).toBe(time);
        expect(parseHttpDate(`Fri ${month} ${day?.replace(/^0/, ' ')} ${clock} ${year}`, now * 1000)).toBe(time);
      }),
    );
  });

  it('takes any other text for no date, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        expect(parseHttpDate(text, 0)).toBeUndefined();
      }),
    );
  });
});
