import { parseCount, parseResetTime, saturate } from './parse-reset-time.js';
import { parseStructuredList, type BareItem, type StructuredItem } from './structured-list.js';

/** What a server tells of one of its rate limits. */
export interface RateLimitInfo {
  /** The policy's name; `'default'` where the fields have no names. */
  readonly policy: string;
  /** How many units a window allows. */
  readonly limit?: number;
  /** How many units are left. */
  readonly remaining: number;
  /** Milliseconds until the allowance is restored. */
  readonly resetAfter?: number;
  /** The window's length in milliseconds. */
  readonly window?: number;
}

/**
 * Reads the rate limits that an answer tells: the structured `RateLimit` and `RateLimit-Policy` fields (IETF draft
 * httpapi-ratelimit-headers), else the older `ratelimit-*` and `x-ratelimit-*` fields. A malformed field is ignored whole.
 *
 * @param now the time in milliseconds since 1970, for servers that tell a date; without it such a reset is left out
 */
export function parseRateLimit(headers: Headers, now?: number): RateLimitInfo[] {
  const items = readItems(headers.get('ratelimit'), 'r', 't', 0);
  const policies = readItems(headers.get('ratelimit-policy'), 'q', 'w', 1);
  if (items.length > 0) return items.map((item) => toInfo(item, policies));
  return ['ratelimit', 'x-ratelimit'].map((prefix) => olderLimits(headers, prefix, now)).find((infos) => infos.length > 0) ?? [];
}

/** All items of a field, or none if one of them isn't what the draft asks for: with a count by this name, and maybe a time by that. */
function readItems(field: string | null, count: string, time: string, least: number): StructuredItem[] {
  const items = parseStructuredList(field ?? '') ?? [];
  const isValid = ({ value, params }: StructuredItem): boolean =>
    typeof value === 'string' && isWhole(params.get(count), 0) && (!params.has(time) || isWhole(params.get(time), least));
  return items.every(isValid) ? items : [];
}

function toInfo({ value, params }: StructuredItem, policies: readonly StructuredItem[]): RateLimitInfo {
  const quota = policies.find((policy) => policy.value === value)?.params;
  const ms = (seconds: BareItem | undefined): number | undefined => (seconds === undefined ? undefined : saturate(Number(seconds) * 1000));
  return withoutAbsent({
    policy: value as string,
    remaining: params.get('r') as number,
    limit: quota?.get('q') as number | undefined,
    resetAfter: ms(params.get('t')),
    window: ms(quota?.get('w')),
  });
}

/** `x-ratelimit-remaining`, and with a name behind it `x-ratelimit-remaining-tokens`. */
function olderLimits(headers: Headers, prefix: string, now: number | undefined): RateLimitInfo[] {
  const infos: RateLimitInfo[] = [];
  headers.forEach((value, name) => {
    const [whole, suffix = ''] = new RegExp(`^${prefix}-remaining(|-.*)$`).exec(name) ?? [];
    const remaining = parseCount(value);
    if (whole === undefined || remaining === undefined) return;
    const limit = parseCount(headers.get(`${prefix}-limit${suffix}`));
    infos.push(
      withoutAbsent({
        policy: suffix.slice(1) || 'default',
        remaining: saturate(remaining),
        limit: limit === undefined ? undefined : saturate(limit),
        resetAfter: parseResetTime(headers.get(`${prefix}-reset${suffix}`) ?? '', now),
      }),
    );
  });
  return infos;
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isInteger(value) && (value as number) >= least;
}

function withoutAbsent(info: RateLimitInfo): RateLimitInfo {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as unknown as RateLimitInfo;
}
