import { Bulkhead, CircuitBreaker, protect, Registry, type ProtectOptions } from '../../src/index.js';

describe('protect refuses a combination that can’t work', () => {
  const refused: readonly [options: ProtectOptions, message: string][] = [
    [
      { attemptTimeout: 2, totalTimeout: 1 },
      "attemptTimeout must be at most totalTimeout (1): an attempt can't outlast the call, but was 2.",
    ],
    [
      { retry: { resetOnSuccess: true } },
      'retry.resetOnSuccess must be left out: protect never retries a stream that has emitted, but was true.',
    ],
    [
      { hedge: { delay: 500 }, attemptTimeout: 500 },
      'hedge.delay must be below attemptTimeout and totalTimeout (500): the first attempt is over by then, but was 500.',
    ],
    [
      { hedge: { delay: { percentile: 95, min: 900 } }, totalTimeout: 800 },
      'hedge.delay.min must be below attemptTimeout and totalTimeout (800): the first attempt is over by then, but was 900.',
    ],
    [
      { breaker: { slowCallRate: 0.5, slowCallDuration: 3_000 }, attemptTimeout: 3_000 },
      'breaker.slowCallDuration must be below attemptTimeout (3000): no attempt runs long enough to be slow, but was 3000.',
    ],
    [
      { hedge: { delay: 5 }, bulkhead: { maxConcurrent: 1 } },
      'bulkhead.maxConcurrent must be above 1: a hedge would wait for the place that its own first attempt holds, but was 1.',
    ],
  ];
  for (const [options, message] of refused) {
    it(message, () => {
      expect(() => protect(options)).toThrowError(RangeError, message);
    });
  }

  const allowed: readonly [options: ProtectOptions, because: string][] = [
    [{ retry: { initialInterval: 2_000, jitter: 'none' }, totalTimeout: 1_000 }, 'the total time may end a wait'],
    [{ hedge: { delay: 499 }, attemptTimeout: 500 }, 'it is below'],
    [{ hedge: { delay: { percentile: 95 } }, attemptTimeout: 500 }, 'what is measured may be below'],
    [{ hedge: { delay: Infinity } }, 'there is no timeout'],
    [{ hedge: { delay: Infinity }, attemptTimeout: 500 }, 'it is switched off'],
    [{ breaker: { slowCallRate: 0.5, slowCallDuration: 3_000 } }, 'there is no timeout'],
    [{ breaker: {}, attemptTimeout: 5 }, 'slow calls aren’t counted'],
    [{ breaker: new CircuitBreaker({ slowCallRate: 0.5, slowCallDuration: 3_000 }), attemptTimeout: 5 }, 'an object may change'],
    [{ bulkhead: new Bulkhead({ maxConcurrent: 1 }), hedge: { delay: 5 } }, 'an object may change'],
    [{ bulkhead: new Registry(() => new Bulkhead({ maxConcurrent: 1 })), hedge: { delay: 5 } }, 'those of a registry may too'],
    [{ bulkhead: { maxConcurrent: 2 }, hedge: { delay: 5 } }, 'there is room for both'],
    [{ totalTimeout: 5 }, 'one timeout is enough'],
    [{ attemptTimeout: 5 }, 'one timeout is enough'],
  ];
  for (const [options, because] of allowed) {
    it(`but not ${JSON.stringify(options)}: ${because}`, () => {
      expect(() => protect(options)).not.toThrow();
    });
  }
});
