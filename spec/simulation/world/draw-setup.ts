import type { Draw } from './draw.js';
import type { BreakerChange, BreakerSetup, LimiterSetup, Setup } from './history.js';

export function drawSetup(draw: Draw): Setup {
  const attemptTimeout = draw.maybe(0.4, () => draw.int(15, 60));
  const retry = draw.maybe(0.6, () => ({
    maxRetries: draw.int(1, 4),
    initialInterval: draw.int(0, 20),
    jitter: draw.one('none' as const, 'full' as const, 'equal' as const, 'decorrelated' as const),
  }));
  const hedge = draw.maybe(0.3, () => ({ delay: draw.int(1, 14), maxHedges: draw.int(1, 2) }));
  const isCharged = (retry ?? hedge) !== undefined;
  return {
    by: draw.one('protect', 'protect', 'operators', 'operators', 'client', 'download'),
    breaker: draw.maybe(0.75, () => drawBreaker(draw)),
    limiter: draw.maybe(0.5, () => drawLimiter(draw)),
    bulkhead: draw.maybe(0.5, () => ({ limit: draw.int(2, 5), isAdaptive: draw.chance(0.2), ...drawQueue(draw) })),
    retry,
    hedge,
    budget: isCharged
      ? draw.maybe(0.5, () => ({ ratio: draw.one(0, 0.2, 0.5, 1), minPerSecond: draw.one(0, 10, 50), ttl: draw.int(20, 400) }))
      : undefined,
    totalTimeout: draw.maybe(0.4, () => draw.int(attemptTimeout ?? 20, 150)),
    attemptTimeout,
    isWatched: draw.chance(0.5),
    endsAfter: draw.maybe(0.5, () => draw.int(0, 40)),
  };
}

export function drawBreakerChange(draw: Draw): BreakerChange {
  return {
    failureThreshold: draw.maybe(0.5, () => draw.int(1, 6)),
    openDuration: draw.maybe(0.5, () => draw.int(1, 60)),
    halfOpenCalls: draw.maybe(0.3, () => draw.int(1, 3)),
    successThreshold: draw.maybe(0.3, () => draw.int(1, 3)),
  };
}

function drawBreaker(draw: Draw): BreakerSetup {
  const byRate = draw.chance(0.5);
  const calls = draw.int(2, 12);
  const slow = draw.maybe(0.1, () => ({ rate: 0.5, duration: draw.int(5, 14) }));
  return {
    failureThreshold: draw.int(1, 6),
    failureRate: byRate ? draw.one(0.2, 0.5, 0.75, 1) : undefined,
    window: draw.one({ calls }, { duration: draw.int(10, 120) }),
    minimumCalls: draw.int(1, Math.min(6, calls)),
    openDuration: draw.int(1, 60),
    halfOpenCalls: draw.int(1, 3),
    successThreshold: draw.int(1, 3),
    probeTimeout: draw.one(20, 50, 60_000),
    rampUp: draw.maybe(0.1, () => ({ duration: draw.int(10, 100), steps: draw.int(1, 4) })),
    slow,
  };
}

function drawLimiter(draw: Draw): LimiterSetup {
  const queue = drawQueue(draw);
  if (draw.chance(0.5)) return { type: 'bucket', capacity: draw.int(1, 6), refill: draw.one(7, 50, 100, 333), ...queue };
  return { type: 'window', limit: draw.int(1, 6), window: draw.int(5, 100), ...queue };
}

function drawQueue(draw: Draw): { maxQueue?: number; maxWait?: number } {
  return { maxQueue: draw.maybe(0.25, () => draw.int(0, 5)), maxWait: draw.maybe(0.25, () => draw.int(0, 50)) };
}
