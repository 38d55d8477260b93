import type { RateLimitInfo } from '../errors/parse-rate-limit.js';
import { requireOption } from '../validation/require-option.js';
import { exactSum } from './exact-sum.js';

/** No more than `remaining` units start until then. */
export interface ServerLimit {
  /** What the whole window allows, where the server told it. */
  readonly limit: number | undefined;
  /** What the server told, less what has started since. */
  readonly remaining: number;
  readonly until: number;
}

interface Told extends ServerLimit {
  readonly policy: string;
  /** The limit, or else the most that was ever told to remain. */
  most: number;
  remaining: number;
}

/** From this part of the limit on, starts are spread. */
const LOW = 1 / 4;
/** A unit holds the next one up for this long at most: what is slower is a quota, and no rate to keep in step with. */
const LONGEST_GAP = 60_000;
/** More limits than this are taken together, so that no server can fill the memory. */
const MOST_TOLD = 16;

/**
 * What a server has said of its limits. Each word holds until its own reset, `resetAfter` (or else `window`) after it came: until
 * then no more units start than it said remain, and none when it said 0. What was said under the same policy is forgotten only
 * where a newer word says no more, for no shorter. So answers may come in any order, and of several policies the tightest
 * governs; a new window is free when the last word of the old one has lapsed.
 *
 * Before the wall it slows: while at most a quarter of the limit (or, where that isn't told, of the most that was told to remain)
 * is left, a start of cost c holds the next up for c × t / r, r of what remains and t of the time until the reset, and for a
 * minute per unit at most. That leaves time for answers that are on their way to correct the count.
 */
export class ServerLimits {
  /** The first to lapse comes first. */
  #told: Told[] = [];
  /** Never later than a reset that is still to come. */
  #nextAt = -Infinity;

  /** Takes the words of one answer; tells whether they say anything new. */
  heed(limits: readonly RateLimitInfo[], now: number): boolean {
    for (const limit of limits) check(limit);
    this.#forget(now);
    const before = this.#told;
    for (const limit of limits) this.#add(limit, now);
    return this.#told !== before;
  }

  /** The one that leaves least. */
  tightest(now: number): ServerLimit | undefined {
    this.#forget(now);
    return this.#told.reduce<Told | undefined>((least, told) => (least && least.remaining < told.remaining ? least : told), undefined);
  }

  available(now: number): number {
    const least = this.tightest(now);
    if (!least) return Infinity;
    return now < this.#nextAt ? 0 : Math.max(0, least.remaining);
  }

  /** When a call of this cost may go, `from` or later. */
  startOf(cost: number, from: number): number {
    let at = Math.max(from, this.#nextAt);
    for (const { remaining, until } of this.#told) if (remaining < cost) at = Math.max(at, until);
    return at;
  }

  take(cost: number, now: number): void {
    this.#forget(now);
    for (const told of this.#told) {
      if (told.remaining <= told.most * LOW) this.#nextAt = Math.max(this.#nextAt, endOfGap(told, cost, now));
      told.remaining = exactSum(told.remaining - cost);
    }
  }

  copy(): ServerLimits {
    const copy = new ServerLimits();
    copy.#told = this.#told.map((told) => ({ ...told }));
    copy.#nextAt = this.#nextAt;
    return copy;
  }

  #add({ policy, limit, remaining, window, resetAfter = window }: RateLimitInfo, now: number): void {
    if (resetAfter === undefined || resetAfter === 0) return;
    const until = Math.ceil(now + resetAfter);
    const known = this.#told.filter((told) => told.policy === policy);
    const most = limit ?? Math.max(remaining, ...known.map((told) => told.most));
    for (const told of known) told.most = most;
    if (known.some((told) => told.remaining <= remaining && told.until >= until)) return;
    const isSaid = (told: Told): boolean => told.policy === policy && told.remaining >= remaining && told.until <= until;
    const others = this.#told.filter((told) => !isSaid(told));
    this.#told = atMost(MOST_TOLD, [...others, { policy, limit, most, remaining, until }]);
  }

  #forget(now: number): void {
    const [first] = this.#told;
    if (first && first.until <= now) this.#told = this.#told.filter(({ until }) => until > now);
  }
}

function check({ remaining, window, resetAfter = window }: RateLimitInfo): void {
  requireOption(Number.isFinite(remaining) && remaining >= 0, 'remaining', 'a finite number from 0', remaining);
  const isDuration = resetAfter === undefined || (Number.isFinite(resetAfter) && resetAfter >= 0);
  requireOption(isDuration, 'resetAfter', 'a finite number of milliseconds from 0', resetAfter);
}

/** In the order in which they lapse; the last ones together where there are too many. */
function atMost(count: number, all: Told[]): Told[] {
  const told = all.sort((a, b) => a.until - b.until);
  const [previous, last] = told.slice(-2) as [Told, Told];
  return told.length <= count ? told : [...told.slice(0, -2), { ...last, remaining: Math.min(previous.remaining, last.remaining) }];
}

function endOfGap({ remaining, until }: Told, cost: number, now: number): number {
  const gap = cost * Math.min((until - now) / remaining, LONGEST_GAP);
  return Math.min(until, Math.ceil(now + gap));
}
