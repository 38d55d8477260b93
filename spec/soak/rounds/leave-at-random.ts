import { Subscription, type Observable } from 'rxjs';

/** Subscribes, and leaves at a random instant: in the same frame, inside `next`, or within some milliseconds. Resolves when it is over. */
export function leaveAtRandom(source: Observable<unknown>, random: () => number): Promise<void> {
  const how = random();
  return new Promise((resolve) => {
    const call = new Subscription(() => {
      clearTimeout(leaving);
      resolve();
    });
    const leave = (): void => call.unsubscribe();
    const leaving = setTimeout(leave, how < 0.9 ? -12 * Math.log(1 - random()) : 200);
    call.add(source.subscribe({ next: () => how > 0.4 && how < 0.5 && leave(), error: leave, complete: leave }));
    if (how < 0.05) leave();
  });
}
