import { CircuitBreaker, type CircuitBreakerOptions, type CircuitBreakerState } from '../../../src/index.js';
import { manualTime } from '../circuit-time.js';
import { opensAfter } from './play-calls.js';

/*
 * What resilience4j documents of its circuit breaker, as tables: after how many calls of a history it opens, 0 for not at all.
 * Ours differs on purpose in four ways:
 * - a window of time ends at exactly its length; theirs consists of one bucket for each second, so that an outcome leaves up to a
 *   second early;
 * - a slow call counts while it still runs; theirs when it has ended, so that a service that hangs opens nothing;
 * - there is no rate of half-open calls: the first failed probe reopens, `successThreshold` successes close, and a probe's place is
 *   free again when it has ended; theirs admits `permittedNumberOfCallsInHalfOpenState` in all and then judges their rate;
 * - a probe that never ends fails after `probeTimeout`; theirs waits for it for ever, unless `maxWaitDurationInHalfOpenState` is set.
 */
type Case = readonly [options: CircuitBreakerOptions, history: string, theirs: number, ours: number, because: string];

function check(cases: readonly Case[]): void {
  for (const [options, history, theirs, ours, because] of cases) {
    const difference = theirs === ours ? '' : `, not after ${theirs} as theirs`;
    it(`opens after ${ours} of "${history.slice(0, 60)}" with ${JSON.stringify(options)}${difference}: ${because}`, () => {
      expect(opensAfter(options, history)).toBe(ours);
      expect(because.startsWith('differs')).toBe(theirs !== ours);
    });
  }
}

describe('resilience4j’s COUNT_BASED window is { calls }, which', () => {
  const ten = { failureRate: 0.5, window: { calls: 10 }, minimumCalls: 10 };
  const five = { ...ten, minimumCalls: 5 };
  check([
    [ten, 'f'.repeat(9), 0, 0, 'nine of ten calls are too few, though all have failed'],
    [ten, 'f'.repeat(10), 10, 10, 'ten are enough'],
    [ten, 'sssssfffff', 10, 10, 'equal to the threshold opens'],
    [ten, 'fffffsssss', 10, 10, 'a success that reaches the minimum is judged as well'],
    [ten, 'ssssssffff', 0, 0, '40 % are below it'],
    [ten, 'ssssssfffff', 11, 11, 'the oldest is evicted, and five of the last ten have failed'],
    [ten, 'fssssssssssffff', 0, 0, 'the evicted failure no longer counts'],
    [five, 'ffff', 0, 0, 'the minimum isn’t reached'],
    [five, 'sssff', 0, 0, 'two of five'],
    [five, 'ssfff', 5, 5, 'the minimum is reached before the window is full'],
    [{ ...ten, failureRate: 1 }, 'ffffffffffs', 10, 10, 'all of them'],
    [{ ...ten, failureRate: 1 }, 'fffffffffs', 0, 0, 'one has succeeded'],
    [{ ...ten, failureRate: 0.01 }, 'sssssssssf', 10, 10, 'one is more than a hundredth'],
    [{ failureRate: 0.5 }, 'f'.repeat(9), 0, 0, 'the default minimum'],
    [{ failureRate: 0.5 }, 'f'.repeat(10), 0, 10, 'differs: our default minimum is 10, theirs 100'],
    [{ failureRate: 0.5, window: { calls: 1 } }, 'f', 1, 1, 'a window of one call'],
    [{ failureRate: 0.5, window: { calls: 1 } }, 'sf', 2, 2, 'it knows only the last'],
  ]);

  it('can’t have a minimum above its size', () => {
    expect(() => new CircuitBreaker({ window: { calls: 10 }, minimumCalls: 11 })).toThrowError(RangeError, /^minimumCalls must be at most/);
  });
});

describe('resilience4j’s TIME_BASED window is { duration }, which', () => {
  const tenSeconds = { failureRate: 0.5, window: { duration: 10_000 }, minimumCalls: 4 };
  check([
    [tenSeconds, 'fff', 0, 0, 'three calls are too few'],
    [tenSeconds, 'ffff', 4, 4, 'four at once'],
    [tenSeconds, 'f2000f2000f2000f', 4, 4, 'four in six seconds'],
    [tenSeconds, 'f4000f4000f4000f4000f', 0, 0, 'never four in ten seconds'],
    [tenSeconds, 'fff10000f', 0, 0, 'ten seconds later they are gone'],
    [tenSeconds, 'fff9000f', 4, 4, 'nine seconds later they aren’t'],
    [tenSeconds, '900fff9200f', 0, 4, 'differs: they are 9.2 s old, but their bucket has gone with its second'],
    [tenSeconds, '900fff9999f', 0, 4, 'differs: 9.999 s old'],
    [tenSeconds, '900fff10000f', 0, 0, '10 s old'],
    [tenSeconds, 'ssssfff3600000ffff', 11, 11, 'after an hour nothing of the old is left'],
    [{ ...tenSeconds, minimumCalls: 100 }, 'f'.repeat(99), 0, 0, 'the minimum may be as high as one likes'],
  ]);
});

describe('resilience4j’s slowCallRateThreshold is slowCallRate, which', () => {
  const slow = { failureThreshold: Infinity, slowCallRate: 0.5, window: { calls: 10 }, minimumCalls: 4 };
  check([
    [slow, 'SSS', 0, 0, 'three calls are too few'],
    [slow, 'SSss', 4, 4, 'equal to the threshold opens'],
    [slow, 'Ssss', 0, 0, 'a quarter was slow'],
    [slow, 'FFss', 4, 4, 'a slow failure is slow'],
    [slow, 'ffff', 0, 0, 'failures alone are not slow'],
    [slow, 's100s100s100s100', 0, 0, 'time between calls isn’t theirs'],
    [slow, 'hhhh', 0, 4, 'differs: they count while they hang'],
    [slow, 'hhss', 0, 4, 'differs: the two that hang count'],
    [{ ...slow, window: { duration: 5000 } }, 'SS5000ss', 0, 0, 'they have left the window of time'],
  ]);
});

describe('resilience4j’s half-open circuit', () => {
  type Status = CircuitBreakerState['status'];
  /** Three permitted calls at a threshold of 50 %. */
  const cases: readonly [outcomes: string, theirs: Status, ours: Status, because: string][] = [
    ['ss', 'half-open', 'half-open', 'the third is missing'],
    ['sss', 'closed', 'closed', 'all have succeeded'],
    ['fff', 'open', 'open', 'all have failed'],
    ['ssf', 'closed', 'open', 'differs: one failure reopens, theirs is a rate of 33 %'],
    ['sff', 'open', 'open', 'two have failed'],
    ['f', 'half-open', 'open', 'differs: the first failure reopens, theirs waits for all three'],
    ['', 'half-open', 'half-open', 'nothing has ended'],
  ];
  for (const [outcomes, theirs, ours, because] of cases) {
    it(`is ${ours} behind "${outcomes}" of three probes: ${because}`, () => {
      const { breaker, probes } = createHalfOpen();
      [...outcomes].forEach((outcome, at) => (outcome === 's' ? probes[at]?.success() : probes[at]?.failure()));
      expect(breaker.state$.value.status).toBe(ours);
      expect(because.startsWith('differs')).toBe(theirs !== ours);
    });
  }

  it('permits so many at once and refuses the others', () => {
    const { breaker, probes } = createHalfOpen();
    expect([probes.every(Boolean), breaker.tryAcquire()]).toEqual([true, undefined]);
  });

  it('is stuck there behind calls that hang (differs: ours reopens after probeTimeout)', () => {
    const { time, breaker } = createHalfOpen();
    time.advance(500);
    expect(breaker.state$.value.status).toBe('open');
  });

  function createHalfOpen() {
    const time = manualTime();
    const options = { failureThreshold: 1, openDuration: 100, halfOpenCalls: 3, successThreshold: 3, probeTimeout: 500 };
    const breaker = new CircuitBreaker({ ...options, scheduler: time.scheduler });
    breaker.tryAcquire()?.failure();
    time.advance(100);
    return { time, breaker, probes: [breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()] };
  }
});
