const LONGEST = 2 ** 31 - 1;

/**
 * Timers like those of a platform, on jasmine's clock: a delay above 2^31 - 1 milliseconds fires at once, as in Node and in browsers.
 * Ends with the spec.
 */
export function usePlatformTimers(): jasmine.Clock {
  const clock = jasmine.clock().install();
  clock.mockDate(new Date(0));
  const setMockInterval = globalThis.setInterval as (work: () => void, delay?: number) => unknown;
  const setPlatformInterval = (work: () => void, delay = 0): unknown => setMockInterval(work, delay > LONGEST ? 1 : delay);
  globalThis.setInterval = setPlatformInterval as typeof setInterval;
  return clock;
}
