import { TestScheduler } from 'rxjs/testing';

type MarbleFrame = ReturnType<typeof TestScheduler.parseMarbles>[number];

/** Reads marbles in the syntax of `TestScheduler.run`; asked directly, outside of `run`, RxJS takes a character for ten frames. */
export function parseMarbles(marbles: string): MarbleFrame[] {
  const inRunMode = Object.create(TestScheduler, { frameTimeFactor: { value: 1 } }) as typeof TestScheduler;
  return inRunMode.parseMarbles(marbles, undefined, undefined, undefined, true);
}
