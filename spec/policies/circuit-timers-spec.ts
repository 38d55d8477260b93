import { noop, take } from 'rxjs';
import { CircuitBreaker, type CircuitBreakerOptions } from '../../src/index.js';
import { manualTime } from './circuit-time.js';

function create(options: CircuitBreakerOptions = {}) {
  const time = manualTime();
  const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 100, probeTimeout: 50, scheduler: time.scheduler, ...options });
  return { time, breaker };
}

describe('CircuitBreaker’s timers', () => {
  it('are none, ever, while nobody watches state$', () => {
    const { time, breaker } = create();
    breaker.metrics$.subscribe();
    breaker.tryAcquire()?.failure();
    time.advance(100);
    breaker.tryAcquire();
    time.advance(50);
    breaker.isolate().unsubscribe();
    breaker.bypass().unsubscribe();
    breaker.update({ openDuration: 7 });
    breaker.reset();
    void [breaker.state$.value, breaker.metrics, breaker.idle, breaker.canAcquire(), breaker.refusal()];
    expect(time.started).toBe(0);
  });

  it('are none for a watched closed, isolated or bypassed circuit', () => {
    const { time, breaker } = create();
    breaker.state$.subscribe();
    const timers = [time.timers];
    const isolation = breaker.isolate();
    timers.push(time.timers);
    isolation.unsubscribe();
    breaker.bypass();
    breaker.tryAcquire();
    timers.push(time.timers);
    expect(timers).toEqual([0, 0, 0]);
  });

  it('are one for an open circuit, however many watch', () => {
    const { time, breaker } = create();
    breaker.tryAcquire()?.failure();
    for (let count = 0; count < 10; count++) breaker.state$.subscribe();
    expect(time.timers).toBe(1);
  });

  it('are one for a half-open circuit with probes, and none without', () => {
    const { time, breaker } = create({ halfOpenCalls: 3 });
    breaker.state$.subscribe();
    breaker.tryAcquire()?.failure();
    time.advance(100);
    expect(time.timers).toBe(0);
    const probes = [breaker.tryAcquire(), breaker.tryAcquire(), breaker.tryAcquire()];
    expect(time.timers).toBe(1);
    for (const probe of probes) probe?.release();
    expect(time.timers).toBe(0);
  });

  it('end when the last watcher leaves, and begin again with the next', () => {
    const { time, breaker } = create();
    const [first, second] = [breaker.state$.subscribe(), breaker.state$.subscribe()];
    breaker.tryAcquire()?.failure();
    first.unsubscribe();
    expect(time.timers).toBe(1);
    second.unsubscribe();
    expect(time.timers).toBe(0);
    const third = breaker.state$.subscribe();
    expect(time.timers).toBe(1);
    third.unsubscribe();
    expect(time.timers).toBe(0);
  });

  it('are not left behind by one who takes only the first state', () => {
    const { time, breaker } = create();
    breaker.tryAcquire()?.failure();
    breaker.state$.pipe(take(1)).subscribe();
    expect(time.timers).toBe(0);
  });

  it('fire when the change is due, for one who joins in between too', () => {
    const { time, breaker } = create();
    const log: [at: number, status: string][] = [];
    breaker.tryAcquire()?.failure();
    time.advance(60);
    breaker.state$.subscribe(({ status }) => log.push([time.scheduler.now(), status]));
    time.advance(1000);
    expect(log).toEqual([
      [60, 'open'],
      [100, 'half-open'],
    ]);
  });

  it('make what is due happen before a newcomer’s first state, in order for those who watched', () => {
    const { time, breaker } = create();
    const [old, late]: string[][] = [[], []];
    breaker.state$.subscribe(({ status }) => old?.push(status));
    breaker.tryAcquire()?.failure();
    time.jump(100);
    breaker.state$.subscribe(({ status }) => late?.push(status));
    expect([old, late]).toEqual([['closed', 'open', 'half-open'], ['half-open']]);
  });

  it('are waited again when they fire before the clock says so', () => {
    const { time, breaker } = create();
    const seen: string[] = [];
    breaker.tryAcquire()?.failure();
    breaker.state$.subscribe(({ status }) => seen.push(status));
    time.jump(-1);
    time.advance(100);
    expect([seen, time.timers]).toEqual([['open'], 1]);
    time.advance(100);
    expect([seen, time.timers]).toEqual([['open', 'half-open'], 0]);
  });

  it('never begin a second time for the same deadline when calls are refused', () => {
    const { time, breaker } = create();
    breaker.state$.subscribe(noop);
    breaker.tryAcquire()?.failure();
    const before = time.started;
    for (let count = 0; count < 100; count++) breaker.tryAcquire();
    expect(time.started).toBe(before);
  });
});
