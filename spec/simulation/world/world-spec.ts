import { drawHistory } from './draw-history.js';
import type { History } from './history.js';
import { shrink } from './shrink.js';
import { play, type Course } from './world.js';

const SEEDS = 1_500;

describe('the simulated world', () => {
  it('finds nothing in some hundred thousand events', () => {
    let events = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const course = play(drawHistory(seed));
      events += course.events;
      if (course.finding !== undefined) fail(`npm run simulate:world -- --seed ${seed} finds: ${course.finding}`);
    }
    expect(events).toBeGreaterThan(50 * SEEDS);
  });

  it('draws and plays a seed the same way each time', () => {
    expect(drawHistory(7)).toEqual(drawHistory(7));
    expect(drawHistory(7)).not.toEqual(drawHistory(8));
    expect(play(drawHistory(7))).toEqual(play(drawHistory(7)));
  });
});

describe('shrink', () => {
  it('leaves out what a finding does not need', () => {
    const history = { ...drawHistory(3), actions: Array.from({ length: 40 }, (_, at) => ({ at, type: 'reset' as const })) };
    const needsTwo = ({ actions }: History): Course => {
      const isThere = [7, 31].every((at) => actions.some((action) => action.at === at));
      return { events: 0, finding: isThere ? 'both are there' : undefined };
    };
    expect(shrink(history, needsTwo).actions.map(({ at }) => at)).toEqual([7, 31]);
  });
});
