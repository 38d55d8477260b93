import { noiseOf, spreadOf } from '../../bench/harness/spread.js';

describe('spreadOf', () => {
  it('tells the median, the least and the most, in whatever order they came', () => {
    expect(spreadOf([3, 1, 2])).toEqual(jasmine.objectContaining({ median: 2, least: 1, most: 3 }));
  });

  it('takes the middle of two medians', () => {
    expect(spreadOf([4, 1, 2, 3]).median).toBe(2.5);
  });

  it('is sure of the ranks between which the true median lies', () => {
    const figures = Array.from({ length: 25 }, (_, at) => at);

    expect(spreadOf(figures).sure).toEqual([7, 17]);
  });

  it('is sure of no more than the extremes, where there are few', () => {
    expect(spreadOf([5, 1, 3]).sure).toEqual([1, 5]);
  });
});

describe('noiseOf', () => {
  it('is how far a reference may be from itself, to either side', () => {
    expect(noiseOf(spreadOf([0.9, 1, 1.02]))).toBeCloseTo(0.1);
    expect(noiseOf(spreadOf([0.98, 1, 1.2]))).toBeCloseTo(0.2);
  });
});
