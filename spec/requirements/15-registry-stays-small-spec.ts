import { AdaptiveLimit, Bulkhead, CircuitBreaker, Registry, RetryBudget, SlidingWindow, TokenBucket } from '../../src/index.js';
import { manualTime } from '../policies/circuit-time.js';

const MILLION = 1_000_000;

describe('15: a million distinct keys, idle again, leave a registry at its maxSize', () => {
  it('of any policy that is idle again after its call', () => {
    const registry = new Registry(() => ({ idle: true }));
    for (let key = 0; key < MILLION; key++) registry.get(`https://${key}.example.com`);
    expect(registry.size).toBe(1000);
  });

  it('of breakers, each used once, which own no timer', () => {
    const time = manualTime();
    const registry = new Registry((name) => new CircuitBreaker({ name, scheduler: time.scheduler }));
    for (let key = 0; key < MILLION; key++) registry.get(`https://${key}.example.com`).tryAcquire()?.success();
    expect([registry.size, time.started]).toEqual([1000, 0]);
  });

  it('of breakers that have all failed once, when openDuration has passed since', () => {
    const time = manualTime();
    const registry = new Registry((name) => new CircuitBreaker({ name, scheduler: time.scheduler, openDuration: 1000 }), { maxSize: 10 });
    for (let key = 0; key < 5000; key++) registry.get(String(key)).tryAcquire()?.failure();
    expect(registry.size).toBe(5000);
    time.advance(1000);
    registry.get('4999');
    expect(registry.size).toBe(10);
  });

  it('of limiters, each full again', () => {
    const time = manualTime();
    const buckets = new Registry(() => new TokenBucket({ capacity: 1, refillPerSecond: 1000, scheduler: time.scheduler }), { maxSize: 10 });
    const windows = new Registry(() => new SlidingWindow({ limit: 1, window: 1, scheduler: time.scheduler }), { maxSize: 10 });
    for (let key = 0; key < 5000; key++) {
      buckets.get(String(key)).tryTake();
      windows.get(String(key)).tryTake();
    }
    expect([buckets.size, windows.size]).toEqual([5000, 5000]);
    time.advance(1);
    buckets.get('4999');
    windows.get('4999');
    expect([buckets.size, windows.size, time.started]).toEqual([10, 10, 0]);
  });

  it('of adaptive limits, bulkheads and retry budgets, each used once, watched by states$ too', () => {
    const time = manualTime();
    const { scheduler } = time;
    const limits = new Registry(() => new AdaptiveLimit({ scheduler }), { maxSize: 10 });
    const seats = new Registry(() => new Bulkhead({ maxConcurrent: 1, scheduler }), { maxSize: 10 });
    const budgets = new Registry(() => new RetryBudget({ ttl: 1000, scheduler }), { maxSize: 10 });
    const watcher = limits.states$.subscribe();
    for (let key = 0; key < 5000; key++) {
      limits.get(String(key)).tryAcquire()?.release();
      seats.get(String(key)).tryAcquire()?.release();
      budgets.get(String(key)).deposit();
    }
    watcher.unsubscribe();
    expect([limits.size, seats.size, budgets.size]).toEqual([10, 10, 5000]);
    time.advance(1000);
    budgets.get('4999');
    expect([budgets.size, time.started]).toEqual([10, 0]);
  });

  it('and those of an hour’s calls by age, whatever maxSize says', () => {
    const time = manualTime();
    const registry = new Registry(() => ({ idle: true }), { maxSize: Infinity, maxAge: 3_600_000, scheduler: time.scheduler });
    for (let key = 0; key < MILLION; key++) registry.get(String(key));
    expect(registry.size).toBe(MILLION);
    time.advance(3_600_000);
    registry.get('new');
    expect([registry.size, time.started]).toEqual([1, 0]);
  });

  describe('and an idle policy owns no timer', () => {
    it('after all that it can go through', () => {
      const time = manualTime();
      const { scheduler } = time;
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 10, scheduler });
      const bucket = new TokenBucket({ capacity: 1, refillPerSecond: 100, scheduler });
      const window = new SlidingWindow({ limit: 1, window: 10, scheduler });
      const watchers = [breaker.state$.subscribe(), bucket.state$.subscribe(), window.state$.subscribe()];
      breaker.tryAcquire()?.failure();
      for (let count = 0; count < 3; count++) {
        bucket.take().subscribe();
        window.take().subscribe();
      }
      expect(time.timers).toBe(3);
      time.advance(10);
      breaker.tryAcquire()?.success();
      time.advance(1000);
      expect(time.timers).toBe(0);
      for (const watcher of watchers) watcher.unsubscribe();
      expect([breaker.idle, bucket.idle, window.idle, time.timers]).toEqual([true, true, true, 0]);
    });

    it('nor does a registry', () => {
      const time = manualTime();
      const registry = new Registry((name) => new CircuitBreaker({ name, scheduler: time.scheduler }), { maxSize: 1 });
      registry.entries$.subscribe();
      for (let key = 0; key < 10; key++) registry.get(String(key));
      expect([registry.size, time.started]).toEqual([1, 0]);
    });
  });

  describe('and never evicted is', () => {
    const { scheduler } = manualTime();

    it('an open, half-open, isolated, bypassed, busy or watched breaker', () => {
      const time = manualTime();
      const registry = new Registry(
        (name) => new CircuitBreaker({ name, failureThreshold: 1, openDuration: 10, scheduler: time.scheduler }),
        {
          maxSize: 1,
        },
      );
      registry.get('half-open').tryAcquire()?.failure();
      time.advance(10);
      registry.get('open').tryAcquire()?.failure();
      registry.get('isolated').isolate();
      registry.get('bypassed').bypass();
      registry.get('busy').tryAcquire();
      registry.get('watched').state$.subscribe();
      registry.get('metered').metrics$.subscribe();
      for (let key = 0; key < 5000; key++) registry.get(String(key));
      expect([...registry.entries$.value.keys()]).toEqual([
        'half-open',
        'open',
        'isolated',
        'bypassed',
        'busy',
        'watched',
        'metered',
        '4999',
      ]);
    });

    it('a half-open breaker, until nobody has probed it for another openDuration', () => {
      const time = manualTime();
      const create = (name: string): CircuitBreaker =>
        new CircuitBreaker({ name, failureThreshold: 1, openDuration: 10, scheduler: time.scheduler });
      const registry = new Registry(create, { maxSize: 1 });
      for (let key = 0; key < 100; key++) registry.get(`dead ${key}`).tryAcquire()?.failure();
      time.advance(19);
      registry.get('early');
      expect(registry.size).toBe(101);
      time.advance(1);
      registry.get('late');
      expect([...registry.entries$.value.keys()]).toEqual(['late']);
    });

    it('a breaker on its way to opening', () => {
      const registry = new Registry((name) => new CircuitBreaker({ name, failureThreshold: 2, scheduler }), { maxSize: 1 });
      registry.get('failing').tryAcquire()?.failure();
      for (let key = 0; key < 5000; key++) registry.get(String(key));
      registry.get('failing').tryAcquire()?.failure();
      expect(registry.get('failing').state$.value.status).toBe('open');
    });

    it('a drained, paused, queued at or watched bucket', () => {
      const registry = new Registry(() => new TokenBucket({ capacity: 1, refillPerSecond: 1, scheduler }), { maxSize: 1 });
      registry.get('drained').tryTake();
      registry.get('paused').pause(1000);
      registry.get('queued').pause(1);
      registry.get('queued').take().subscribe();
      registry.get('watched').state$.subscribe();
      for (let key = 0; key < 5000; key++) registry.get(String(key));
      expect([...registry.entries$.value.keys()]).toEqual(['drained', 'paused', 'queued', 'watched', '4999']);
    });

    it('a bucket or window whose server has told a limit, until its reset', () => {
      const time = manualTime();
      const create = (key: string): TokenBucket | SlidingWindow =>
        key === 'bucket'
          ? new TokenBucket({ capacity: 1, refillPerSecond: 1, scheduler: time.scheduler })
          : new SlidingWindow({ limit: 1, window: 1, scheduler: time.scheduler });
      const registry = new Registry(create, { maxSize: 1 });
      for (const key of ['bucket', 'window']) registry.get(key).heed([{ policy: 'default', remaining: 100, resetAfter: 1000 }]);
      for (let key = 0; key < 5000; key++) registry.get(String(key));
      expect([...registry.entries$.value.keys()]).toEqual(['bucket', 'window', '4999']);
      time.advance(1000);
      registry.get('last');
      expect([...registry.entries$.value.keys()]).toEqual(['last']);
      expect(time.started).toBe(0);
    });

    it('a drained window', () => {
      const registry = new Registry(() => new SlidingWindow({ limit: 1, window: 1000, scheduler }), { maxSize: 1 });
      registry.get('drained').tryTake();
      for (let key = 0; key < 5000; key++) registry.get(String(key));
      expect([...registry.entries$.value.keys()]).toEqual(['drained', '4999']);
    });
  });
});
