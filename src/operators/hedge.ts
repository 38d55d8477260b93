import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { LatencyWindow } from '../policies/latency-window.js';
import { hedgeSettings, type HedgeOptions } from './hedge-options.js';
import { HedgeRace } from './hedge-race.js';

/**
 * Subscribes to the source a second time when the first attempt has said nothing for `delay`; the first value decides, and the other
 * attempts are left ("hedged requests": J. Dean, L. A. Barroso, "The Tail at Scale", 2013).
 *
 * ```
 * source, first    --------a|
 * source, second       --b|
 *   hedge({ delay: 4 })
 * result           ------b|
 * ```
 *
 * An attempt that fails leaves the decision to those that still run; an answer that isn't the service's failure, like 404, is final.
 * Where all fail, the last error passes, or the one with a server's `Retry-After`, behind which nothing is hedged. An error of the
 * first attempt before `delay` passes at once: trying again is for `retryBackoff`, outside. Unsubscribing leaves all attempts.
 *
 * With a `percentile` one operator measures all its subscriptions: keep it in a constant. For reading requests only: `protect` sees to
 * that by itself, this operator can't.
 *
 * @example
 * const quick = hedge<string[]>({ delay: { percentile: 95, min: 20, max: 500 } });
 * const orders$ = http.get<string[]>('/orders').pipe(quick);
 */
export function hedge<T>(options: HedgeOptions): MonoTypeOperatorFunction<T> {
  const settings = hedgeSettings(options);
  const latencies = typeof settings.delay === 'object' ? new LatencyWindow() : undefined;
  return (source) => new Observable((subscriber) => new HedgeRace(source, subscriber, settings, latencies).run());
}
