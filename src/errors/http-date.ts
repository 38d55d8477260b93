const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const RFC_850 = /^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (\d\d)-(\w{3})-(\d\d) /;
const ASCTIME = /^(\w{3}) (\w{3}) ([ \d]\d) (\S{8}) (\d{4})$/;
const IMF_FIXDATE = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d) (\w{3}) (\d{4}) (\S{8}) GMT$/;

const MS_PER_YEAR = 31_556_952_000;

/**
 * Reads one of the three HTTP dates of RFC 9110, 5.6.7, as milliseconds since 1970; `undefined` for anything else. The two
 * digits of an RFC 850 year stand for the last such year that isn't more than 50 years after `now`.
 */
export function parseHttpDate(text: string, now: number): number | undefined {
  const fixed = text
    .replace(RFC_850, (_, name: string, day: string, month: string, year: string) => {
      return `${name.slice(0, 3)}, ${day} ${month} ${fullYear(Number(year), now)} `;
    })
    .replace(ASCTIME, (_, name: string, month: string, day: string, time: string, year: string) => {
      return `${name}, ${day.replace(' ', '0')} ${month} ${year} ${time} GMT`;
    });
  const [, day, month = '', year, time = ''] = IMF_FIXDATE.exec(fixed) ?? [];
  return toTime(`${year}-${twoDigits(MONTHS.indexOf(month) + 1)}-${day}T`, time);
}

/** A leap second is the next minute. What no calendar shows isn't what comes back. */
function toTime(day: string, time: string): number | undefined {
  const iso = day + time.replace(/60$/, '59');
  const date = new Date(`${iso}Z`);
  return date.toJSON()?.startsWith(iso) ? date.getTime() + (time.endsWith('60') ? 1000 : 0) : undefined;
}

function fullYear(shortYear: number, now: number): number {
  const latest = 2020 + Math.floor(now / MS_PER_YEAR);
  return latest - ((latest - shortYear) % 100);
}

function twoDigits(value: number): string {
  return String(value + 100).slice(1);
}
