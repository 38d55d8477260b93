/** Sums of fractions like 0.1 are off by less than a billionth: they are meant to be what they are near. */
export function exactSum(sum: number): number {
  return Math.round(sum * 1e9) / 1e9;
}
