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

/** The wall's time, or the processor's time of this process, in which the threads that collect and compile count too. */
export type Clock = 'wall' | 'cpu';

/** What is judged by, where nothing else is said. */
export const USUAL_CLOCK: Clock = process.env.BENCH_CLOCK === 'cpu' ? 'cpu' : 'wall';
