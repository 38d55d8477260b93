/** Digits from here on are a moment in seconds since 1970, below they are seconds from now. */
const FIRST_MOMENT = 1_000_000_000;
/** From here on they are a moment in milliseconds. */
const FIRST_MOMENT_IN_MS = 1_000_000_000_000;

const UNIT_MS = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
const DURATION = /^(?:\d+h)?(?:\d+m)?(?:\d+(?:\.\d+)?s)?(?:\d+ms)?$/;

/**
 * Milliseconds until the moment in a `ratelimit-reset` field. Servers write seconds from now, seconds or milliseconds since
 * 1970 (told apart by their size), or a duration like `6m0s`. Anything else is `undefined`; so is a date without `now`.
 */
export function parseResetTime(text: string, now: number | undefined): number | undefined {
  if (/^\d+$/.test(text)) return fromNumber(Number(text), now);
  if (text === '' || !DURATION.test(text)) return undefined;
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g);
  const total = [...parts].reduce((sum, [, digits, unit]) => sum + Number(digits) * UNIT_MS[unit as keyof typeof UNIT_MS], 0);
  return saturate(Math.ceil(total));
}

/** Keeps a whole number exact: a huge one becomes `Number.MAX_SAFE_INTEGER`. */
export function saturate(value: number): number {
  return Math.min(value, Number.MAX_SAFE_INTEGER);
}

function fromNumber(value: number, now: number | undefined): number | undefined {
  if (value < FIRST_MOMENT) return value * 1000;
  if (now === undefined) return undefined;
  return saturate(Math.max(0, (value < FIRST_MOMENT_IN_MS ? value * 1000 : value) - now));
}
