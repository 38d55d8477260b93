import { parseResetTime, saturate } from './parse-reset-time.js';
import { parseStructuredList, type StructuredItem } from './structured-list.js';

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

type Params = StructuredItem['params'];

/**
 * Reads the rate limits that an answer tells: the structured `RateLimit` and `RateLimit-Policy` fields (IETF draft
 * httpapi-ratelimit-headers), else the older `ratelimit-*` and `x-ratelimit-*` fields. A malformed field is ignored whole.
 *
 * @param now the time in milliseconds since 1970, for servers that tell a date; without it such a reset is left out
 */
export function parseRateLimit(headers: Headers, now?: number): RateLimitInfo[] {
  const items = readItems(headers.get('ratelimit'), isServiceLimit);
  const policies = readItems(headers.get('ratelimit-policy'), isQuotaPolicy);
  if (items.length > 0) return items.map((item) => toInfo(item, policies));
  return ['ratelimit', 'x-ratelimit'].map((prefix) => olderLimits(headers, prefix, now)).find((infos) => infos.length > 0) ?? [];
}

/** All items of a field, or none if one of them isn't what the draft asks for. */
function readItems(field: string | null, isValid: (params: Params) => boolean): StructuredItem[] {
  const items = field === null ? undefined : parseStructuredList(field);
  return items?.every(({ value, params }) => typeof value === 'string' && isValid(params)) ? items : [];
}

function isServiceLimit(params: Params): boolean {
  return isCount(params.get('r')) && isCountOrAbsent(params.get('t'));
}

function isQuotaPolicy(params: Params): boolean {
  return isCount(params.get('q')) && isCountOrAbsent(params.get('w')) && params.get('w') !== 0;
}

function toInfo({ value, params }: StructuredItem, policies: readonly StructuredItem[]): RateLimitInfo {
  const quota = policies.find((policy) => policy.value === value)?.params;
  const [limit, window, reset] = [quota?.get('q'), quota?.get('w'), params.get('t')];
  return {
    policy: value as string,
    remaining: params.get('r') as number,
    ...(isCount(limit) && { limit }),
    ...(isCount(reset) && { resetAfter: saturate(reset * 1000) }),
    ...(isCount(window) && { window: saturate(window * 1000) }),
  };
}

/** `x-ratelimit-remaining`, and with a name behind it `x-ratelimit-remaining-tokens`. */
function olderLimits(headers: Headers, prefix: string, now: number | undefined): RateLimitInfo[] {
  const infos: RateLimitInfo[] = [];
  const start = `${prefix}-remaining`;
  headers.forEach((value, name) => {
    if (!name.startsWith(start) || !/^(-|$)/.test(name.slice(start.length)) || !/^\d+$/.test(value)) return;
    const suffix = name.slice(start.length);
    const limit = headers.get(`${prefix}-limit${suffix}`) ?? '';
    const resetAfter = parseResetTime(headers.get(`${prefix}-reset${suffix}`) ?? '', now);
    infos.push({
      policy: suffix.slice(1) || 'default',
      remaining: saturate(Number(value)),
      ...(/^\d+$/.test(limit) && { limit: saturate(Number(limit)) }),
      ...(resetAfter !== undefined && { resetAfter }),
    });
  });
  return infos;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

function isCountOrAbsent(value: unknown): boolean {
  return value === undefined || isCount(value);
}
