import fc from 'fast-check';
import type { Subscription } from 'rxjs';
import { CircuitBreaker, type CircuitBreakerOptions, type CircuitBreakerState, type CircuitPermit } from '../../src/index.js';
import { same } from '../support/check-property.js';
import { manualTime, type ManualTime } from './circuit-time.js';

type Status = CircuitBreakerState['status'];

const OPEN_DURATION = 20;
const PROBE_TIMEOUT = 15;

/** What may follow what; `reset` may close besides. */
const LEGAL: Record<Status, readonly Status[]> = {
  closed: ['open', 'isolated', 'bypassed'],
  open: ['half-open', 'isolated', 'bypassed'],
  'half-open': ['open', 'closed', 'isolated', 'bypassed'],
  isolated: ['closed', 'bypassed'],
  bypassed: ['closed', 'isolated'],
};

interface Call {
  readonly permit: CircuitPermit;
  readonly isProbe: boolean;
  /** In which it was admitted. */
  readonly era: number;
  readonly startedAt: number;
  hasOutcome: boolean;
  hasEnded: boolean;
}

/** What a breaker may be besides, and the state in which it begins. */
const KINDS: readonly CircuitBreakerOptions[] = [
  {},
  { failureRate: 0.5, minimumCalls: 2, window: { calls: 5 } },
  {
    failureRate: 0.4,
    slowCallRate: 0.5,
    slowCallDuration: 8,
    minimumCalls: 3,
    window: { duration: 30 },
    rampUp: { duration: 18, steps: 3 },
  },
  {
    slowCallRate: 0.5,
    slowCallDuration: 8,
    minimumCalls: 2,
    rampUp: { duration: 18, steps: 3 },
    initialState: { status: 'half-open', since: 0, openings: 1 },
  },
  { slowCallRate: 0.5, slowCallDuration: 8, openJitter: 0, initialState: { status: 'open', openedAt: 0, retryAt: 10, openings: 2 } },
];

/** A breaker with everything that a history may do to it, and what it must look like afterwards. */
class History {
  readonly time: ManualTime = manualTime();
  readonly breaker: CircuitBreaker;
  readonly calls: Call[] = [];
  readonly holds: Subscription[] = [];
  readonly watchers: { readonly seen: CircuitBreakerState[]; readonly subscription: Subscription }[] = [];
  halfOpenCalls = 1;
  era = 0;

  constructor(readonly options: CircuitBreakerOptions = {}) {
    this.breaker = new CircuitBreaker({
      failureThreshold: 2,
      openDuration: OPEN_DURATION,
      probeTimeout: PROBE_TIMEOUT,
      scheduler: this.time.scheduler,
      ...options,
    });
  }

  get now(): number {
    return this.time.scheduler.now();
  }

  acquire(): void {
    const isProbe = this.breaker.state$.value.status === 'half-open';
    const running = this.runningProbes();
    const isPromised = this.breaker.canAcquire();
    const permit = this.breaker.tryAcquire();
    same(permit !== undefined, isPromised, 'tryAcquire does what canAcquire says');
    if (isProbe) same(permit !== undefined, running < this.halfOpenCalls, 'a probe is admitted');
    if (permit) this.calls.push({ permit, isProbe, era: this.era, startedAt: this.now, hasOutcome: false, hasEnded: false });
  }

  end(index: number, how: 'success' | 'failure' | 'release' | 'answered'): void {
    const call = this.calls.at(-1 - (index % Math.max(this.calls.length, 1)));
    if (!call) return;
    call.permit[how]();
    if (how !== 'answered') [call.hasOutcome, call.hasEnded] = [true, true];
    else if (call.isProbe && !call.hasEnded) call.hasOutcome = true;
  }

  watch(): void {
    const seen: CircuitBreakerState[] = [];
    this.watchers.push({ seen, subscription: this.breaker.state$.subscribe((state) => seen.push(state)) });
  }

  unwatch(index: number): void {
    const [watcher] = this.watchers.splice(index % Math.max(this.watchers.length, 1), 1);
    watcher?.subscription.unsubscribe();
  }

  runningProbes(): number {
    return this.calls.filter(({ isProbe, era, hasOutcome }) => isProbe && era === this.era && !hasOutcome).length;
  }

  /** Only the oldest probe can time out: with that the circuit opens, and the others come too late. */
  settleTimedOut(): void {
    const oldest = this.calls.find(({ isProbe, era, hasOutcome }) => isProbe && era === this.era && !hasOutcome);
    if (oldest && this.now - oldest.startedAt >= PROBE_TIMEOUT) oldest.hasOutcome = true;
  }

  /** The eras of the model change with the breaker's: at each change of status and at each reset. */
  run(step: Step): void {
    const before = this.breaker.metrics.transitions;
    if (step.type === 'time') this.time.advance(step.ms);
    this.settleTimedOut();
    const due = this.breaker.metrics.transitions;
    if (due !== before) this.era++;
    apply(this, step);
    const after = this.breaker.metrics.transitions;
    if (step.type === 'reset' || after !== due) this.era++;
  }

  check(step: Step): void {
    const { state$, metrics } = this.breaker;
    const { calls, successes, failures, ignored, inFlight } = metrics;
    same(calls, successes + failures + ignored + inFlight, 'calls add up');
    same(inFlight, this.calls.filter(({ hasOutcome }) => !hasOutcome).length, 'in flight');
    for (const { seen } of this.watchers) this.checkSeen(seen, step);
    const isTimed = state$.value.status === 'open' || this.runningProbes() > 0;
    const watches = this.watchers.length > 0 && isTimed ? 1 : 0;
    if (this.options.slowCallRate === undefined) same(this.time.timers, watches, 'timers');
    same(this.time.timers <= watches + inFlight, true, 'timers with slow calls');
    same(
      [metrics.failureRate, metrics.slowRate].every((rate) => rate >= 0 && rate <= 1),
      true,
      'rates are shares',
    );
    same(metrics.slow <= calls, true, 'slow calls are calls');
    const copy = new CircuitBreaker({ scheduler: this.time.scheduler, initialState: this.breaker.toJSON() });
    const { status } = state$.value;
    if (status === 'open' || status === 'half-open' || status === 'closed') same(copy.state$.value.status, status, 'the restored status');
  }

  checkSeen(seen: CircuitBreakerState[], step: Step): void {
    same(seen.at(-1), this.breaker.state$.value, 'the last state seen');
    seen.slice(1).forEach(({ status }, at) => {
      const from = seen[at]?.status ?? 'closed';
      const isReset = step.type === 'reset' && status === 'closed';
      same(isReset || LEGAL[from].includes(status), true, `${from} to ${status}`);
    });
    seen.splice(0, seen.length - 1);
  }

  /** Half-open can't get stuck, nor can anything else. */
  checkAlive(): void {
    for (const hold of this.holds) hold.unsubscribe();
    this.time.advance(OPEN_DURATION + PROBE_TIMEOUT);
    this.time.advance(18);
    same(this.breaker.canAcquire(), true, 'a call is admitted in the end');
    for (const { permit } of this.calls) permit.release();
    same(this.breaker.metrics.inFlight, 0, 'in flight in the end');
    this.breaker.isolate().unsubscribe();
    this.breaker.tryAcquire()?.success();
    same([this.breaker.metrics.slowRate, this.breaker.metrics.failureRate], [0, 0], 'nothing is left over');
    for (const { subscription } of this.watchers) subscription.unsubscribe();
    same(this.time.timers, 0, 'timers in the end');
  }
}

type Step =
  | { readonly type: 'acquire' | 'isolate' | 'bypass' | 'reset' | 'watch' }
  | { readonly type: 'success' | 'failure' | 'release' | 'answered' | 'lift' | 'unwatch'; readonly at: number }
  | { readonly type: 'time'; readonly ms: number }
  | { readonly type: 'update'; readonly halfOpenCalls: number; readonly successThreshold: number };

function apply(history: History, step: Step): void {
  const { breaker, holds } = history;
  switch (step.type) {
    case 'acquire':
      return history.acquire();
    case 'isolate':
    case 'bypass':
      holds.push(breaker[step.type]());
      return;
    case 'reset':
      return breaker.reset();
    case 'watch':
      return history.watch();
    case 'unwatch':
      return history.unwatch(step.at);
    case 'lift':
      return holds[step.at % holds.length]?.unsubscribe();
    case 'update':
      history.halfOpenCalls = step.halfOpenCalls;
      return breaker.update(step);
    case 'time':
      return;
    default:
      return history.end(step.at, step.type);
  }
}

/** Counted from the newest, so that most ends meet a call that runs. */
const at = fc.nat({ max: 4 });
const ending = (type: 'success' | 'failure' | 'release' | 'answered') => fc.record({ type: fc.constant(type), at });
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Step>({ type: 'acquire' }) },
  { weight: 5, arbitrary: ending('failure') },
  { weight: 3, arbitrary: ending('success') },
  { weight: 2, arbitrary: ending('release') },
  { weight: 2, arbitrary: ending('answered') },
  { weight: 5, arbitrary: fc.record({ type: fc.constant('time' as const), ms: fc.nat({ max: 25 }) }) },
  { weight: 2, arbitrary: fc.constant<Step>({ type: 'watch' }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('unwatch' as const), at }) },
  { weight: 1, arbitrary: fc.constantFrom<Step>({ type: 'isolate' }, { type: 'bypass' }, { type: 'reset' }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('lift' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('update' as const),
      halfOpenCalls: fc.integer({ min: 1, max: 3 }),
      successThreshold: fc.integer({ min: 1, max: 3 }),
    }),
  },
);

describe('CircuitBreaker in any history', () => {
  it('goes only where it may, admits no probe too many, adds up, tells all the same, and never wedges', () => {
    const statuses = new Set<Status>();
    fc.assert(
      fc.property(fc.constantFrom(...KINDS), fc.array(anyStep, { minLength: 1, maxLength: 80, size: 'large' }), (options, steps) => {
        const history = new History(options);
        for (const step of steps) {
          history.run(step);
          history.check(step);
          statuses.add(history.breaker.state$.value.status);
        }
        history.checkAlive();
      }),
      { numRuns: 1500 },
    );
    expect(statuses.size).toBe(5);
  });

  it('tells everybody the same order when watchers change it inside next', () => {
    const anyChange = fc.constantFrom('isolate', 'bypass', 'reset', 'fail', 'lift', 'join');
    let most = 0;
    fc.assert(
      fc.property(
        fc.array(anyStep, { maxLength: 30, size: 'large' }),
        fc.array(anyChange, { maxLength: 12, size: 'large' }),
        (steps, given) => {
          const changes = [...given];
          const { breaker, time, holds } = new History();
          const [first, last]: CircuitBreakerState[][] = [[], []];
          const joined: { readonly from: number; readonly seen: CircuitBreakerState[] }[] = [];
          breaker.state$.subscribe((state) => first?.push(state));
          breaker.state$.subscribe(() => {
            const change = changes.pop();
            if (change === 'isolate' || change === 'bypass') holds.push(breaker[change]());
            if (change === 'reset') breaker.reset();
            if (change === 'fail') breaker.tryAcquire()?.failure();
            if (change === 'lift') holds.pop()?.unsubscribe();
            if (change !== 'join') return;
            const seen: CircuitBreakerState[] = [];
            joined.push({ from: (first?.length ?? 0) - 1, seen });
            breaker.state$.subscribe((state) => seen.push(state));
          });
          breaker.state$.subscribe((state) => last?.push(state));
          for (const step of steps) {
            if (step.type === 'time') time.advance(step.ms);
            else if (step.type === 'failure') breaker.tryAcquire()?.failure();
            else if (step.type === 'success') breaker.tryAcquire()?.success();
            else if (step.type === 'isolate' || step.type === 'bypass') holds.push(breaker[step.type]());
            else if (step.type === 'lift') holds[step.at % holds.length]?.unsubscribe();
          }
          const sequence = first ?? [];
          same(sequence.at(-1), breaker.state$.value, 'the last state seen');
          same(last, sequence.slice(-(last?.length ?? 0)), 'the order for a later subscriber');
          for (const { from, seen } of joined) same(seen, sequence.slice(from), 'the order for one who joined inside next');
          most = Math.max(most, joined.length);
        },
      ),
      { numRuns: 500 },
    );
    expect(most).toBeGreaterThan(1);
  });
});
