import { scan, type OperatorFunction } from 'rxjs';
import type { BreakerStatus, StateSpan } from '../../model.js';

const KEPT = 120_000;
const MOST = 240;

/** Collects statuses into spans: those that ended within the last two minutes, and the current one. */
export function stateHistory(now: () => number): OperatorFunction<BreakerStatus, readonly StateSpan[]> {
  return scan((spans: readonly StateSpan[], status) => {
    const at = now();
    const ended = spans.map((span) => (span.to === undefined ? { ...span, to: at } : span));
    return [...ended.filter(({ to = at }) => at - to < KEPT).slice(1 - MOST), { status, from: at }];
  }, []);
}
