import type { HedgeOptions } from '../operators/hedge-options.js';
import { requireOption } from '../validation/require-option.js';
import type { ProtectOptions, ProtectTimes } from './protect-options.js';

/** Refuses options of which each alone is right, and that can't work together; the error tells why. */
export function checkCombination(options: ProtectOptions, { totalTimeout, attemptTimeout }: ProtectTimes): void {
  const { retry, hedge, breaker, bulkhead } = options;
  const isWithin = attemptTimeout === Infinity || attemptTimeout <= totalTimeout;
  requireOption(isWithin, 'attemptTimeout', `at most totalTimeout (${totalTimeout}): an attempt can't outlast the call`, attemptTimeout);
  const { resetOnSuccess = false } = retry ?? {};
  const rule = 'left out: protect never retries a stream that has emitted';
  requireOption(resetOnSuccess === false, 'retry.resetOnSuccess', rule, resetOnSuccess);
  if (hedge) checkHedge(hedge, Math.min(attemptTimeout, totalTimeout));
  const slowCallDuration = numberOf(breaker, 'slowCallDuration') ?? Infinity;
  const canBeSlow = slowCallDuration === Infinity || slowCallDuration < attemptTimeout;
  const inTime = `below attemptTimeout (${attemptTimeout}): no attempt runs long enough to be slow`;
  requireOption(canBeSlow, 'breaker.slowCallDuration', inTime, slowCallDuration);
  const hasRoom = !hedge || numberOf(bulkhead, 'maxConcurrent') !== 1;
  requireOption(hasRoom, 'bulkhead.maxConcurrent', 'above 1: a hedge would wait for the place that its own first attempt holds', 1);
}

function checkHedge({ delay }: HedgeOptions, timeout: number): void {
  const isMeasured = typeof delay === 'object' && delay !== null;
  const least = isMeasured ? (delay.min ?? 0) : delay;
  const rule = `below attemptTimeout and totalTimeout (${timeout}): the first attempt is over by then`;
  requireOption(least === Infinity || timeout === Infinity || least < timeout, isMeasured ? 'hedge.delay.min' : 'hedge.delay', rule, least);
}

/** A number in plain options; objects and registries may change theirs, and are left alone. */
function numberOf(options: object | undefined, name: string): number | undefined {
  const value = options && !('idle' in options) && !('get' in options) ? (options as Record<string, unknown>)[name] : undefined;
  return typeof value === 'number' ? value : undefined;
}
