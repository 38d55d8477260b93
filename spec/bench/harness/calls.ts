import type { Call } from '../contenders/peer.js';

/** Makes calls one after another, and tells the sum of their values. One that ends at once doesn't deepen the stack. */
export function inSequence(call: Call, count: number): Promise<number> {
  return new Promise((resolve, reject) => {
    let left = count;
    let sum = 0;
    let isCalling = false;
    let hasEnded = false;
    const next = (): void => {
      isCalling = true;
      do {
        hasEnded = false;
        call(done, reject);
      } while (hasEnded && left > 0);
      isCalling = false;
      if (left === 0) resolve(sum);
    };
    const done = (value: number): void => {
      sum += value;
      left -= 1;
      if (isCalling) hasEnded = true;
      else if (left > 0) next();
      else resolve(sum);
    };
    next();
  });
}

/** Makes calls, so many at a time, and tells the sum of their values. */
export async function inFlight(call: Call, count: number, width: number): Promise<number> {
  const share = (lane: number): number => Math.floor((count + lane) / width);
  const lanes = Array.from({ length: width }, (_, lane) => (share(lane) > 0 ? inSequence(call, share(lane)) : Promise.resolve(0)));
  return (await Promise.all(lanes)).reduce((sum, value) => sum + value, 0);
}

/** A call that has to fail, and then tells 1. */
export function refused(call: Call): Call {
  return (done, failed) =>
    call(
      () => failed(new Error('It wasn’t refused.')),
      () => done(1),
    );
}
