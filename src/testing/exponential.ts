/** The time until the next of many independent events that come every `mean` milliseconds, in whole milliseconds. */
export function exponential(mean: number, random: () => number): number {
  return Math.ceil(-mean * Math.log(1 - random()));
}
