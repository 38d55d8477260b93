import type { Observable } from 'rxjs';
import { CircuitBreaker, type CircuitBreakerOptions, type CircuitPermit } from '../../src/index.js';
import { manualTime } from './circuit-time.js';

/** A breaker that opens when half of at least two calls take longer than 100 ms. */
function create(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({
    failureThreshold: Infinity,
    slowCallRate: 0.5,
    slowCallDuration: 100,
    minimumCalls: 2,
    openDuration: 1000,
    scheduler: time.scheduler,
    ...options,
  });
  return { time, breaker, status: () => breaker.state$.value.status };
}

function acquire(breaker: CircuitBreaker): CircuitPermit {
  const permit = breaker.tryAcquire();
  if (!permit) throw new Error('The breaker admits nothing.');
  return permit;
}

describe('CircuitBreaker’s slow calls', () => {
  it('open it at exactly slowCallDuration after they began, though nothing has ended', () => {
    for (const isWatched of [false, true]) {
      const { time, breaker } = create();
      if (isWatched) breaker.state$.subscribe();
      acquire(breaker);
      time.advance(30);
      acquire(breaker);
      time.advance(99);
      expect([breaker.state$.value.status, breaker.metrics.slow, breaker.metrics.slowRate]).toEqual(['closed', 1, 1]);
      time.advance(1);
      expect(breaker.state$.value).toEqual({ status: 'open', openedAt: 130, retryAt: 1130, openings: 1, error: undefined });
      expect(breaker.metrics).toEqual(jasmine.objectContaining({ calls: 2, slow: 2, inFlight: 2, successes: 0, failures: 0 }));
    }
  });

  type End = (permit: CircuitPermit) => void;
  const ends: Record<string, End> = {
    success: (permit) => permit.success(),
    failure: (permit) => permit.failure(),
    release: (permit) => permit.release(),
    answered: (permit) => permit.answered(),
  };
  for (const [name, end] of Object.entries(ends)) {
    it(`aren’t slow that end by ${name} before that, or in that very frame, and leave no timer`, () => {
      for (const wait of [0, 99, 100]) {
        const { time, breaker, status } = create({ minimumCalls: 1, slowCallRate: 0.01 });
        const permit = acquire(breaker);
        expect(time.timers).toBe(1);
        time.scheduler.schedule(() => end(permit), wait);
        time.advance(wait);
        expect([time.timers, status(), breaker.metrics.slow]).toEqual([0, 'closed', 0]);
        time.advance(1000);
        permit.success();
        expect([status(), breaker.metrics.slow]).toEqual(['closed', 0]);
      }
    });

    it(`are slow that end by ${name} a millisecond later, and are counted once`, () => {
      const { time, breaker } = create({ minimumCalls: 10 });
      const permit = acquire(breaker);
      time.advance(101);
      end(permit);
      permit.success();
      expect([time.timers, breaker.metrics.slow]).toEqual([0, 1]);
      expect(breaker.metrics.slowRate).toBe(name === 'release' ? 0 : 1);
    });
  }

  it('stay in the rate until they end, and then with their outcome', () => {
    const { time, breaker } = create({ minimumCalls: 10 });
    const permits = [acquire(breaker), acquire(breaker), acquire(breaker)];
    time.advance(101);
    acquire(breaker).success();
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 3, slowRate: 3 / 4, failureRate: 0 }));
    permits[0]?.failure();
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 3, slowRate: 3 / 4, failureRate: 1 / 2 }));
    permits[1]?.success();
    permits[1]?.failure();
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 3, slowRate: 3 / 4, failureRate: 1 / 3 }));
  });

  it('leave the rate when they are cancelled', () => {
    const { time, breaker, status } = create({ minimumCalls: 3 });
    const [first, second] = [acquire(breaker), acquire(breaker)];
    time.advance(101);
    first.release();
    second.release();
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 2, slowRate: 0, ignored: 2, inFlight: 0 }));
    for (let call = 0; call < 9; call++) acquire(breaker).success();
    expect(status()).toBe('closed');
  });

  it('that have begun to answer in time stay fast, however long their stream goes on', () => {
    const { time, breaker, status } = create({ minimumCalls: 1 });
    const stream = acquire(breaker);
    time.advance(50);
    stream.answered();
    time.advance(100_000);
    stream.success();
    expect([status(), breaker.metrics.slow, breaker.metrics.slowRate]).toEqual(['closed', 0, 0]);
  });

  it('open it at a success too, when that brings the calls to minimumCalls', () => {
    const { time, breaker, status } = create({ minimumCalls: 3 });
    acquire(breaker);
    const slow = acquire(breaker);
    time.advance(101);
    slow.success();
    expect(status()).toBe('closed');
    acquire(breaker).success();
    expect(status()).toBe('open');
  });

  it('come too late behind an opening, a reset and a hold: they change the rate of nobody', () => {
    const moves: readonly ((breaker: CircuitBreaker) => void)[] = [
      (breaker) => breaker.reset(),
      (breaker) => breaker.isolate().unsubscribe(),
      (breaker) => breaker.bypass().unsubscribe(),
    ];
    for (const move of moves) {
      for (const isSlowBefore of [true, false]) {
        const { time, breaker, status } = create({ minimumCalls: 3 });
        const late = [acquire(breaker), acquire(breaker)];
        if (isSlowBefore) time.advance(101);
        move(breaker);
        time.advance(200);
        expect(breaker.metrics.slowRate).toBe(0);
        acquire(breaker).success();
        for (const permit of late) permit.success();
        acquire(breaker).success();
        acquire(breaker).success();
        expect([status(), breaker.metrics.slowRate, breaker.metrics.inFlight, time.timers]).toEqual(['closed', 0, 0, 0]);
      }
    }
  });

  it('end neither above nor below nothing in the count of those that run', () => {
    const { time, breaker } = create({ minimumCalls: 100, window: { duration: 10 } });
    for (let round = 0; round < 5; round++) {
      const permits = [acquire(breaker), acquire(breaker), acquire(breaker)];
      time.advance(101);
      expect(breaker.metrics.slowRate).toBe(1);
      breaker.update({ window: round % 2 ? { duration: 10 + round } : { calls: 200 } });
      permits[0]?.answered();
      for (const permit of permits) permit[round % 2 ? 'release' : 'success']();
      if (round === 3) breaker.reset();
      time.advance(50);
    }
    breaker.update({ window: { duration: 5 } });
    time.advance(50);
    expect(breaker.metrics.slowRate).toBe(0);
    acquire(breaker).success();
    expect(breaker.metrics.slowRate).toBe(0);
  });

  describe('without slowCallRate', () => {
    it('own no timer, are counted at their end, and open nothing', () => {
      const { time, breaker, status } = create({ slowCallRate: undefined });
      const [slow, fast, answered] = [acquire(breaker), acquire(breaker), acquire(breaker)];
      time.advance(100);
      fast.success();
      time.advance(1);
      slow.success();
      answered.answered();
      expect([time.started, breaker.metrics.slow, breaker.metrics.slowRate, status()]).toEqual([0, 2, 2 / 3, 'closed']);
    });

    it('and without slowCallDuration none is slow', () => {
      const { time, breaker } = create({ slowCallRate: undefined, slowCallDuration: undefined });
      const permit = acquire(breaker);
      time.advance(1e9);
      permit.success();
      expect(breaker.metrics.slow).toBe(0);
    });
  });

  it('are also found at their end, where a timer was late: the clock decides', () => {
    const { time, breaker, status } = create({ minimumCalls: 1 });
    const permit = acquire(breaker);
    time.jump(101);
    permit.success();
    expect([status(), breaker.metrics.slow, time.timers]).toEqual(['open', 1, 0]);
  });

  it('are also found at their first value, where a timer was late, and stay slow', () => {
    const { time, breaker, status } = create({ minimumCalls: 1 });
    const permit = acquire(breaker);
    time.jump(101);
    permit.answered();
    expect([status(), breaker.metrics.slow]).toEqual(['open', 1]);
    permit.success();
    expect([breaker.metrics.slow, breaker.metrics.ignored]).toEqual([1, 1]);
  });

  it('are no slower by a clock that is set back', () => {
    const { time, breaker } = create({ slowCallRate: undefined });
    const permit = acquire(breaker);
    time.advance(50);
    time.jump(-3_600_000);
    time.advance(50);
    permit.success();
    expect(breaker.metrics.slow).toBe(0);
  });

  it('as probes say nothing else than their outcome: one that answers slowly closes', () => {
    const { time, breaker, status } = create({ minimumCalls: 1, failureThreshold: 1, probeTimeout: 500 });
    acquire(breaker).failure();
    time.advance(1000);
    const probe = acquire(breaker);
    time.advance(200);
    expect([status(), breaker.metrics.slow, breaker.metrics.slowRate]).toEqual(['half-open', 1, 1]);
    probe.answered();
    expect([status(), breaker.metrics.slowRate, time.timers]).toEqual(['closed', 0, 0]);
    probe.success();
    acquire(breaker).success();
    expect([status(), breaker.metrics.slowRate]).toEqual(['closed', 0]);
  });

  it('that time out as probes in the frame in which they become slow leave nothing in the rate', () => {
    const { time, breaker, status } = create({ minimumCalls: 1, failureThreshold: 1, probeTimeout: 100, openDuration: 50 });
    breaker.state$.subscribe();
    acquire(breaker).failure();
    time.advance(50);
    const probe = acquire(breaker);
    time.advance(100);
    expect(status()).toBe('open');
    time.advance(50);
    probe.success();
    acquire(breaker).success();
    expect([status(), breaker.metrics.slowRate, breaker.metrics.inFlight]).toEqual(['closed', 0, 0]);
  });

  it('are counted once where somebody ends them who hears, just then, of a change that was due', () => {
    const { time, breaker } = create({ minimumCalls: 100, failureThreshold: 1, openDuration: 150 });
    const slow = acquire(breaker);
    acquire(breaker).failure();
    breaker.state$.subscribe(({ status }) => {
      if (status === 'half-open') slow.release();
    });
    time.advance(50);
    time.jump(50); // half-open is due at the frame in which the call becomes slow, and its timer isn't
    time.advance(50);
    expect(breaker.metrics).toEqual(jasmine.objectContaining({ slow: 1, inFlight: 0 }));
  });

  it('are counted under a bypass, and open nothing there', () => {
    const { time, breaker, status } = create({ minimumCalls: 1 });
    const bypass = breaker.bypass();
    acquire(breaker);
    time.advance(101);
    expect([status(), breaker.metrics.slow, breaker.metrics.slowRate]).toEqual(['bypassed', 1, 1]);
    bypass.unsubscribe();
    expect([status(), breaker.metrics.slowRate]).toEqual(['closed', 0]);
  });

  describe('follow an update', () => {
    it('of slowCallDuration with the next call: those that run keep the one they began with', () => {
      for (const slowCallDuration of [10, 500]) {
        const { time, breaker } = create({ minimumCalls: 100 });
        const [ends, runs] = [acquire(breaker), acquire(breaker)];
        breaker.update({ slowCallDuration });
        time.advance(50);
        ends.success();
        expect(breaker.metrics.slow).toBe(0);
        time.advance(51);
        expect(breaker.metrics.slow).toBe(1);
        runs.release();
        const next = acquire(breaker);
        time.advance(slowCallDuration + 1);
        expect(breaker.metrics.slow).toBe(2);
        next.release();
        expect(time.timers).toBe(0);
      }
    });

    it('of slowCallRate at the next change', () => {
      const { time, breaker, status } = create({ slowCallRate: 1 });
      acquire(breaker).success();
      acquire(breaker);
      time.advance(101);
      breaker.update({ slowCallRate: 0.5 });
      expect(status()).toBe('closed');
      acquire(breaker);
      time.advance(101);
      expect(status()).toBe('open');
    });

    it('that brings slowCallRate: calls that run are judged at their end, the next while they run', () => {
      const { time, breaker, status } = create({ slowCallRate: undefined, minimumCalls: 1 });
      acquire(breaker);
      breaker.update({ slowCallRate: 1 });
      time.advance(500);
      expect(status()).toBe('closed');
      acquire(breaker);
      time.advance(101);
      expect(status()).toBe('open');
    });
  });

  describe('while somebody acts inside next', () => {
    const acts: Record<string, (breaker: CircuitBreaker, permits: CircuitPermit[]) => void> = {
      'calls again': (breaker) => void breaker.tryAcquire(),
      isolates: (breaker) => void breaker.isolate(),
      resets: (breaker) => breaker.reset(),
      updates: (breaker) => breaker.update({ window: { duration: 50 }, slowCallRate: 1 }),
      'cancels all': (_, permits) => permits.forEach((permit) => permit.release()),
      'ends all': (_, permits) => permits.forEach((permit) => permit.success()),
      'fails all': (_, permits) => permits.forEach((permit) => permit.failure()),
    };
    for (const [name, act] of Object.entries(acts)) {
      for (const stream of ['state$', 'metrics$'] as const) {
        it(`and ${name} at ${stream}, nothing is counted twice or left over`, () => {
          const { time, breaker } = create();
          const permits = [acquire(breaker), acquire(breaker)];
          let hasActed = false;
          const seen: number[] = [];
          const watched: Observable<unknown> = breaker[stream];
          watched.subscribe(() => {
            const isDue = stream === 'state$' ? breaker.metrics.transitions > 0 : breaker.metrics.slow > 1;
            if (hasActed || !isDue) return;
            hasActed = true;
            act(breaker, permits);
            seen.push(breaker.metrics.calls);
          });
          time.advance(101);
          expect([hasActed, seen.length]).toEqual([true, 1]);
          for (const permit of permits) permit.success();
          const { calls, successes, failures, ignored, inFlight } = breaker.metrics;
          expect(calls).toBe(successes + failures + ignored + inFlight);
          breaker.reset();
          breaker.update({ minimumCalls: 1000, window: { duration: 1e6 } });
          breaker.bypass();
          breaker.tryAcquire()?.success();
          expect(breaker.metrics.slowRate).toBe(0);
          time.advance(101);
          expect(breaker.metrics.slowRate).toBe(0);
        });
      }
    }
  });

  it('work with a duration shorter than a frame', () => {
    const { time, breaker, status } = create({ slowCallDuration: 0.25, minimumCalls: 1 });
    acquire(breaker).success();
    expect(status()).toBe('closed');
    acquire(breaker);
    time.advance(1);
    expect([status(), breaker.metrics.slow]).toEqual(['open', 1]);
  });

  it('wait longer than a platform timer can', () => {
    const month = 30 * 24 * 3_600_000;
    const { time, breaker, status } = create({ slowCallDuration: month, minimumCalls: 1 });
    acquire(breaker);
    time.advance(month - 1);
    expect(status()).toBe('closed');
    time.advance(1);
    expect(status()).toBe('open');
  });

  it('open it though openDuration throws: that goes out of a timer', () => {
    const fault = new TypeError('not today');
    const { time, breaker, status } = create({
      minimumCalls: 1,
      openDuration: () => {
        throw fault;
      },
    });
    acquire(breaker);
    expect(() => time.advance(100)).toThrow(fault);
    expect(status()).toBe('open');
    expect(breaker.state$.value).toEqual(jasmine.objectContaining({ openedAt: 100, retryAt: 30_100 }));
  });
});
