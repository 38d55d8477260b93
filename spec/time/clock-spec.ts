import fc from 'fast-check';
import type { SchedulerLike } from 'rxjs';
import { createClock } from '../../src/time/clock.js';

describe('createClock', () => {
  function clockOver(times: readonly number[]): number[] {
    let at = 0;
    const scheduler = { now: () => times[at++] ?? NaN } as unknown as SchedulerLike;
    const clock = createClock(scheduler);
    return times.slice(1).map(() => clock());
  }

  const tables: readonly [because: string, wall: number[], shown: number[]][] = [
    ['it shows what the scheduler shows', [100, 100, 101, 250], [100, 101, 250]],
    ['a step back is no time', [100, 150, 50], [150, 150]],
    ['after a step back it goes on from where it stood', [100, 150, 50, 60, 80], [150, 150, 160, 180]],
    ['several steps back add up', [100, 90, 95, 10, 20], [100, 105, 105, 115]],
    ['a step forward counts in full', [0, 3_600_000, 3_600_001], [3_600_000, 3_600_001]],
  ];
  for (const [because, wall, shown] of tables) {
    it(`reads a time that never goes back: ${because}`, () => {
      expect(clockOver(wall)).toEqual(shown);
    });
  }

  it('is its start and the sum of all forward steps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { minLength: 2, maxLength: 50 }), (wall) => {
        let sum = wall[0]!;
        const expected = wall.slice(1).map((time, index) => (sum += Math.max(0, time - wall[index]!)));
        expect(clockOver(wall)).toEqual(expected);
      }),
    );
  });
});
