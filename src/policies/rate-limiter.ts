import type { Observable, Unsubscribable } from 'rxjs';
import type { StateObservable } from '../delivery/state-subject.js';
import type { RateLimitInfo } from '../errors/parse-rate-limit.js';
import type { LimiterTurn } from './limiter-turn.js';

/** What a rate limiter tells on `state$`: on every grant, queue change, refusal, pause and new word of the server, not on refill. */
export interface LimiterState {
  /** Units that may go now; reckoned when read. */
  readonly available: number;
  /** Calls in the queue. */
  readonly queued: number;
  /** While paused: until when, on the scheduler's clock. */
  readonly pausedUntil?: number;
  /** While a limit that the server told is in force; of several the one that leaves least. */
  readonly server?: {
    /** What a whole window allows, if the server told it. */
    readonly limit?: number;
    /** Units that the server said remain, less those granted since. */
    readonly remaining: number;
    /** On the scheduler's clock. */
    readonly resetAt: number;
  };
}

/** What a rate limiter has counted; made when read. */
export interface LimiterMetrics {
  readonly granted: number;
  /** Refused because the queue was full, the wait would have been too long, or `tryTake` found nothing. */
  readonly refused: number;
  /** Left the queue before their turn. */
  readonly cancelled: number;
  /** In the queue now. */
  readonly queued: number;
  /** Grants within the last second, to 100 ms. */
  readonly requestsPerSecond: number;
}

/** What `TokenBucket` and `SlidingWindow` have in common. */
export interface RateLimiter {
  readonly name: string;
  readonly state$: StateObservable<LimiterState>;
  readonly metrics: LimiterMetrics;
  /** At its full allowance, neither paused nor limited by the server, nobody in its queue and nobody on its `state$`. */
  readonly idle: boolean;
  /** Takes `cost` units if they are free and nobody waits for them; never waits. */
  tryTake(cost?: number): boolean;
  /**
   * Waits for its turn, first come, first served: emits once when `cost` units have been granted, and completes. Errors with
   * `RateLimitError` when the queue is full or the wait would be over `maxWait`; unsubscribing leaves the queue.
   *
   * @param onTurn asked when the turn has come, before anything is spent; false gives the turn up: nothing is spent, the next
   * in line moves up, and the result completes empty
   */
  take(cost?: number, onTurn?: () => boolean): Observable<void>;
  /**
   * As `take`, without an Observable: tells the turn itself how it goes, at once where it need not wait. Returns what leaves the
   * queue, if it has to wait. The cost isn't checked.
   */
  enter(turn: LimiterTurn, cost?: number): Unsubscribable | undefined;
  /** Throws the `RangeError` of a cost that can never be granted. */
  checkCost(cost?: number): void;
  /** Grants nothing for that many milliseconds; a shorter pause doesn't shorten a longer one. `resume` ends it. */
  pause(duration: number): void;
  /**
   * Slows down as the server says: besides its own limit, no more units are granted until a reset than were said to remain, and
   * once a quarter of the limit is left they are spread over the time until then. A limit without a reset or window is left out.
   * Each word holds until its own reset, whatever the order of the answers; of several the tightest governs.
   */
  heed(limits: readonly RateLimitInfo[]): void;
  /** Ends a pause, forgets what the server has said, and goes on at once. */
  resume(): void;
}
