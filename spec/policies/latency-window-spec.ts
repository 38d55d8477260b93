import fc from 'fast-check';
import { LatencyWindow } from '../../src/policies/latency-window.js';

function filled(durations: readonly number[]): LatencyWindow {
  const window = new LatencyWindow();
  for (const duration of durations) window.record(duration);
  return window;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at + 1);

describe('LatencyWindow', () => {
  const table: readonly [durations: number[], share: number, percentile: number | undefined, because: string][] = [
    [[], 0.5, undefined, 'nothing has been measured'],
    [upTo(9), 0.5, undefined, 'nine say little'],
    [upTo(10), 0.5, 5, 'half of them took at most 5'],
    [upTo(10), 0.51, 6, 'the next rank'],
    [upTo(10), 0.001, 1, 'the shortest'],
    [upTo(10), 1, 10, 'the longest'],
    [upTo(100), 0.95, 95, 'five of a hundred took longer'],
    [upTo(100).reverse(), 0.95, 95, 'whatever their order'],
    [upTo(1000), 1, 1000, 'the newest are kept'],
    [upTo(1000), 0.001, 745, 'those before the last 256 are gone'],
  ];
  for (const [durations, share, percentile, because] of table) {
    it(`says ${percentile} for a share of ${share} of ${durations.length}: ${because}`, () => {
      expect(filled(durations).percentile(share)).toBe(percentile);
    });
  }

  it('agrees with sorting the last 256', () => {
    const sample = fc.array(fc.oneof(fc.nat({ max: 5 }), fc.double({ min: 0, max: 1000, noNaN: true })), { maxLength: 700, size: 'max' });
    const property = fc.property(sample, fc.double({ min: 0.001, max: 1, noNaN: true }), (durations, share) => {
      const kept = durations.slice(-256).sort((a, b) => a - b);
      const expected = kept.length < 10 ? undefined : kept[Math.ceil(share * kept.length) - 1];
      const actual = filled(durations).percentile(share);
      if (actual !== expected) throw new Error(`${actual} instead of ${expected}`);
    });
    expect(() => fc.assert(property, { numRuns: 300 })).not.toThrow();
  });
});
