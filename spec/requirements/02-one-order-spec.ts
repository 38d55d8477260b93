import {
  AdaptiveLimit,
  Bulkhead,
  CircuitBreaker,
  Registry,
  RetryBudget,
  SlidingWindow,
  TokenBucket,
  type CircuitBreakerState,
} from '../../src/index.js';
import { manualTime } from '../policies/circuit-time.js';

type Status = CircuitBreakerState['status'];
type Change = (breaker: CircuitBreaker) => void;

describe('2: a subscriber that changes the policy inside next changes nobody’s order', () => {
  const table: readonly [name: string, begin: Change, change: Change, at: number, statuses: Status[]][] = [
    ['isolate()', fail, isolate, 1, ['closed', 'open', 'isolated']],
    ['bypass()', fail, (breaker) => void breaker.bypass(), 1, ['closed', 'open', 'bypassed']],
    ['reset()', fail, (breaker) => breaker.reset(), 1, ['closed', 'open', 'closed']],
    ['isolate() for a moment', fail, isolateShortly, 1, ['closed', 'open', 'isolated', 'closed']],
    ['a failed call', isolateShortly, fail, 2, ['closed', 'isolated', 'closed', 'open']],
    [
      'two changes at once',
      isolateShortly,
      (breaker) => [fail, isolate].forEach((act) => act(breaker)),
      2,
      ['closed', 'isolated', 'closed', 'open', 'isolated'],
    ],
  ];

  for (const [name, begin, change, at, statuses] of table) {
    it(`by ${name}: all see the same sequence, which ends on value`, () => {
      const breaker = new CircuitBreaker({ failureThreshold: 1 });
      const [before, changing, after]: [Status[], Status[], Status[]] = [[], [], []];
      breaker.state$.subscribe(({ status }) => before.push(status));
      breaker.state$.subscribe(({ status }) => {
        if (changing.length === at) change(breaker);
        changing.push(status);
      });
      breaker.state$.subscribe(({ status }) => after.push(status));
      begin(breaker);
      expect([before, changing, after]).toEqual([statuses, statuses, statuses]);
      expect(breaker.state$.value.status).toBe(statuses.at(-1) ?? 'closed');
    });
  }

  const acts: Record<string, Change> = {
    'isolate()': isolate,
    'reset()': (breaker) => breaker.reset(),
    'update()': (breaker) => breaker.update({ window: { duration: 5 }, slowCallDuration: 1 }),
    'a call': (breaker) => void breaker.tryAcquire(),
  };
  for (const [name, act] of Object.entries(acts)) {
    it(`by ${name} while a slow call opens it and a probe ramps it up`, () => {
      const time = manualTime();
      const breaker = new CircuitBreaker({
        slowCallRate: 0.5,
        slowCallDuration: 10,
        minimumCalls: 1,
        openDuration: 20,
        rampUp: { duration: 30, steps: 2 },
        scheduler: time.scheduler,
      });
      const [before, after]: [Status[], Status[]] = [[], []];
      breaker.state$.subscribe(({ status }) => before.push(status));
      breaker.state$.subscribe(({ status }) => {
        if (status !== 'closed' && before.length < 6) act(breaker);
      });
      breaker.state$.subscribe(({ status }) => after.push(status));
      breaker.tryAcquire();
      time.advance(10);
      time.advance(20);
      breaker.tryAcquire()?.success();
      expect(before).toEqual(after);
      expect(before.slice(0, 2)).toEqual(['closed', 'open']);
      expect(breaker.state$.value.status).toBe(before.at(-1) ?? 'closed');
    });
  }

  it('not even inside its first state', () => {
    const breaker = new CircuitBreaker();
    const [before, changing]: Status[][] = [[], []];
    breaker.state$.subscribe(({ status }) => before?.push(status));
    breaker.state$.subscribe(({ status }) => {
      if (status === 'closed') breaker.isolate();
      changing?.push(status);
    });
    expect([before, changing, breaker.state$.value.status]).toEqual([['closed', 'isolated'], ['closed', 'isolated'], 'isolated']);
  });

  it('and value is current inside next', () => {
    const breaker = new CircuitBreaker({ failureThreshold: 1 });
    const values: [Status, Status][] = [];
    breaker.state$.subscribe(({ status }) => {
      if (status === 'open') breaker.reset();
    });
    breaker.state$.subscribe(({ status }) => values.push([status, breaker.state$.value.status]));
    fail(breaker);
    expect(values).toEqual([
      ['closed', 'closed'],
      ['open', 'closed'],
      ['closed', 'closed'],
    ]);
  });

  it('and one who joins meanwhile sees each queued state once', () => {
    const breaker = new CircuitBreaker({ failureThreshold: 1 });
    const late: Status[] = [];
    breaker.state$.subscribe(({ status }) => {
      if (status !== 'open') return;
      breaker.isolate().unsubscribe();
      breaker.state$.subscribe((state) => late.push(state.status));
    });
    fail(breaker);
    expect(late).toEqual(['open', 'isolated', 'closed']);
  });

  it('nor does it with a limiter', () => {
    const bucket = new TokenBucket({ capacity: 3, refillPerSecond: 1e-6 });
    const [before, after]: number[][] = [[], []];
    bucket.state$.subscribe(({ available }) => before?.push(Math.round(available)));
    bucket.state$.subscribe(({ available }) => {
      if (Math.round(available) > 1) bucket.tryTake();
    });
    bucket.state$.subscribe(({ available }) => after?.push(Math.round(available)));
    bucket.tryTake();
    expect([before, after, Math.round(bucket.state$.value.available)]).toEqual([[3, 2, 1, 0], [1, 0], 0]);
  });

  const window = new SlidingWindow({ limit: 3, window: 1e9 });
  const seats = new Bulkhead({ maxConcurrent: 3 });
  const adaptive = new AdaptiveLimit({ initial: 3 });
  const budget = new RetryBudget();
  const registry = new Registry((name) => new CircuitBreaker({ name }));
  const others: readonly [
    name: string,
    state$: { subscribe(next: (state: object) => void): unknown; readonly value: object },
    act: () => void,
  ][] = [
    ['a window', window.state$, () => void window.tryTake()],
    ['a bulkhead', seats.state$, () => void seats.tryAcquire()],
    ['an adaptive limit', adaptive.state$, () => void adaptive.tryAcquire()],
    ['a retry budget', budget.state$, () => (budget.deposit(), void budget.tryWithdraw())],
    ['the states of a registry', registry.states$, () => void registry.get(String(registry.size))],
    ['the entries of a registry', registry.entries$, () => registry.delete('0') || void registry.get('a').isolate()],
  ];
  for (const [name, state$, act] of others) {
    it(`nor does it with ${name}`, () => {
      const [before, after]: [unknown[], unknown[]] = [[], []];
      let acts = 0;
      state$.subscribe((state) => before.push(state));
      state$.subscribe(() => {
        if (before.length > 1 && acts++ < 2) act();
      });
      state$.subscribe((state) => after.push(state));
      act();
      expect(before.length).toBeGreaterThan(2);
      expect(before).toEqual(after.length === before.length ? after : [before[0], ...after]);
      expect(before.at(-1)).toEqual(state$.value);
    });
  }
});

function fail(breaker: CircuitBreaker): void {
  breaker.tryAcquire()?.failure();
}

function isolate(breaker: CircuitBreaker): void {
  breaker.isolate();
}

function isolateShortly(breaker: CircuitBreaker): void {
  breaker.isolate().unsubscribe();
}
