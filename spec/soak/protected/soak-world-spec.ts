import { SoakWorld } from './soak-world.js';

const CALLS = 3_000;

describe('calls through everything that is on', () => {
  it('leave no timer, no listener and no count behind, however they end and whenever their callers leave', () => {
    for (const seed of [1, 2]) {
      const world = new SoakWorld(seed);
      for (let round = 0; round < 2; round++) {
        expect([...world.play(CALLS / 2), ...world.leftovers()])
          .withContext(`seed ${seed}`)
          .toEqual([]);
      }
    }
  });

  it('end in every way there is, or this would show little', () => {
    const world = new SoakWorld(3);
    world.play(CALLS);
    const refusals = ['BulkheadFullError', 'CircuitOpenError', 'RateLimitError'];
    const failures = ['AbortError', 'Error', 'HttpStatusError', 'NetworkError', 'RequestTimeoutError', 'ResponseParseError'];
    expect(Object.keys(world.endings).sort()).toEqual([...refusals, ...failures, 'left', 'value'].sort());
    expect(Object.values(world.endings).reduce((sum, count) => sum + count)).toBe(CALLS);
    expect(world.figures.transitions).toBeGreaterThan(10);
  });

  it('repeat themselves with their seed', () => {
    const [first, again, other] = [5, 5, 6].map((seed) => {
      const world = new SoakWorld(seed);
      world.play(300);
      return { ...world.endings, ...world.figures };
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});
