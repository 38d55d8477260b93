import { SlidingWindow, TokenBucket } from 'breakwater';
import type { LimiterTurn } from '../../../src/policies/limiter-turn.js';
import type { LimiterSetup } from './history.js';
import { StateWatch } from './state-watch.js';
import type { Ground } from './judge.js';
import { WaitingLine, type Entry } from './waiting-line.js';

/** A limiter, with who waits at it and when it has let whom go. */
export class WatchedLimiter {
  readonly limiter: TokenBucket | SlidingWindow;
  readonly watch: StateWatch<TokenBucket['state$']['value']> | undefined;
  readonly line: WaitingLine;
  granted = 0;
  #most: number;
  #grants: number[] = [];
  #level: number;
  #levelAt: number;
  #pausedUntil = -Infinity;

  constructor(
    private readonly setup: LimiterSetup,
    private readonly ground: Ground,
  ) {
    const { time, isWatched } = ground;
    const { maxQueue, maxWait } = setup;
    const shared = { maxQueue, maxWait, scheduler: time, stackTraces: false };
    this.#most = this.#level = setup.type === 'bucket' ? setup.capacity : setup.limit;
    this.#levelAt = time.elapsed;
    this.limiter =
      setup.type === 'bucket'
        ? new TokenBucket({ capacity: setup.capacity, refillPerSecond: setup.refill, ...shared })
        : new SlidingWindow({ limit: setup.limit, window: setup.window, ...shared });
    this.line = new WaitingLine('limiter', ground);
    this.#listen();
    if (isWatched) this.watch = new StateWatch(ground, 'limiter', this.limiter.state$);
  }

  update(most: number): void {
    this.#refill();
    this.#most = most;
    this.#level = Math.min(this.#level, most);
    if (this.limiter instanceof TokenBucket) this.limiter.update({ capacity: most });
    else this.limiter.update({ limit: most });
  }

  resume(): void {
    this.#pausedUntil = -Infinity;
    this.limiter.resume();
  }

  /** @param isExact whether the wall clock has never been set: then nobody waits who might go */
  check(isExact: boolean, isLastOfFrame: boolean): void {
    const { queued } = this.limiter.metrics;
    this.ground.judge.hold(queued === this.line.length, () => `limiter: ${queued} wait, and ${this.line.length} should`);
    if (isExact && isLastOfFrame && queued > 0) this.ground.judge.hold(!this.#mayGo(), () => 'limiter: somebody waits who might go');
  }

  #mayGo(): boolean {
    const now = this.ground.time.elapsed;
    if (now < this.#pausedUntil) return false;
    if (this.setup.type === 'window') return this.#inWindow(now) < this.#most;
    this.#refill();
    return this.#level >= 1 + 1e-6;
  }

  #listen(): void {
    const { limiter } = this;
    const enter = limiter.enter.bind(limiter);
    limiter.enter = (turn, cost) => {
      const entry: Entry = { isGone: () => turn.closed, isEntering: true };
      this.#makeRoom();
      this.line.add(entry);
      const place = enter(this.#listenTo(turn, entry), cost);
      entry.isEntering = false;
      return place && { unsubscribe: () => (this.line.leave(entry), place.unsubscribe()) };
    };
    const pause = limiter.pause.bind(limiter);
    limiter.pause = (duration) => {
      this.#pausedUntil = Math.max(this.#pausedUntil, this.ground.time.elapsed + duration);
      pause(duration);
    };
  }

  #listenTo(turn: LimiterTurn, entry: Entry): LimiterTurn {
    return {
      get closed() {
        return turn.closed;
      },
      onTurn: () => turn.onTurn(),
      giveUp: () => (this.line.leave(entry), turn.giveUp()),
      refuse: (error) => (this.line.leave(entry), turn.refuse(error)),
      go: () => {
        this.line.grant(entry);
        this.#makeRoom();
        this.#grant();
        turn.go();
      },
    };
  }

  /** Where there isn't room for both, whoever comes in the turn of another, or as it leaves, may stand before who let it go. */
  #makeRoom(): void {
    const { maxQueue = Infinity, maxWait = Infinity } = this.setup;
    if (maxQueue !== Infinity || maxWait !== Infinity) this.line.overtake();
  }

  #grant(): void {
    const now = this.ground.time.elapsed;
    this.ground.judge.hold(now >= this.#pausedUntil, () => 'limiter: it let somebody go while it was paused');
    this.granted++;
    this.#grants.push(now);
    if (this.setup.type === 'window') {
      const count = this.#inWindow(now);
      return this.ground.judge.hold(count <= this.#most, () => `limiter: ${count} starts in a window that allows ${this.#most}`);
    }
    this.#refill();
    this.#level -= 1;
    this.ground.judge.hold(this.#level >= -1e-6, () => `limiter: it let somebody go with ${this.#level + 1} tokens`);
  }

  #inWindow(now: number): number {
    const { window } = this.setup as LimiterSetup & { type: 'window' };
    this.#grants = this.#grants.filter((at) => now - at < window);
    return this.#grants.length;
  }

  #refill(): void {
    if (this.setup.type !== 'bucket') return;
    const now = this.ground.time.elapsed;
    this.#level = Math.min(this.#most, this.#level + ((now - this.#levelAt) * this.setup.refill) / 1_000);
    this.#levelAt = now;
  }
}
