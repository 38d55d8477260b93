import type { VirtualTimeScheduler } from 'rxjs';

/** Plays virtual time frame by frame up to `end`, and lets promises do in between what they can. */
export async function playTo(scheduler: VirtualTimeScheduler, end: number): Promise<void> {
  for (let frame = scheduler.frame; frame <= end; frame++) {
    scheduler.schedule(() => undefined, frame - scheduler.frame);
    scheduler.maxFrames = frame;
    scheduler.flush();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
  }
}
