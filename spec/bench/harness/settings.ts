/** Whether everything is done once only, to see that it works; times aren't judged then. */
export const IS_SMOKE = process.env.BENCH_SMOKE === '1';

/** How many rounds are measured, where a suite would take `usual`. */
export function roundsOf(usual: number): number {
  return IS_SMOKE ? 1 : Number(process.env.ROUNDS ?? usual);
}

/** A large number, or a small one when it is only to be seen that things work. */
export function sizeOf(usual: number, smoke: number): number {
  return IS_SMOKE ? smoke : usual;
}

/** Milliseconds on a clock that only steps forward: of the wall, or with `BENCH_CLOCK=cpu` the processor's time of this process. */
export function clock(): number {
  if (process.env.BENCH_CLOCK !== 'cpu') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
