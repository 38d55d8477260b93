import '@angular/compiler';
import { computed, createEnvironmentInjector, EnvironmentInjector, NgZone, runInInjectionContext, type Signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { defer, VirtualTimeScheduler } from 'rxjs';
import {
  injectBreaker,
  injectBreakerState,
  injectLimiter,
  injectLimiterState,
  provideBreakwater,
  type BreakwaterOptions,
} from '../../src/angular/index.js';
import {
  CircuitBreaker,
  protect,
  Registry,
  SlidingWindow,
  TokenBucket,
  type CircuitBreakerState,
  type ResiliencePolicy,
} from '../../src/index.js';
import { useProviders } from '../support/angular.js';

function within<T>(options: BreakwaterOptions, work: () => T): T {
  useProviders(provideBreakwater(options));
  return TestBed.runInInjectionContext(work);
}

const bare: ResiliencePolicy = (source) => source;

describe('injectBreaker', () => {
  const orders = new CircuitBreaker({ name: 'orders-breaker' });
  const shared = new CircuitBreaker({ name: 'shared' });
  const options: BreakwaterOptions = {
    policy: protect({ breaker: shared }),
    routes: {
      orders: { url: '/orders', policy: protect({ breaker: orders }) },
      made: { url: '/made', policy: protect({ breaker: {} }) },
      bare: { url: '/bare', policy: bare },
      none: { url: '/none', policy: null },
    },
  };

  it('finds one by its route', () => {
    expect(within(options, () => injectBreaker('orders'))).toBe(orders);
    expect(within(options, () => injectBreaker('made'))).toBeInstanceOf(CircuitBreaker);
  });

  it('finds one by its own name', () => {
    expect(within(options, () => injectBreaker('orders-breaker'))).toBe(orders);
    expect(within(options, () => injectBreaker('shared'))).toBe(shared);
  });

  it('takes the name of a route before that of a breaker', () => {
    const named = {
      policy: protect({ breaker: { name: 'orders' } }),
      routes: { first: { url: '/', policy: protect({ breaker: { name: 'orders' } }) }, ...options.routes },
    };
    expect(within(named, () => injectBreaker('orders'))).toBe(orders);
  });

  it('finds one in a registry, and makes that of an origin', () => {
    const registry = new Registry((name) => new CircuitBreaker({ name }));
    const tenant = registry.get('tenant-7');
    const byKey = { policy: protect({ breaker: registry }) };
    expect(within(byKey, () => injectBreaker('tenant-7'))).toBe(tenant);
    const breaker = within(byKey, () => injectBreaker('https://api.example.com'));
    expect(registry.entries$.value.get('https://api.example.com')).toBe(breaker);
    expect(() => within(byKey, () => injectBreaker('https://api.example.com/orders'))).toThrowError(RangeError, /tenant-7/);
  });

  it('makes that of an origin where the requests of no route are guarded, and finds one wherever it is', () => {
    const [routed, others] = [1, 2].map(() => new Registry((name) => new CircuitBreaker({ name })));
    const two = {
      policy: protect({ breaker: others! }),
      routes: { orders: { url: '/orders', policy: protect({ breaker: routed! }) } },
    };
    const known = routed!.get('https://a.example.com');
    expect(within(two, () => injectBreaker('https://a.example.com'))).toBe(known);
    const made = within(two, () => injectBreaker('https://b.example.com'));
    expect([routed!.has('https://b.example.com'), others!.get('https://b.example.com')]).toEqual([false, made]);
  });

  it('refuses a key that nobody knows, and tells those there are', () => {
    const known = 'Known are orders, made, orders-breaker, circuit-breaker, shared.';
    expect(() => within(options, () => injectBreaker('ordres'))).toThrowError(RangeError, `There is no breaker for "ordres". ${known}`);
    for (const key of ['bare', 'none', '']) expect(() => within(options, () => injectBreaker(key))).toThrowError(RangeError, /Known are/);
    expect(() => within({ policy: bare }, () => injectBreaker('x'))).toThrowError(RangeError, /None of the policies/);
  });
});

describe('injectBreakerState', () => {
  it('is a signal of the state, in time', () => {
    const scheduler = new VirtualTimeScheduler();
    const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, scheduler });
    const state = within({}, () => injectBreakerState(breaker));
    const status = computed(() => state().status);
    expect(status()).toBe('closed');
    breaker.tryAcquire()!.failure();
    expect(status()).toBe('open');
    scheduler.flush();
    expect(status()).toBe('half-open');
    breaker.reset();
    expect(status()).toBe('closed');
  });

  it('takes a key as well', () => {
    const breaker = new CircuitBreaker({ name: 'orders' });
    const hold = breaker.isolate();
    expect(within({ policy: protect({ breaker }) }, () => injectBreakerState('orders'))().status).toBe('isolated');
    hold.unsubscribe();
  });

  it('lets go of the breaker with its injector, timer and all', () => {
    const scheduler = new VirtualTimeScheduler();
    const breaker = new CircuitBreaker({ failureThreshold: 1, scheduler });
    useProviders();
    const part = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const state: Signal<CircuitBreakerState> = runInInjectionContext(part, () => injectBreakerState(breaker));
    breaker.tryAcquire()!.failure();
    expect(scheduler.actions.length).toBe(1);
    part.destroy();
    expect(scheduler.actions.length).toBe(0);
    breaker.reset();
    expect(breaker.idle).toBeTrue();
    expect(state().status).toBe('open');
  });

  it('may change while a computed reads', () => {
    const breaker = new CircuitBreaker({ failureThreshold: 1 });
    const state = within({}, () => injectBreakerState(breaker));
    const reading = computed(() => {
      breaker.tryAcquire()?.failure();
      return state().status;
    });
    expect(reading()).toBe('open');
  });

  it("watches from outside Angular's zone, where a timer holds nothing up", () => {
    const breaker = new CircuitBreaker();
    let isOutside = false;
    const watched: boolean[] = [];
    const state$ = defer(() => {
      watched.push(isOutside);
      return breaker.state$;
    });
    const runOutsideAngular = <T>(work: () => T): T => {
      isOutside = true;
      const made = work();
      isOutside = false;
      return made;
    };
    useProviders({ provide: NgZone, useValue: { runOutsideAngular } });
    TestBed.runInInjectionContext(() => injectBreakerState({ state$ } as unknown as CircuitBreaker));
    expect(watched).toEqual([true]);
  });

  it('takes no second user for a change: what is signalled is the state itself', () => {
    const breaker = new CircuitBreaker();
    const [first, second] = within({}, () => [injectBreakerState(breaker), injectBreakerState(breaker)]);
    expect(first()).toBe(second());
  });
});

describe('injectLimiter', () => {
  const bucket = new TokenBucket({ name: 'bucket', capacity: 2, refillPerSecond: 1 });
  const window = new SlidingWindow({ limit: 2, window: 1000 });

  it('finds one by its route, its own name or its key', () => {
    const registry = new Registry(() => new TokenBucket({ capacity: 2, refillPerSecond: 1 }));
    const options = {
      policy: protect({ limiter: registry }),
      routes: { orders: { url: '/orders', policy: protect({ limiter: bucket }) } },
    };
    expect(within(options, () => injectLimiter('orders'))).toBe(bucket);
    expect(within(options, () => injectLimiter('bucket'))).toBe(bucket);
    expect(within(options, () => injectLimiter('https://api.example.com'))).toBe(registry.get('https://api.example.com'));
    expect(() => within(options, () => injectLimiter('x'))).toThrowError(
      RangeError,
      /There is no limiter for "x"\. Known are orders, bucket/,
    );
  });

  it('tells its state as a signal', () => {
    for (const limiter of [bucket, window]) {
      const state = within({}, () => injectLimiterState(limiter));
      const available = computed(() => state().available);
      expect(available()).toBe(2);
      limiter.tryTake();
      expect(Math.floor(available())).toBe(1);
    }
  });
});
