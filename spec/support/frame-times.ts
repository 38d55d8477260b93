import type { Page } from 'playwright-core';

/** How long the frames of a page were apart, in milliseconds. */
export interface FrameTimes {
  readonly frames: number;
  /** The share of them within 20 ms of the one before. */
  readonly within20: number;
  readonly p99: number;
  readonly longest: number;
}

/** Looks at the animation frames of a page for a while. */
export function watchFrames(page: Page, milliseconds: number): Promise<FrameTimes> {
  return page.evaluate(
    (duration) =>
      new Promise<FrameTimes>((resolve) => {
        const gaps: number[] = [];
        let before = 0;
        const start = performance.now();
        const look = (now: number): void => {
          if (before > 0) gaps.push(now - before);
          before = now;
          if (now - start < duration) {
            requestAnimationFrame(look);
            return;
          }
          gaps.sort((one, other) => one - other);
          resolve({
            frames: gaps.length,
            within20: gaps.filter((gap) => gap <= 20).length / gaps.length,
            p99: gaps[Math.floor(gaps.length * 0.99)] ?? 0,
            longest: gaps.at(-1) ?? 0,
          });
        };
        requestAnimationFrame(look);
      }),
    milliseconds,
  );
}
