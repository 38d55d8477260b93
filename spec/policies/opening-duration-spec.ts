import { CircuitOpenError, HttpStatusError, NetworkError, RateLimitError } from '../../src/index.js';
import { openingDuration, type OpeningRules } from '../../src/policies/opening-duration.js';

const RULES: OpeningRules = { openDuration: 1000, retryAfter: 'respect', maxRetryAfter: 60_000, openJitter: 0, random: () => 0.5 };

const told = (retryAfter?: number): HttpStatusError => new HttpStatusError({ status: 503, retryAfter });

describe('openingDuration', () => {
  const table: readonly [rules: Partial<OpeningRules>, error: unknown, duration: number, because: string][] = [
    [{}, undefined, 1000, 'nothing asks for more'],
    [{}, told(), 1000, 'the answer says nothing'],
    [{}, told(5000), 5000, 'the server asks for more'],
    [{}, told(200), 1000, 'it asks for less'],
    [{}, told(0), 1000, 'it asks for nothing'],
    [{}, told(60_000), 60_000, 'the bound is reached'],
    [{}, told(86_400_000), 60_000, 'a server may not keep it open for a day'],
    [{ openDuration: 90_000 }, told(70_000), 90_000, 'the bound is for hints, not for openDuration'],
    [{ openDuration: Infinity }, told(70_000), Infinity, 'it can’t get longer'],
    [{ maxRetryAfter: Infinity }, told(86_400_000), 86_400_000, 'there is no bound'],
    [{ maxRetryAfter: 0 }, told(5000), 1000, 'the bound is 0'],
    [{ retryAfter: 'ignore' }, told(5000), 1000, 'hints are ignored'],
    [{}, { status: 429, retryAfter: 5000 }, 5000, 'a foreign error tells it by shape'],
    [{}, { retryAfter: 5000 }, 1000, 'that is no answer'],
    [{}, { status: 503, retryAfter: -5 }, 1000, 'that is no time'],
    [{}, { status: 503, retryAfter: '5000' }, 1000, 'that is no number'],
    [{}, { status: 503, retryAfter: NaN }, 1000, 'that is no time'],
    [{}, new RateLimitError('limiter', 5000), 5000, 'a limiter knows when as well'],
    [{}, new CircuitOpenError('other', 5000), 5000, 'so does another breaker'],
    [{}, new NetworkError('broken'), 1000, 'nobody answered'],
    [{ openDuration: (openings: number) => openings * 10 }, undefined, 30, 'it is the third opening'],
    [{ openDuration: 0 }, undefined, 0, 'it is half-open at once'],

    [{ openJitter: 0.5, random: () => 0 }, undefined, 1000, 'chance adds nothing'],
    [{ openJitter: 0.5 }, undefined, 1250, 'chance adds a half of the half'],
    [{ openJitter: 0.5, random: () => 0.999 }, undefined, 1499.5, 'chance adds almost all'],
    [{ openJitter: 1 }, undefined, 1500, 'chance may double it'],
    [{ openJitter: 0.5 }, told(5000), 6250, 'it is added to the hint, never taken off it'],
    [{ openJitter: 0.5 }, told(60_000), 75_000, 'also to one at the bound: or all would come back together there'],
    [{ openJitter: 1, openDuration: Infinity }, undefined, Infinity, 'never is never'],
    [{ openJitter: 1, openDuration: 0 }, undefined, 0, 'there is nothing to spread'],
  ];
  for (const [rules, error, duration, because] of table) {
    const hint = error === undefined ? 'no error' : JSON.stringify(error);
    it(`is ${duration} ms behind ${hint} with ${Object.keys(rules).join(', ') || 'nothing else'}: ${because}`, () => {
      expect(openingDuration(3, error, { ...RULES, ...rules })).toBe(duration);
    });
  }

  it('draws no number where there is no jitter, and one where there is', () => {
    let drawn = 0;
    const random = (): number => ++drawn * 0;
    openingDuration(1, undefined, { ...RULES, random });
    expect(drawn).toBe(0);
    openingDuration(1, undefined, { ...RULES, openJitter: 0.1, random });
    expect(drawn).toBe(1);
  });

  for (const returned of [NaN, -1, undefined, null, '5', 5n]) {
    it(`refuses an openDuration that returns ${typeof returned} ${String(returned)}`, () => {
      expect(() => openingDuration(1, undefined, { ...RULES, openDuration: () => returned as number })).toThrowError(
        RangeError,
        `openDuration must return a number of milliseconds from 0, but returned ${String(returned)}.`,
      );
    });
  }

  for (const returned of [NaN, -0.1, 1.1, undefined, '0.5']) {
    it(`refuses a random that returns ${typeof returned} ${String(returned)}`, () => {
      expect(() => openingDuration(1, undefined, { ...RULES, openJitter: 0.1, random: () => returned as number })).toThrowError(
        RangeError,
        `random must return a number from 0 to 1, but returned ${String(returned)}.`,
      );
    });
  }
});
