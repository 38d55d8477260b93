const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS_OF_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MONTH = `(?<month>${MONTHS.join('|')})`;
const TIME = '(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)';
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const LONG_DAY = '(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)';

const FORMS = [
  new RegExp(`^${DAY}, (?<day>\\d\\d) ${MONTH} (?<year>\\d{4}) ${TIME} GMT$`),
  new RegExp(`^${LONG_DAY}, (?<day>\\d\\d)-${MONTH}-(?<shortYear>\\d\\d) ${TIME} GMT$`),
  new RegExp(`^${DAY} ${MONTH} (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})$`),
];

const MS_PER_DAY = 86_400_000;
const MS_PER_YEAR = 365.2425 * MS_PER_DAY;

/**
 * Reads one of the three HTTP dates of RFC 9110, 5.6.7, as milliseconds since 1970; `undefined` for anything else. The two
 * digits of an RFC 850 year stand for the last such year that isn't more than 50 years after `now`.
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  for (const form of FORMS) {
    const fields = form.exec(text)?.groups;
    if (fields) return toTime(fields, now);
  }
  return undefined;
}

function toTime(fields: Partial<Record<string, string>>, now: number): number | undefined {
  const month = MONTHS.indexOf(fields.month ?? '');
  const [day, hour, minute, second] = [fields.day, fields.hour, fields.minute, fields.second].map(Number) as [
    number,
    number,
    number,
    number,
  ];
  const year = fields.year === undefined ? fullYear(Number(fields.shortYear), now) : Number(fields.year);
  const isDay = day >= 1 && day <= (DAYS_OF_MONTH[month] ?? 0) && (month !== 1 || day < 29 || isLeap(year));
  if (!isDay || hour > 23 || minute > 59 || second > 60) return undefined;
  return daysSince1970(year, month + 1, day) * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000;
}

function fullYear(shortYear: number, now: number): number {
  const latest = 1970 + Math.floor(now / MS_PER_YEAR) + 50;
  return latest - ((latest - shortYear) % 100);
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days of the proleptic Gregorian calendar (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(marchYear / 400);
  const yearOfEra = marchYear - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
