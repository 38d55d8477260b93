/** The smallest value that this share of all doesn't exceed (nearest rank); `undefined` where there is none. */
export function quantile(sorted: readonly number[], share: number): number | undefined {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

export function ascending(one: number, other: number): number {
  return one - other;
}
