import { readFileSync } from 'node:fs';
import { VirtualTimeScheduler } from 'rxjs';
import { figuresOf, type Figures } from '../simulation/figures.js';
import { simulate, type Setting } from '../simulation/fleet.js';
import { rows } from '../simulation/rows.js';
import { settingOf } from '../simulation/setting.js';
import { createVirtualTime } from '../../src/testing/virtual-time.js';
import { seededRandom } from '../../src/testing/seeded-random.js';

const CLIENTS = 125;

describe('the simulation of many clients', () => {
  const few = (changes: Partial<Setting> = {}): Setting => settingOf({ outage: 'hangs', clients: CLIENTS, endsAt: 80_000, ...changes });

  function run(name: string, setting = few()): Figures {
    const row = rows.find((candidate) => candidate.name === name);
    if (!row) throw new Error(`There is no row ${name}.`);
    return figuresOf(simulate(row.fleet, setting), setting);
  }

  it('gives the same numbers for the same seed, and others for another', () => {
    const name = '+ breaker, `openJitter`';
    expect(run(name)).toEqual(run(name));
    expect(run(name)).not.toEqual(run(name, few({ seed: 2 })));
  });

  it('has the same calls whatever the policies', () => {
    const callsOf = (row: number): number[] =>
      simulate(rows[row]!.fleet, few())
        .calls.map(({ begunAt }) => begunAt)
        .sort((a, b) => a - b);
    expect(callsOf(0)).toEqual(callsOf(3));
  });

  it('shows that retries keep a server overloaded that recovers without them', () => {
    expect(run('no retries').recovery).toBeLessThan(10_000);
    expect(run('`retryBackoff`').recovery).toBe(Infinity);
    expect(run('`retryBackoff`').attemptsPerCall).toBeGreaterThan(2);
  });

  it('shows that a budget bounds the attempts and lets it recover', () => {
    const { attempts, calls, recovery } = run('+ `RetryBudget`, small reserve');
    expect(attempts).toBeGreaterThan(calls);
    expect(attempts).toBeLessThanOrEqual(1.2 * calls + 0.05 * 80 * CLIENTS);
    expect(recovery).toBeLessThan(10_000);
  });

  it('shows that a breaker saves attempts, and costs the rest of an opening', () => {
    const { attempts, calls, recovery } = run('+ breaker: 5 failures in a row');
    expect(attempts).toBeLessThan(calls);
    expect(recovery).toBeLessThanOrEqual(15_000);
  });

  it('shows that a hedge shortens the tail', () => {
    expect(run('`hedge`, no retries').p99).toBeLessThan(run('no retries').p99);
  });

  it('is told in the docs row by row', () => {
    const page = readFileSync('docs/simulation.md', 'utf8');
    const told = [...page.matchAll(/^\| ([^|]+) \| \d/gm)].map(([, name]) => name);
    expect(told).toEqual(rows.map(({ name }) => name));
  });
});

describe('figuresOf', () => {
  const setting = settingOf({ outage: 'refuses', failsAt: 2_000, recoversAt: 5_000, endsAt: 20_000 });
  const calls = Array.from({ length: 200 }, (_, index) => {
    const begunAt = index * 100;
    return { begunAt, endedAt: begunAt + (begunAt === 0 ? 40 : 10), isServed: begunAt < 2_000 || begunAt >= 7_000 };
  });

  it('reckons a recovery from the first five seconds that are good, and stay good', () => {
    expect(figuresOf({ calls, attempts: [] }, setting).recovery).toBe(2_000);
    const relapsing = calls.map((call) => ({ ...call, isServed: call.isServed && Math.floor(call.begunAt / 1_000) !== 12 }));
    expect(figuresOf({ calls: relapsing, attempts: [] }, setting).recovery).toBe(8_000);
    const lost = calls.map((call) => ({ ...call, isServed: call.isServed && call.begunAt < 19_000 }));
    expect(figuresOf({ calls: lost, attempts: [] }, setting).recovery).toBe(Infinity);
  });

  it('counts attempts, the most of them in a second after the outage, and the latency before it', () => {
    const figures = figuresOf({ calls, attempts: [1_000, 1_001, 1_002, 1_003, 6_000, 6_999, 7_000] }, setting);
    expect(figures).toEqual(jasmine.objectContaining({ calls: 200, attempts: 7, attemptsPerCall: 0.035, peak: 2, p99: 40, served: 0.75 }));
  });
});

describe('createVirtualTime', () => {
  it('runs what is due in the order of RxJS, cancelled actions and equal times included', () => {
    expect(orderIn(createVirtualTime())).toEqual(orderIn(new VirtualTimeScheduler()));
  });

  function orderIn(scheduler: VirtualTimeScheduler): string[] {
    const random = seededRandom(7);
    const order: string[] = [];
    const schedule = (name: number): void => {
      const action = scheduler.schedule(
        () => {
          order.push(`${name} at ${scheduler.now()}`);
          if (name < 200) schedule(name + 200);
        },
        Math.floor(random() * 20),
      );
      if (random() < 0.2) action.unsubscribe();
    };
    for (let name = 0; name < 200; name++) schedule(name);
    scheduler.flush();
    return order;
  }
});
