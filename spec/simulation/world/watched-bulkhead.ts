import { AdaptiveLimit, Bulkhead, type BulkheadPermit } from 'breakwater';
import { Observable } from 'rxjs';
import type { Setup } from './history.js';
import { StateWatch } from './state-watch.js';
import type { Ground } from './judge.js';
import { WaitingLine } from './waiting-line.js';

type Limit = Bulkhead | AdaptiveLimit;

/** A bulkhead or an adaptive limit, with who waits at it and who is in it. */
export class WatchedBulkhead {
  readonly bulkhead: Limit;
  readonly watch: StateWatch<{ active: number; queued: number }> | undefined;
  readonly line: WaitingLine;
  active = 0;

  constructor(
    { limit, isAdaptive, maxQueue, maxWait }: NonNullable<Setup['bulkhead']>,
    private readonly ground: Ground,
  ) {
    const { time, isWatched } = ground;
    const shared = { maxQueue, maxWait, scheduler: time, stackTraces: false };
    this.bulkhead = isAdaptive
      ? new AdaptiveLimit({ initial: limit, max: 8, ...shared })
      : new Bulkhead({ maxConcurrent: limit, ...shared });
    this.line = new WaitingLine('bulkhead', ground);
    this.#listen();
    if (isWatched) this.watch = new StateWatch(ground, 'bulkhead', this.bulkhead.state$);
  }

  update(limit: number): void {
    if (this.bulkhead instanceof Bulkhead) this.bulkhead.update({ maxConcurrent: Math.max(2, limit) });
  }

  check(): void {
    const { active, queued, limit } = this.bulkhead.state$.value;
    this.ground.judge.hold(active === this.active, () => `bulkhead: ${active} places are taken, and ${this.active} should be`);
    this.ground.judge.hold(queued === this.line.length, () => `bulkhead: ${queued} wait, and ${this.line.length} should`);
    this.ground.judge.hold(
      queued === 0 || active >= limit,
      () => `bulkhead: ${queued} wait, though ${active} of ${limit} places are taken`,
    );
  }

  #listen(): void {
    const { bulkhead } = this;
    const acquire: (priority?: number) => Observable<BulkheadPermit> = bulkhead.acquire.bind(bulkhead);
    bulkhead.acquire = (priority?: number) =>
      new Observable<BulkheadPermit>((subscriber) => {
        const entry = { isGone: () => subscriber.closed };
        this.line.add(entry);
        subscriber.add(() => this.line.leave(entry));
        const waiting = acquire(priority).subscribe({
          next: (permit) => {
            this.line.grant(entry);
            subscriber.next(this.#enter(permit));
          },
          error: (error: unknown) => (this.line.leave(entry), subscriber.error(error)),
          complete: () => subscriber.complete(),
        });
        subscriber.add(waiting);
      });
  }

  #enter(permit: BulkheadPermit): BulkheadPermit {
    const { limit } = this.bulkhead.state$.value;
    this.active++;
    this.ground.judge.hold(this.active <= limit, () => `bulkhead: ${this.active} calls run where ${limit} may`);
    let isHeld = true;
    const release = permit.release.bind(permit);
    permit.release = () => {
      if (isHeld) this.active--;
      isHeld = false;
      release();
    };
    return permit;
  }
}
