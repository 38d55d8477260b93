import { VirtualTimeScheduler } from 'rxjs';
import { AdaptiveLimit, bulkhead, type AdaptiveLimitOptions } from '../../src/index.js';
import { SimulatedServer } from '../support/simulated-server.js';

const C = 12;

describe('an adaptive limit before a server of some capacity', () => {
  let scheduler: VirtualTimeScheduler;
  let server: SimulatedServer;
  let limit: AdaptiveLimit;

  function start(options: AdaptiveLimitOptions = {}, isRefusing = false): void {
    scheduler = new VirtualTimeScheduler();
    server = new SimulatedServer(scheduler, C, 10, isRefusing);
    limit = new AdaptiveLimit({ ...options, scheduler });
    const again = (): void => void scheduler.schedule(callOnce);
    const callOnce = (): void => void server.call.pipe(bulkhead(limit)).subscribe({ error: again, complete: again });
    for (let caller = 0; caller < 10 * C; caller++) callOnce();
  }

  /** Lets time pass; tells the median of the limit and how many were served in each of the server's service times. */
  function run(time: number): { limit: number; served: number } {
    const limits: number[] = [];
    const before = server.served;
    for (let at = 5; at < time; at += 5) scheduler.schedule(() => limits.push(limit.state$.value.limit), at);
    scheduler.maxFrames = scheduler.now() + time;
    scheduler.schedule(() => undefined, time);
    scheduler.flush();
    limits.sort((a, b) => a - b);
    return { limit: limits[limits.length >> 1]!, served: ((server.served - before) * server.serviceTime) / time };
  }

  function expectNear(capacity: number, { limit, served }: ReturnType<typeof run>): void {
    expect(limit).toBeGreaterThanOrEqual(capacity);
    expect(limit).toBeLessThanOrEqual(2.5 * capacity);
    expect(served).toBeGreaterThan(0.9 * capacity);
  }

  it('settles between the capacity and 2.5 times that by latency, and follows when it halves and doubles', () => {
    start();
    run(1000);
    expectNear(C, run(1500));
    server.capacity = C / 2;
    run(1000);
    expectNear(C / 2, run(1500));
    server.capacity = 2 * C;
    run(1000);
    expectNear(2 * C, run(1500));
    expect(limit.state$.value.baseline).toBeCloseTo(10, 0);
  });

  it('finds a baseline by itself when it starts in an overload', () => {
    start({ initial: 100 });
    run(3000);
    expectNear(C, run(1500));
  });

  it('learns that the service has become slower, and faster again', () => {
    start();
    run(1000);
    server.serviceTime = 30;
    run(3000);
    expectNear(C, run(1500));
    expect(limit.state$.value.baseline).toBeGreaterThan(25);
    server.serviceTime = 10;
    run(2000);
    expectNear(C, run(1500));
  });

  it('goes down in an outage, and is back soon after it', () => {
    start();
    run(1000);
    server.isDown = true;
    expect(run(500).limit).toBeLessThanOrEqual(2);
    server.isDown = false;
    run(800);
    expectNear(C, run(1000));
  });

  it('grows to max while the service gets no slower', () => {
    start({ max: 60 });
    server.capacity = Infinity;
    run(500);
    expect(run(500).limit).toBe(60);
  });

  it('stays just below the capacity by losses, where the server refuses the rest, and follows when it halves and doubles', () => {
    start({ algorithm: 'aimd' }, true);
    run(500);
    const before = run(1000);
    server.capacity = C / 2;
    run(500);
    const halved = run(1000);
    server.capacity = 2 * C;
    run(1500);
    const doubled = run(1000);
    for (const [{ limit, served }, capacity] of [
      [before, C],
      [halved, C / 2],
      [doubled, 2 * C],
    ] as const) {
      expect(limit).toBeGreaterThanOrEqual(0.8 * capacity);
      expect(limit).toBeLessThanOrEqual(capacity + 1);
      expect(served).toBeGreaterThan(0.85 * capacity);
    }
  });
});
