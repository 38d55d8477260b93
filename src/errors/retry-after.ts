import { parseHttpDate } from './http-date.js';
import { parseRateLimit } from './parse-rate-limit.js';
import { parseCount, parseResetTime, saturate } from './parse-reset-time.js';

/**
 * Milliseconds until the server wants to be asked again, or `undefined` where it didn't say. The first of these that makes
 * sense: `retry-after-ms` (digits); `Retry-After` (digits, seconds; or one of the three HTTP dates of RFC 9110, a past one
 * being 0); the reset of a rate limit that is used up (`RateLimit`, `RateLimit-Reset`, `x-ratelimit-reset*`). Lists, decimals
 * and garbage are no hint; a huge number saturates at `Number.MAX_SAFE_INTEGER`.
 *
 * @param now the time in milliseconds since 1970 to which dates are compared
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const field = headers.get('retry-after');
  const ms = parseCount(headers.get('retry-after-ms')) ?? toMs(parseCount(field));
  if (ms !== undefined) return saturate(ms);
  const date = parseHttpDate(field ?? '', now);
  return date === undefined ? fromRateLimit(headers, now) : Math.max(0, date - now);
}

function fromRateLimit(headers: Headers, now: number): number | undefined {
  const limits = parseRateLimit(headers, now);
  const resets = limits.filter(({ remaining }) => remaining === 0).map(({ resetAfter }) => resetAfter);
  if (limits.length === 0) {
    // of a server that doesn't tell what remains
    headers.forEach((value, name) => {
      if (/^(x-)?ratelimit-reset(-|$)/.test(name)) resets.push(parseResetTime(value, now));
    });
  }
  const latest = Math.max(...resets.map((reset) => reset ?? -1));
  return latest < 0 ? undefined : latest;
}

function toMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}
