import { nextAimd, type AimdLimit } from '../../src/policies/aimd-limit.js';
import { roundOf } from '../support/limit-round.js';

const at = (limit: number, isRecovering = false): AimdLimit => ({ algorithm: 'aimd', limit, isRecovering });
const same = 'the same';

describe('nextAimd', () => {
  const rows: readonly [from: AimdLimit, round: Parameters<typeof roundOf>[0], to: AimdLimit | typeof same, because: string][] = [
    [at(20), { answered: 19, active: 20 }, same, 'a round is as many calls as may run'],
    [at(20), { answered: 20, active: 20 }, at(21), 'a round without a loss adds one'],
    [at(20), { answered: 20, active: 10 }, at(21), 'half of the limit was in use'],
    [at(20), { answered: 20, active: 9 }, at(20), 'less than half of the limit was in use'],
    [at(20), { lost: 1, active: 1 }, at(18, true), 'the first loss takes a tenth, at once, however few run'],
    [at(20), { answered: 5, lost: 1, active: 20 }, at(18, true), 'it does so in the middle of a round'],
    [at(5), { lost: 1, active: 5 }, at(4, true), 'small limits are rounded down'],
    [at(2), { lost: 1, active: 2 }, at(2, true), 'min'],
    [at(40), { answered: 40, active: 40 }, at(40), 'max'],
    [at(18, true), { answered: 10, lost: 7, active: 20 }, same, 'the losses of one overload count once'],
    [at(18, true), { answered: 10, lost: 8, active: 20 }, at(18), 'after a round with losses the next loss counts again'],
    [at(18, true), { answered: 18, active: 18 }, at(19), 'a round without a loss ends the recovery, and adds one'],
  ];
  for (const [from, round, to, because] of rows) {
    it(`${because}: ${JSON.stringify(from)} after ${JSON.stringify(round)}`, () => {
      const next = nextAimd(from, roundOf(round), { min: 2, max: 40 });
      if (to === same) expect(next).toBe(from);
      else expect(next).toEqual(to);
      if (to !== same) expect(next).not.toBe(from);
    });
  }
});
