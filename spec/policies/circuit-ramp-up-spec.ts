import { CircuitBreaker, type CircuitBreakerOptions } from '../../src/index.js';
import { manualTime } from './circuit-time.js';

/** A breaker that a probe has just closed, at 100: a quarter, a half and three quarters of the calls for 100 ms each. */
function createRamping(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({
    failureThreshold: 1,
    openDuration: 100,
    rampUp: { duration: 300, steps: 3 },
    scheduler: time.scheduler,
    ...options,
  });
  breaker.tryAcquire()?.failure();
  time.advance(100);
  breaker.tryAcquire()?.success();
  return { time, breaker };
}

/** `A`dmitted, or `r`efused; canAcquire has to say the same. */
function call(breaker: CircuitBreaker): string {
  const isPromised = breaker.canAcquire();
  const permit = breaker.tryAcquire();
  permit?.success();
  return isPromised === (permit !== undefined) ? (permit ? 'A' : 'r') : '?';
}

const calls = (breaker: CircuitBreaker, count: number): string => Array.from({ length: count }, () => call(breaker)).join('');

describe('CircuitBreaker’s rampUp', () => {
  it('admits a growing share of the calls, exactly, and all behind it', () => {
    const { time, breaker } = createRamping();
    const seen = [calls(breaker, 8)];
    for (let step = 0; step < 3; step++) {
      time.advance(100);
      seen.push(calls(breaker, 8));
    }
    expect(seen).toEqual(['ArrrArrr', 'ArArArAr', 'ArAAArAA', 'AAAAAAAA']);
    expect(breaker.state$.value.status).toBe('closed');
    expect(breaker.metrics.refused).toBe(12);
  });

  it('is closed meanwhile, and tells nobody of another status', () => {
    const { time, breaker } = createRamping();
    const seen: string[] = [];
    breaker.state$.subscribe(({ status }) => seen.push(status));
    calls(breaker, 5);
    time.advance(1000);
    expect([seen, time.timers]).toEqual([['closed'], 0]);
  });

  it('refuses until the next step, and keeps the promise', () => {
    const { time, breaker } = createRamping();
    time.advance(30);
    expect(calls(breaker, 2)).toBe('Ar');
    const wait = breaker.refusal().retryAfter ?? NaN;
    expect(wait).toBe(70);
    time.advance(wait);
    expect(calls(breaker, 1)).toBe('A');
  });

  it('tells whole milliseconds, also where its steps are no such', () => {
    const { time, breaker } = createRamping({ rampUp: { duration: 100, steps: 3 } });
    calls(breaker, 2);
    expect(breaker.refusal().retryAfter).toBe(34);
    time.advance(34);
    expect(calls(breaker, 1)).toBe('A');
  });

  it('counts what refuse() refuses towards its share, as if it had asked', () => {
    const { breaker } = createRamping();
    expect(call(breaker)).toBe('A');
    for (let count = 0; count < 3; count++) {
      expect(breaker.canAcquire()).toBe(false);
      expect(breaker.refuse().retryAfter).toBe(100);
    }
    expect(call(breaker)).toBe('A');
  });

  it('lets a call back in that was given back, as it does any other', () => {
    const { breaker } = createRamping();
    breaker.tryAcquire()?.release();
    expect(calls(breaker, 4)).toBe('rrrA');
  });

  it('begins when successThreshold probes have closed it, by a first value too', () => {
    const { time, breaker } = createRamping({ successThreshold: 2 });
    breaker.tryAcquire()?.answered();
    expect([breaker.state$.value.status, calls(breaker, 5)]).toEqual(['closed', 'ArrrA']);
    time.advance(300);
    expect(calls(breaker, 5)).toBe('AAAAA');
  });

  const withoutRamp: readonly [what: string, move: (breaker: CircuitBreaker) => void][] = [
    ['reset()', (breaker) => breaker.reset()],
    ['an isolation that has ended', (breaker) => breaker.isolate().unsubscribe()],
    ['a bypass that has ended', (breaker) => breaker.bypass().unsubscribe()],
    ['a bypass', (breaker) => void breaker.bypass()],
  ];
  for (const [what, move] of withoutRamp) {
    it(`is ended by ${what}`, () => {
      const { breaker } = createRamping();
      calls(breaker, 2);
      move(breaker);
      expect(calls(breaker, 6)).toBe('AAAAAA');
    });

    it(`doesn’t begin with ${what} of an open circuit`, () => {
      const { breaker } = createRamping();
      breaker.tryAcquire()?.failure();
      expect(breaker.state$.value.status).toBe('open');
      move(breaker);
      expect(calls(breaker, 6)).toBe('AAAAAA');
    });
  }

  it('isn’t there at the start, nor in a restored closed circuit', () => {
    const rampUp = { duration: 300, steps: 3 };
    expect(calls(new CircuitBreaker({ rampUp }), 4)).toBe('AAAA');
    expect(calls(new CircuitBreaker({ rampUp, initialState: { status: 'closed' } }), 4)).toBe('AAAA');
  });

  it('begins in a restored circuit that is probed', () => {
    const time = manualTime();
    const rampUp = { duration: 300, steps: 3 };
    const breaker = new CircuitBreaker({ rampUp, initialState: { status: 'half-open', since: 0, openings: 1 }, scheduler: time.scheduler });
    expect(calls(breaker, 5)).toBe('AArrr');
  });

  it('is ended by a new opening, which is the first again, and begins anew behind it', () => {
    const { time, breaker } = createRamping();
    time.advance(250);
    breaker.tryAcquire()?.failure();
    expect(breaker.state$.value).toEqual(jasmine.objectContaining({ status: 'open', openings: 1 }));
    expect(breaker.refusal().retryAfter).toBe(100);
    time.advance(100);
    expect(calls(breaker, 9)).toBe('AArrrArrr');
  });

  it('goes on as it was when it is updated; the next one is the new one', () => {
    const { time, breaker } = createRamping();
    breaker.update({ rampUp: { duration: 10, steps: 1 } });
    expect(calls(breaker, 5)).toBe('ArrrA');
    time.advance(10);
    expect(calls(breaker, 3)).toBe('rrr');
    time.advance(300);
    breaker.tryAcquire()?.failure();
    time.advance(100);
    expect(calls(breaker, 5)).toBe('AArAr');
    time.advance(10);
    expect(calls(breaker, 5)).toBe('AAAAA');
  });

  it('never wedges, whoever calls and however it ends, watched or not', () => {
    for (const isWatched of [false, true]) {
      const { time, breaker } = createRamping({ rampUp: { duration: 1000, steps: 7 } });
      if (isWatched) breaker.state$.subscribe();
      for (let now = 0; now < 1000; now += 50) {
        for (let count = 0; count < 20; count++) breaker.tryAcquire();
        time.advance(50);
      }
      expect([breaker.canAcquire(), breaker.canAcquire(), calls(breaker, 10)]).toEqual([true, true, 'AAAAAAAAAA']);
    }
  });

  it('lasts no longer than its time by a clock that is set back, and is over at once by one that is set forward', () => {
    const { time, breaker } = createRamping();
    calls(breaker, 2);
    time.jump(-3_600_000);
    expect(breaker.refusal().retryAfter).toBe(100);
    time.advance(300);
    expect(calls(breaker, 4)).toBe('AAAA');
    const other = createRamping();
    other.time.jump(3_600_000);
    expect(calls(other.breaker, 4)).toBe('AAAA');
  });

  it('keeps its breaker from being idle, until it is over', () => {
    const { time, breaker } = createRamping();
    expect(breaker.idle).toBe(false);
    time.advance(299);
    expect(breaker.idle).toBe(false);
    time.advance(1);
    expect(breaker.idle).toBe(true);
  });
});
