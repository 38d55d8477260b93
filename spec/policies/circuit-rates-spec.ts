import fc from 'fast-check';
import { CircuitBreaker, type CircuitBreakerOptions, type CircuitPermit } from '../../src/index.js';
import { same } from '../support/check-property.js';
import { manualTime, type ManualTime } from './circuit-time.js';

/** A call as the list of all calls keeps it. */
interface Call {
  readonly permit: CircuitPermit;
  readonly startedAt: number;
  answeredAt?: number;
  isSlow: boolean;
  /** How it ended, and when. */
  end?: { readonly outcome: 'success' | 'failure' | 'release'; readonly at: number };
}

interface Rules {
  readonly failureRate?: number;
  readonly slowCallRate?: number;
  readonly slowCallDuration: number;
  readonly minimumCalls: number;
  readonly window: { calls: number } | { duration: number };
}

/** The naive reference: what a closed breaker has to say, from the list of all calls, in the order of their ends. */
class Reference {
  readonly calls: Call[] = [];
  readonly ended: Call[] = [];

  constructor(readonly rules: Rules) {}

  /** Calls become slow behind the last moment at which they may end. */
  pass(now: number): void {
    for (const call of this.calls) {
      const until = call.answeredAt ?? call.end?.at ?? now;
      if (until - call.startedAt > this.rules.slowCallDuration) call.isSlow = true;
      if (!call.end && call.answeredAt === undefined && now - call.startedAt >= this.rules.slowCallDuration) call.isSlow = true;
    }
  }

  inWindow(now: number): Call[] {
    const counted = this.ended.filter(({ end }) => end?.outcome !== 'release');
    const { window } = this.rules;
    return 'calls' in window ? counted.slice(-window.calls) : counted.filter(({ end }) => now - (end?.at ?? now) < window.duration);
  }

  rates(now: number): { failureRate: number; slowRate: number; calls: number; slowRunning: number } {
    const inside = this.inWindow(now);
    const slowRunning = this.calls.filter(({ isSlow, end }) => isSlow && !end).length;
    const failures = inside.filter(({ end }) => end?.outcome === 'failure').length;
    const slow = inside.filter(({ isSlow }) => isSlow).length + slowRunning;
    const share = (count: number, of: number): number => (of === 0 ? 0 : count / of);
    return {
      calls: inside.length,
      slowRunning,
      failureRate: share(failures, inside.length),
      slowRate: share(slow, inside.length + slowRunning),
    };
  }

  shouldOpen(now: number): boolean {
    const { failureRate, slowCallRate, minimumCalls, window } = this.rules;
    const enough = 'calls' in window ? Math.min(minimumCalls, window.calls) : minimumCalls;
    const rates = this.rates(now);
    const isFailing = failureRate !== undefined && rates.calls >= enough && rates.failureRate >= failureRate;
    const isSlow = slowCallRate !== undefined && rates.calls + rates.slowRunning >= enough && rates.slowRate >= slowCallRate;
    return isFailing || isSlow;
  }
}

const anyRate = fc.constantFrom(undefined, 0.1, 0.25, 0.5, 0.75, 1);
const anyRules: fc.Arbitrary<Rules> = fc.record({
  failureRate: anyRate,
  slowCallRate: anyRate,
  slowCallDuration: fc.integer({ min: 2, max: 12 }),
  minimumCalls: fc.integer({ min: 1, max: 6 }),
  window: fc.oneof(
    fc.integer({ min: 1, max: 9 }).map((calls) => ({ calls })),
    fc.integer({ min: 1, max: 40 }).map((duration) => ({ duration })),
  ),
});
type Step = { readonly type: 'call' } | { readonly type: 'end'; readonly how: 'success' | 'failure' | 'release' | 'answered'; readonly at: number } | { readonly type: 'time'; readonly ms: number }; // prettier-ignore
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Step>({ type: 'call' }) },
  {
    weight: 7,
    arbitrary: fc.record({
      type: fc.constant('end' as const),
      how: fc.constantFrom('success', 'success', 'failure', 'failure', 'release', 'answered'),
      at: fc.nat({ max: 3 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.nat({ max: 7 }) }) },
);

/** Plays a history until it opens; tells whether, and whether with a call that hung. */
function play(rules: Rules, steps: readonly Step[]): 'closed' | 'by an outcome' | 'by a running call' {
  const time: ManualTime = manualTime();
  const now = (): number => time.scheduler.now();
  const limits = {
    ...rules,
    minimumCalls: 'calls' in rules.window ? Math.min(rules.minimumCalls, rules.window.calls) : rules.minimumCalls,
  };
  const options: CircuitBreakerOptions = { failureThreshold: Infinity, openDuration: Infinity, ...limits, scheduler: time.scheduler };
  const breaker = new CircuitBreaker(options);
  const reference = new Reference({ ...rules, ...limits });
  const checkOpen = (what: string): boolean => {
    const isOpen = breaker.state$.value.status === 'open';
    same(isOpen, reference.shouldOpen(now()), `open ${what}`);
    return isOpen;
  };

  for (const step of steps) {
    if (step.type === 'call') {
      const permit = breaker.tryAcquire();
      if (permit) reference.calls.push({ permit, startedAt: now(), isSlow: false });
    } else if (step.type === 'time') {
      for (let passed = 0; passed < step.ms; passed++) {
        time.advance(1);
        const slowBefore = reference.rates(now()).slowRunning;
        if (rules.slowCallRate !== undefined) reference.pass(now());
        const isJudged = reference.rates(now()).slowRunning > slowBefore;
        if (isJudged && checkOpen('by a running call')) return 'by a running call';
      }
    } else {
      const running = reference.calls.filter(({ end }) => !end);
      const call = running.at(-1 - (step.at % Math.max(running.length, 1)));
      if (!call) continue;
      call.permit[step.how]();
      if (step.how === 'answered') {
        call.answeredAt ??= now();
        continue;
      }
      if ((call.answeredAt ?? now()) - call.startedAt > rules.slowCallDuration) call.isSlow = true;
      call.end = { outcome: step.how, at: now() };
      reference.ended.push(call);
      if (step.how !== 'release' && checkOpen('by an outcome')) return 'by an outcome';
    }
    const { failureRate, slowRate } = breaker.metrics;
    const expected = reference.rates(now());
    same([failureRate, slowRate], [expected.failureRate, expected.slowRate], 'rates');
    same(breaker.state$.value.status, 'closed', 'status');
  }
  for (const { permit } of reference.calls) permit.release();
  same(time.timers, 0, 'timers in the end');
  return 'closed';
}

describe('CircuitBreaker’s rates', () => {
  it('agree with a list of all calls over 10,000 random histories: the same rates always, and open at the same outcome', () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(anyRules, fc.array(anyStep, { minLength: 5, maxLength: 60, size: 'large' }), (rules, steps) => {
        // without a rate, a call is found slow at its end only: the reference would have to know that too
        fc.pre(rules.failureRate !== undefined || rules.slowCallRate !== undefined);
        const how = play(rules.slowCallRate === undefined ? { ...rules, slowCallDuration: Infinity } : rules, steps);
        seen[how] = (seen[how] ?? 0) + 1;
      }),
      { numRuns: 10_000 },
    );
    expect(Object.values(seen).every((count) => count > 300)).toBe(true);
    expect(Object.keys(seen).sort()).toEqual(['by a running call', 'by an outcome', 'closed']);
  });

  it('are 0 where there is nothing, and told by metrics without any being set', () => {
    const { scheduler } = manualTime();
    const breaker = new CircuitBreaker({ scheduler });
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ failureRate: 0, slowRate: 0, slow: 0 }));
    breaker.tryAcquire()?.failure();
    breaker.tryAcquire()?.success();
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ failureRate: 0.5, slowRate: 0 }));
  });

  it('take over from failureThreshold, which rows no longer reach', () => {
    const { scheduler } = manualTime();
    const breaker = new CircuitBreaker({ failureThreshold: 2, failureRate: 0.5, scheduler });
    for (let call = 0; call < 9; call++) breaker.tryAcquire()?.failure();
    expect(breaker.state$.value.status).toBe('closed');
    breaker.tryAcquire()?.failure();
    expect(breaker.state$.value.status).toBe('open');
  });

  it('of slow calls stand beside failureThreshold, which still opens', () => {
    const { scheduler } = manualTime();
    const breaker = new CircuitBreaker({ failureThreshold: 2, slowCallRate: 0.5, slowCallDuration: 10, scheduler });
    for (let call = 0; call < 2; call++) breaker.tryAcquire()?.failure();
    expect(breaker.state$.value.status).toBe('open');
  });

  it('never open with infinite minimumCalls over time', () => {
    const { scheduler } = manualTime();
    const breaker = new CircuitBreaker({ failureRate: 0.01, window: { duration: 1000 }, minimumCalls: Infinity, scheduler });
    for (let call = 0; call < 5000; call++) breaker.tryAcquire()?.failure();
    expect(breaker.state$.value.status).toBe('closed');
  });

  it('begin empty when probes have closed it', () => {
    const time = manualTime();
    const breaker = new CircuitBreaker({ failureRate: 0.5, minimumCalls: 2, openDuration: 10, scheduler: time.scheduler });
    for (let call = 0; call < 2; call++) breaker.tryAcquire()?.failure();
    time.advance(10);
    breaker.tryAcquire()?.success();
    expect(breaker.metrics.failureRate).toBe(0);
    breaker.tryAcquire()?.failure();
    expect(breaker.state$.value.status).toBe('closed');
  });
});
