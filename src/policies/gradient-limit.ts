import { clampLimit, type LimitBounds, type LimitRound } from './limit-round.js';

/** Fewer calls say too little about a latency. */
const LEAST_OUTCOMES = 10;
/** How much longer than the baseline calls may take before the limit goes down. */
const TOLERANCE = 1.5;
/** The most that one round takes away: what looks worse may be chance. */
const LEAST_GRADIENT = 0.5;
/** The most that a single call counts for, in baselines: beyond it, as after a machine has slept, the gradient is at its least anyway. */
const LONGEST = 4;
/** How far a round moves the baseline towards its latency. */
const SMOOTHING = 0.1;
/** The share of the limit at which the baseline is measured anew. */
const PROBE_SHARE = 0.25;
/** Rounds under load until that happens: at first, and after a probe that was a surprise, or after one that wasn't. */
const PROBE_SOON = 5;
const PROBE_LATER = 50;

/** A limit that follows latency. */
export interface GradientLimit {
  readonly algorithm: 'gradient';
  readonly limit: number;
  /** The latency without a queue at the service, in milliseconds; `undefined` until it has been measured. */
  readonly baseline?: number;
  /** Rounds under load until the next probe. */
  readonly untilProbe: number;
  /** While a probe measures the baseline: the limit to go back to. */
  readonly resume?: number;
}

export function firstGradient(limit: number): GradientLimit {
  return { algorithm: 'gradient', limit, untilProbe: PROBE_SOON };
}

/** The most that a single call counts for. */
export function longestLatency({ baseline = Infinity }: { readonly limit: number; readonly baseline?: number }): number {
  return LONGEST * baseline;
}

/** While the baseline is being measured. */
export type GradientProbe = GradientLimit & { readonly resume: number };

/** Whether the baseline is being measured: calls that began before say nothing about it. */
export function isProbe(current: { readonly algorithm: string; readonly resume?: number }): current is GradientProbe {
  return current.resume !== undefined;
}

/**
 * Judges a round of calls, as many as may run and ten at least, by how their mean latency compares with the baseline, and by the mean of
 * the limits under which they began:
 *
 * ```
 * gradient = 1.5 × baseline / latency, from 0.5 to 1
 * next     = (1 − share of losses) × (gradient × limit + √limit), at least half of what it was
 * ```
 *
 * rounded down, from `min` to `max`. With less than half of the limit in use, latency doesn't change it. Where the service does C
 * calls at once and lets others wait, latency is baseline × limit / C, and the limit comes to rest at 1.5 × C + √limit. A call that
 * takes more than four times the baseline counts for that, so that a few long ones don't decide.
 *
 * The baseline follows latency by a tenth of the way a round, while less than half of the limit is in use. Under load a queue and a
 * slower service look the same: there it only goes down, and only to a latency below half of it. So every 50th round is a probe, of
 * twice as many calls: it runs at a quarter of the limit, and the baseline goes half of the way to what it measures. The first probe, one
 * after another that was off by half, and one after a round at the lowest gradient come after 5 rounds already. Returns the same
 * object until the round is over.
 *
 * Source: `Gradient2Limit` of Netflix's concurrency-limits (the gradient and its range, half in use, a baseline that is twice too high
 * goes down), whose baseline follows latency under a lasting load, and the limit with it; Envoy's adaptive concurrency (√limit as
 * headroom, a baseline measured at a low limit).
 */
export function nextGradient(current: GradientLimit, round: LimitRound, bounds: LimitBounds): GradientLimit {
  const isMeasuring = current.baseline === undefined || isProbe(current);
  const isOver = round.outcomes >= Math.max(LEAST_OUTCOMES, current.limit) * (isMeasuring ? 2 : 1);
  if (!isOver) return current;
  return isProbe(current) ? afterProbe(current, round, bounds) : afterRound(current, round, bounds);
}

function afterRound(current: GradientLimit, round: LimitRound, bounds: LimitBounds): GradientLimit {
  const { limit } = current;
  const isLoaded = round.hasUsed(limit);
  const baseline = nextBaseline(current.baseline, round.clippedLatency, isLoaded);
  if (!isLoaded) return { ...current, limit: withoutLosses(limit, limit, round, bounds), baseline };
  const gradient = gradientOf(baseline, round.clippedLatency);
  const next = withoutLosses(target(limit, gradient, round.limit), limit, round, bounds);
  const untilProbe = Math.min(current.untilProbe - 1, gradient > LEAST_GRADIENT ? PROBE_LATER : PROBE_SOON);
  if (untilProbe > 0) return { ...current, limit: next, baseline, untilProbe };
  return { ...current, limit: Math.max(bounds.min, Math.ceil(next * PROBE_SHARE)), baseline, resume: next };
}

function afterProbe(current: GradientProbe, round: LimitRound, bounds: LimitBounds): GradientLimit {
  const { baseline = round.clippedLatency } = current;
  const limit = withoutLosses(current.resume, current.resume, round, bounds);
  const probed = { ...current, limit, resume: undefined };
  if (baseline === undefined || round.clippedLatency === undefined) return { ...probed, untilProbe: PROBE_SOON };
  const measured = round.clippedLatency;
  const isSurprise = measured > baseline * TOLERANCE || measured < baseline / TOLERANCE;
  return { ...probed, baseline: (baseline + measured) / 2, untilProbe: isSurprise ? PROBE_SOON : PROBE_LATER };
}

function gradientOf(baseline: number | undefined, latency: number | undefined): number {
  if (baseline === undefined || latency === undefined) return 1;
  return Math.max(LEAST_GRADIENT, Math.min(1, (TOLERANCE * baseline) / latency));
}

/** What latency says. Where it is as good as ever, calls that began under a lower limit are no reason to go back to that. */
function target(limit: number, gradient: number, began: number | undefined): number {
  if (began === undefined) return limit;
  const estimate = gradient * began + Math.sqrt(began);
  return gradient < 1 ? estimate : Math.max(limit, estimate);
}

function withoutLosses(target: number, limit: number, round: LimitRound, bounds: LimitBounds): number {
  const kept = Math.max((1 - round.losses / round.outcomes) * target, limit / 2);
  return clampLimit(Math.floor(kept), bounds);
}

function nextBaseline(baseline: number | undefined, latency: number | undefined, isLoaded: boolean): number | undefined {
  if (baseline === undefined || latency === undefined) return baseline ?? latency;
  if (isLoaded && latency * 2 >= baseline) return baseline;
  return baseline + SMOOTHING * (latency - baseline);
}
