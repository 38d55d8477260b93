import { LONGEST_SILENCE, SlowStart, type Turn } from '../../src/policies/slow-start.js';

describe('SlowStart', () => {
  /** Starts as many as may, and returns their turns. */
  function startAll(pace: SlowStart, now = 0): Turn[] {
    const turns: Turn[] = [];
    while (!pace.isFull(now)) turns.push(pace.start(now));
    return turns;
  }

  it('lets one start, and with a growth of 2 twice as many with each round of answers', () => {
    const pace = new SlowStart(2);
    let turns = startAll(pace);
    const rounds = [1, 2, 3, 4].map(() => {
      turns.forEach((turn) => turn(true));
      turns = startAll(pace);
      return turns.length;
    });
    expect(rounds).toEqual([2, 4, 8, 16]);
  });

  const table: readonly [growth: 1 | 2, hasAnswered: boolean, next: number, because: string][] = [
    [2, true, 2, 'who answers shows that it goes well'],
    [2, false, 1, 'who fails gives its place to the next'],
    [1, true, 1, 'probes go one at a time'],
    [1, false, 1, 'a probe that fails gives its place to the next'],
  ];
  for (const [growth, hasAnswered, next, because] of table) {
    it(`with a growth of ${growth} lets ${next} start after ${hasAnswered ? 'an answer' : 'a failure'}, as ${because}`, () => {
      const pace = new SlowStart(growth);
      const [turn] = startAll(pace);
      expect([turn!(hasAnswered), turn!(true), turn!(false)]).toEqual([true, false, false]);
      expect(startAll(pace).length).toBe(next);
    });
  }

  it('takes no notice any more of who has been silent for too long, one by one', () => {
    const pace = new SlowStart(2);
    startAll(pace)[0]!(true);
    const [first, second] = [pace.start(5), pace.start(7)];
    expect(pace.freeAt).toBe(5 + LONGEST_SILENCE);
    expect(pace.isFull(4 + LONGEST_SILENCE)).toBeTrue();
    expect(pace.isFull(5 + LONGEST_SILENCE)).toBeFalse();
    expect(startAll(pace, 5 + LONGEST_SILENCE).length).toBe(1);
    expect([first(true), second(false)]).toEqual([false, true]);
  });

  it('is free of silence where nobody is under way', () => {
    expect(new SlowStart(1).freeAt).toBe(Infinity);
  });
});
