import { asyncScheduler, map, type Observable } from 'rxjs';
import { StateSubject, type StateObservable } from '../delivery/state-subject.js';
import { createClock, type Clock } from '../time/clock.js';
import { requireOneOf } from '../validation/require-option.js';
import { initialLimit, limitBounds, type AdaptiveLimitLimits, type AdaptiveLimitOptions } from './adaptive-limit-options.js';
import { AdaptiveCall, type AdaptivePermit, type LimitKeeper } from './adaptive-permit.js';
import type { BulkheadState } from './bulkhead.js';
import { ConcurrencyQueue } from './concurrency-queue.js';
import { isProbe, longestLatency } from './gradient-limit.js';
import { firstLimit, nextLimit, withinBounds, type LearnedLimit } from './learned-limit.js';
import { LimitRound, type LimitBounds } from './limit-round.js';

/** What an adaptive limit tells on `state$`: whenever calls come and go, and when its limit has been judged. */
export interface AdaptiveLimitState extends BulkheadState {
  /**
   * What calls take where none waits at the service, in milliseconds; one that takes more than four times as long counts for that.
   * `undefined` until it has been measured, and always with `'aimd'`.
   */
  readonly baseline: number | undefined;
  /** The mean latency of the calls by which the limit was last judged, in milliseconds; `undefined` until one has been answered. */
  readonly latency: number | undefined;
}

/**
 * A bulkhead that finds its limit itself: it runs about as many calls at once as the service answers without making them wait, and
 * queues the others as `Bulkhead` does. `'gradient'` compares latency with a measured baseline, `'aimd'` waits for losses. A loss
 * is an error for which `isFailure` is true, as a timeout or a 503; cancelled calls, refusals and other errors teach nothing. The
 * limit is judged after a round of about as many calls as may run; what they tell is summed up, not kept.
 *
 * State is shared by all who use the same object: make one per service. It owns a timer only while somebody waits and `maxWait` is
 * finite.
 *
 * @example
 * const limit = new AdaptiveLimit({ name: 'orders', max: 200, maxWait: 5_000 });
 * limit.state$.subscribe((state) => console.log(state.limit, state.baseline, state.latency));
 * const seated$ = of('call').pipe(bulkhead(limit));
 */
export class AdaptiveLimit {
  readonly name: string;
  readonly state$: StateObservable<AdaptiveLimitState>;
  readonly #states: StateSubject<AdaptiveLimitState>;
  readonly #queue: ConcurrencyQueue;
  readonly #clock: Clock;
  #bounds: LimitBounds;
  #learned: LearnedLimit;
  #round = new LimitRound();
  #latency: number | undefined;
  #told: AdaptiveLimitState;

  constructor(options: AdaptiveLimitOptions = {}) {
    const { name = 'adaptive-limit', algorithm = 'gradient', maxQueue, maxWait, stackTraces, scheduler = asyncScheduler } = options;
    requireOneOf('algorithm', algorithm, ['gradient', 'aimd']);
    this.name = name;
    this.#bounds = limitBounds(options);
    this.#learned = firstLimit(algorithm, initialLimit(options, this.#bounds));
    this.#clock = createClock(scheduler);
    this.#states = new StateSubject({ read: () => this.#read() });
    this.state$ = this.#states;
    const onChange = (): void => this.#tell();
    this.#queue = new ConcurrencyQueue({ name, maxQueue, maxWait, stackTraces, scheduler, limit: () => this.#learned.limit, onChange });
    this.#told = this.#read();
  }

  /** Nobody in it, so that nobody waits either, and nobody on its `state$`. What it has learned goes with it, and is soon learned again. */
  get idle(): boolean {
    return this.#queue.active === 0 && !this.#states.observed;
  }

  /** Takes a place if one is free and nobody waits for it; never waits. Whoever takes it has to release it. */
  tryAcquire(): AdaptivePermit | undefined {
    const place = this.#queue.tryAcquire();
    return place && new AdaptiveCall(this.#keeper, place);
  }

  /**
   * Waits for a place: emits it once and completes. Errors with `BulkheadFullError` when the queue is full or `maxWait` has passed;
   * unsubscribing while waiting leaves the queue. Whoever gets the place has to release it, and may tell it how the call went.
   *
   * @param priority higher goes first
   */
  acquire(priority = 0): Observable<AdaptivePermit> {
    return this.#queue.acquire(priority).pipe(map((place) => new AdaptiveCall(this.#keeper, place)));
  }

  /** Changes bounds and queue limits. Running calls and queue stay, and what has been learned, within the new bounds. */
  update(options: AdaptiveLimitLimits): void {
    const bounds = limitBounds(options, this.#bounds);
    this.#queue.update(options, () => {
      this.#bounds = bounds;
      this.#learned = withinBounds(this.#learned, bounds);
    });
  }

  readonly #keeper: LimitKeeper = {
    begin: () => ({ at: this.#clock(), under: this.#learned }),
    answered: ({ at, under }) => {
      const isBeforeProbe = isProbe(this.#learned) && under !== this.#learned;
      if (isBeforeProbe) return;
      this.#round.answered(this.#clock() - at, longestLatency(this.#learned), under.limit, this.#queue.active);
      this.#judge();
    },
    lost: () => {
      this.#round.lost(this.#queue.active);
      this.#judge();
    },
  };

  #judge(): void {
    const next = nextLimit(this.#learned, this.#round, this.#bounds);
    if (next === this.#learned) return;
    this.#latency = this.#round.latency ?? this.#latency;
    this.#round = new LimitRound();
    this.#learn(next);
  }

  #learn(next: LearnedLimit): void {
    this.#learned = next;
    this.#queue.drain();
    this.#tell();
  }

  /** One step may tell twice, as when a place goes from one call to the next; a state is told once. */
  #tell(): void {
    const state = this.#read();
    const told = this.#told;
    this.#told = state;
    const fields = ['active', 'queued', 'limit', 'baseline', 'latency'] as const;
    if (fields.some((field) => state[field] !== told[field])) this.#states.emit(state);
  }

  /** Until the first round is over, what it has heard so far is all that is known. */
  #read(): AdaptiveLimitState {
    const latency = this.#latency ?? this.#round.latency;
    const baseline = this.#learned.algorithm === 'gradient' ? (this.#learned.baseline ?? latency) : undefined;
    return { active: this.#queue.active, queued: this.#queue.queued, limit: this.#learned.limit, baseline, latency };
  }
}
