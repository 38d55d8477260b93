import fc from 'fast-check';
import { parseHttpDate } from '../../src/errors/http-date.js';
import { checkProperty, same } from '../support/check-property.js';
import { damaged } from '../support/damaged.js';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS: readonly [name: string, days: number][] = [
  ['Jan', 31],
  ['Feb', 28],
  ['Mar', 31],
  ['Apr', 30],
  ['May', 31],
  ['Jun', 30],
  ['Jul', 31],
  ['Aug', 31],
  ['Sep', 30],
  ['Oct', 31],
  ['Nov', 30],
  ['Dec', 31],
];

/** The words of a date, as they stand in the text; nothing where it has another form. */
interface Words {
  readonly day: string;
  readonly month: string;
  readonly year: number;
  readonly time: string;
}

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

function number(text: string, length: number): number {
  const isNumber = text.length === length && [...text].every((character) => character >= '0' && character <= '9');
  return isNumber ? Number(text) : NaN;
}

/** Counts back from the last year that may be meant. */
function fullYear(short: number, thisYear: number): number {
  let year = thisYear + 50;
  while (year % 100 !== short && !Number.isNaN(short)) year--;
  return Number.isNaN(short) ? NaN : year;
}

function wordsOf(text: string, thisYear: number): Words | undefined {
  const words = text.split(' ');
  const [name = '', second = '', third = '', fourth = '', fifth = '', sixth] = words;
  const isShort = (given: string, end: string): boolean => DAYS.some((day) => given === day.slice(0, 3) + end);
  if (words.length === 6 && isShort(name, ',') && sixth === 'GMT') {
    return { day: second, month: third, year: number(fourth, 4), time: fifth };
  }
  if (words.length === 4 && DAYS.some((day) => name === `${day},`) && fourth === 'GMT') {
    const [day = '', month = '', year = '', more] = second.split('-');
    return more === undefined ? { day, month, year: fullYear(number(year, 2), thisYear), time: third } : undefined;
  }
  // asctime has a blank in the place of a zero
  const padded = text.charAt(8) === ' ' ? `${text.slice(0, 8)}0${text.slice(9)}` : text;
  const [weekday = '', month = '', day = '', time = '', year = '', more] = padded.split(' ');
  return isShort(weekday, '') && more === undefined ? { day, month, year: number(year, 4), time } : undefined;
}

/** Counts all days since the year 0, year by year and month by month. */
function daysBefore(year: number, month: number): number {
  let days = 0;
  for (let past = 0; past < year; past++) days += isLeap(past) ? 366 : 365;
  for (const [name, length] of MONTHS.slice(0, month)) days += name === 'Feb' && isLeap(year) ? 29 : length;
  return days;
}

const EPOCH = daysBefore(1970, 0);

function naive(text: string, thisYear: number): number | undefined {
  const words = wordsOf(text, thisYear);
  if (!words || Number.isNaN(words.year)) return undefined;
  const month = MONTHS.findIndex(([name]) => name === words.month);
  const day = number(words.day, 2);
  const [hour = NaN, minute = NaN, second = NaN, more] = words.time.split(':').map((part) => number(part, 2));
  const length = (MONTHS[month]?.[1] ?? 0) + (words.month === 'Feb' && isLeap(words.year) ? 1 : 0);
  // a minute may have a leap second
  const isTime = hour <= 23 && minute <= 59 && second <= 60 && more === undefined;
  if (!isTime || !(day >= 1 && day <= length)) return undefined;
  const days = daysBefore(words.year, month) + day - 1 - EPOCH;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000;
}

describe('parseHttpDate, against a naive reading', () => {
  const two = (value: number): string => String(value).padStart(2, '0');
  const parts = fc.record({
    name: fc.constantFrom(...DAYS),
    day: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 28 }) }, { weight: 1, arbitrary: fc.constantFrom(0, 29, 30, 31, 32) }),
    month: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...MONTHS.map(([name]) => name)) }, { weight: 1, arbitrary: fc.constant('Okt') }),
    year: fc.oneof(fc.integer({ min: 1890, max: 2110 }), fc.constantFrom(0, 1600, 1900, 2000, 2024, 9999)),
    time: fc
      .tuple(fc.nat({ max: 24 }), fc.nat({ max: 60 }), fc.nat({ max: 61 }))
      .map((clock) => clock.map(two).join(':')),
  }); // prettier-ignore
  const date = fc.tuple(parts, fc.constantFrom('imf', 'rfc 850', 'asctime')).map(([{ name, day, month, year, time }, form]) => {
    const fullYear = String(year).padStart(4, '0');
    if (form === 'imf') return `${name.slice(0, 3)}, ${two(day)} ${month} ${fullYear} ${time} GMT`;
    if (form === 'rfc 850') return `${name}, ${two(day)}-${month}-${fullYear.slice(2)} ${time} GMT`;
    return `${name.slice(0, 3)} ${month} ${String(day).padStart(2)} ${time} ${fullYear}`;
  });
  const sign = fc.constantFrom(' ', '0', '1', '9', ',', '-', ':', 'a', 'GMT', 'day', '\n');

  it('reads the dates that a calendar has, counted day by day, in the three forms, and nothing else', () => {
    let count = 0;
    checkProperty(
      fc.property(fc.oneof(date, damaged(date, sign)), fc.integer({ min: 1970, max: 2099 }), (text, thisYear) => {
        const time = parseHttpDate(text, Date.UTC(thisYear, 6, 1));
        same(time, naive(text, thisYear), `"${text}" in ${thisYear}`);
        if (time !== undefined) count++;
      }),
      2000,
    );
    expect(count).toBeGreaterThan(500);
  });
});
