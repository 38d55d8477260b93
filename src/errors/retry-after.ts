import { parseHttpDate } from './http-date.js';
import { parseRateLimit } from './parse-rate-limit.js';
import { parseResetTime, saturate } from './parse-reset-time.js';

/**
 * Milliseconds until the server wants to be asked again, or `undefined` where it didn't say. The first of these that makes
 * sense: `retry-after-ms` (digits); `Retry-After` (digits, seconds; or one of the three HTTP dates of RFC 9110, a past one
 * being 0); the reset of a rate limit that is used up (`RateLimit`, `RateLimit-Reset`, `x-ratelimit-reset*`). Lists, decimals
 * and garbage are no hint; a huge number saturates at `Number.MAX_SAFE_INTEGER`.
 *
 * @param now the time in milliseconds since 1970 to which dates are compared
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const ms = digits(headers.get('retry-after-ms'));
  if (ms !== undefined) return saturate(ms);
  return fromRetryAfter(headers.get('retry-after'), now) ?? fromRateLimit(headers, now);
}

function fromRetryAfter(value: string | null, now: number): number | undefined {
  const seconds = digits(value);
  if (seconds !== undefined) return saturate(seconds * 1000);
  const date = parseHttpDate(value ?? '', now);
  return date === undefined ? undefined : Math.max(0, date - now);
}

function fromRateLimit(headers: Headers, now: number): number | undefined {
  const limits = parseRateLimit(headers, now);
  const resets =
    limits.length > 0 ? limits.filter(({ remaining }) => remaining === 0).map(({ resetAfter }) => resetAfter) : bareResets(headers, now);
  const known = resets.filter((reset) => reset !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** The resets of a server that doesn't tell what remains. */
function bareResets(headers: Headers, now: number): (number | undefined)[] {
  const resets: (number | undefined)[] = [];
  headers.forEach((value, name) => {
    if (/^(x-)?ratelimit-reset(-|$)/.test(name)) resets.push(parseResetTime(value, now));
  });
  return resets;
}

function digits(value: string | null): number | undefined {
  return value !== null && /^\d+$/.test(value) ? Number(value) : undefined;
}
