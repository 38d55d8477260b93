import { CircuitBreaker, type CircuitBreakerOptions } from '../../../src/index.js';
import { manualTime } from '../circuit-time.js';

/**
 * Plays a history on a breaker that stays open for ever, and tells after how many calls it has opened; 0 for not at all. `s` succeeds,
 * `f` fails, `S` and `F` do so slowly (more than 100 ms), `h` hangs for that long and doesn't end, a number waits as many milliseconds.
 */
export function opensAfter(options: CircuitBreakerOptions, history: string): number {
  const time = manualTime();
  const breaker = new CircuitBreaker({ openDuration: Infinity, slowCallDuration: 100, ...options, scheduler: time.scheduler });
  let calls = 0;
  for (const step of history.match(/\d+|[sfSFh]/g) ?? []) {
    if (/\d/.test(step)) {
      time.advance(Number(step));
      continue;
    }
    const permit = breaker.tryAcquire();
    if (!permit) break;
    calls++;
    if (/[SFh]/.test(step)) time.advance(101);
    if (/[sS]/.test(step)) permit.success();
    if (/[fF]/.test(step)) permit.failure();
  }
  return breaker.state$.value.status === 'open' ? calls : 0;
}
