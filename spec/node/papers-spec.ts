import { readFileSync } from 'node:fs';
import { contend, meanEffort } from '../simulation/contention/contend.js';
import { ways } from '../simulation/contention/ways.js';

describe('clients that contend for a record', () => {
  const RUNS = 8;
  const effort = (name: string): ReturnType<typeof meanEffort> => meanEffort(100, ways.find((way) => way.name === name)!.backoff, RUNS);

  it('makes the same effort for the same seed, and another for another', () => {
    const { backoff } = ways.at(-1)!;
    expect(contend(20, backoff, 1)).toEqual(contend(20, backoff, 1));
    expect(contend(20, backoff, 1)).not.toEqual(contend(20, backoff, 3));
  });

  it('writes once where nobody contends', () => {
    for (const { backoff } of ways) expect(contend(1, backoff, 1).writes).toBe(1);
  });

  it('writes less than half as often with jitter as without', () => {
    const without = effort("jitter: 'none'");
    for (const jitter of ["'equal'", "'full'"]) expect(effort(`jitter: ${jitter}`).writes).toBeLessThan(without.writes / 2);
    expect(effort("jitter: 'decorrelated'").writes).toBeLessThan(effort('no backoff').writes / 2);
    expect(effort("jitter: 'full'").duration).toBeLessThan(without.duration / 5);
  });

  it("takes longer with 'equal' jitter than with 'full'", () => {
    expect(effort("jitter: 'equal'").duration).toBeGreaterThan(effort("jitter: 'full'").duration);
  });

  it('is told in the docs way by way', () => {
    const page = readFileSync('docs/papers.md', 'utf8');
    const told = [...page.matchAll(/^\| ([^|]+) \| \d/gm)].map(([, name]) => name);
    expect(told).toEqual(ways.map(({ name }) => name));
  });
});
