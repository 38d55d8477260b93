import { CircuitBreaker, type CircuitBreakerOptions } from '../../src/index.js';
import { manualTime } from '../policies/circuit-time.js';

function create(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({
    failureRate: 0.5,
    slowCallRate: 0.5,
    slowCallDuration: 10,
    minimumCalls: 4,
    window: { duration: 1000 },
    scheduler: time.scheduler,
    ...options,
  });
  const end = (how: 'success' | 'failure', count = 1): void => {
    for (let call = 0; call < count; call++) breaker.tryAcquire()?.[how]();
  };
  return { time, breaker, end, status: () => breaker.state$.value.status };
}

describe('19: statistics older than the window are gone before the next call is judged', () => {
  const idleTimes: readonly [idle: number, status: 'closed' | 'open'][] = [
    [0, 'open'],
    [999, 'open'],
    [1000, 'closed'],
    [1001, 'closed'],
    [3_600_000, 'closed'],
    [1e12, 'closed'],
  ];
  for (const [idle, expected] of idleTimes) {
    it(`so that three failures and another ${idle} ms later leave it ${expected}`, () => {
      const { time, end, status } = create();
      end('failure', 3);
      time.advance(idle);
      end('failure');
      expect(status()).toBe(expected);
    });

    it(`so that three slow calls and another ${idle} ms later leave it ${expected}`, () => {
      const { time, breaker, status } = create();
      const endSlowly = (count: number): void => {
        const permits = Array.from({ length: count }, () => breaker.tryAcquire());
        time.jump(11);
        for (const permit of permits) permit?.success();
      };
      endSlowly(3);
      time.advance(Math.max(idle - 11, 0));
      endSlowly(1);
      expect(status()).toBe(expected);
    });
  }

  it('and an old success helps no failing service any more', () => {
    const { time, end, status } = create();
    end('success', 50);
    time.advance(999);
    end('failure', 4);
    expect(status()).toBe('closed');
    time.advance(1);
    end('failure');
    expect(status()).toBe('open');
  });

  it('and each leaves when it is as old as the window, not all at once', () => {
    const { time, breaker, end } = create({ failureRate: 1, minimumCalls: 100 });
    for (let at = 0; at < 10; at++) {
      end(at < 5 ? 'failure' : 'success');
      time.advance(100);
    }
    const rates = Array.from({ length: 10 }, () => {
      const { failureRate } = breaker.metrics;
      time.advance(100);
      return failureRate;
    });
    expect(rates).toEqual([4 / 9, 3 / 8, 2 / 7, 1 / 6, 0, 0, 0, 0, 0, 0]);
  });

  it('and metrics tell so without a call, and without a timer', () => {
    const { time, breaker, end } = create({ slowCallRate: undefined });
    end('failure', 3);
    time.advance(1000);
    expect([breaker.metrics.failureRate, breaker.idle, time.started]).toEqual([0, false, 0]);
    time.advance(30_000);
    expect(breaker.idle).toBe(true);
  });

  it('and a window that gets shorter drops what is too old for it', () => {
    const { time, breaker, end, status } = create();
    end('failure', 3);
    time.advance(200);
    breaker.update({ window: { duration: 100 } });
    end('failure');
    expect([status(), breaker.metrics.failureRate]).toEqual(['closed', 1]);
  });

  it('and a hundred thousand outcomes later as well', () => {
    const { time, breaker, end } = create({ failureRate: 1, minimumCalls: 1e9, slowCallRate: undefined });
    for (let at = 0; at < 2000; at++) {
      end('failure', 50);
      time.advance(1);
    }
    expect(breaker.metrics.failureRate).toBe(1);
    time.advance(1000);
    expect(breaker.metrics.failureRate).toBe(0);
  });
});
