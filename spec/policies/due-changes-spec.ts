import { DueChanges } from '../../src/policies/due-changes.js';
import { createClock } from '../../src/time/clock.js';
import { manualTime } from './circuit-time.js';

/** Changes that are due at these times. */
function create(times: number[], isWatched: boolean) {
  const time = manualTime();
  const made: [due: number, at: number][] = [];
  const due = new DueChanges(time.scheduler, createClock(time.scheduler), {
    dueAt: () => times[0] ?? Infinity,
    make: (at) => {
      times.shift();
      made.push([at, time.scheduler.now()]);
    },
    isWatched: () => isWatched,
  });
  return { time, made, due };
}

describe('DueChanges', () => {
  it('makes all that is due when asked, in order, each dated when it was due, and nothing that isn’t', () => {
    const { time, made, due } = create([5, 7, 20], false);
    time.advance(10);
    expect([due.catchUp(), made]).toEqual([
      10,
      [
        [5, 10],
        [7, 10],
      ],
    ]);
  });

  it('makes what is due at this very moment', () => {
    const { time, made, due } = create([5], false);
    time.advance(5);
    due.catchUp();
    expect(made.length).toBe(1);
  });

  it('makes each when it is due while somebody watches, by one timer', () => {
    const { time, made, due } = create([5, 7, 20], true);
    due.setAlarm();
    due.setAlarm();
    expect(time.timers).toBe(1);
    time.advance(100);
    expect(made).toEqual([
      [5, 5],
      [7, 7],
      [20, 20],
    ]);
    expect(time.timers).toBe(0);
  });

  it('has no timer where nobody watches, or nothing is due', () => {
    for (const { time, due } of [create([5], false), create([], true), create([Infinity], true)]) {
      due.setAlarm();
      expect(time.started).toBe(0);
    }
  });

  it('makes what is overdue as soon as it can', () => {
    const { time, made, due } = create([5], true);
    time.jump(50);
    due.setAlarm();
    time.advance(0);
    expect(made).toEqual([[5, 50]]);
  });

  it('waits again where the clock was set back', () => {
    const { time, made, due } = create([10], true);
    due.setAlarm();
    time.jump(-3);
    time.advance(10);
    expect(made).toEqual([]);
    time.advance(3);
    expect(made.length).toBe(1);
  });
});
