/** Digits from here on are a moment in seconds since 1970, below they are seconds from now. */
const FIRST_MOMENT = 1e9;
/** From here on they are a moment in milliseconds. */
const FIRST_MOMENT_IN_MS = 1e12;

const DURATION = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)(\.\d+)?s)?(?:(\d+)ms)?$/;

/**
 * Milliseconds until the moment in a `ratelimit-reset` field. Servers write seconds from now, seconds or milliseconds since
 * 1970 (told apart by their size), or a duration like `6m0s`. Anything else is `undefined`; so is a date without `now`.
 */
export function parseResetTime(text: string, now: number | undefined): number | undefined {
  const number = parseCount(text);
  if (number !== undefined) return fromNumber(number, now);
  const [whole, hours = 0, minutes = 0, seconds = 0, fraction = 0, ms = 0] = DURATION.exec(text) ?? [];
  const begun = Math.ceil(Number(fraction) * 1000); // apart from the seconds, as 2.007 × 1000 is 2007.0000000000002
  return whole ? saturate(Number(hours) * 3.6e6 + Number(minutes) * 6e4 + Number(seconds) * 1000 + begun + Number(ms)) : undefined;
}

/** Digits, and nothing but digits. */
export function parseCount(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Keeps a whole number exact: a huge one becomes `Number.MAX_SAFE_INTEGER`. */
export function saturate(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

function fromNumber(value: number, now: number | undefined): number | undefined {
  if (value < FIRST_MOMENT) return value * 1000;
  return now === undefined ? undefined : saturate(Math.max(0, (value < FIRST_MOMENT_IN_MS ? value * 1000 : value) - now));
}
