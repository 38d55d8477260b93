import { Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { RateLimitError } from '../errors/rate-limit-error.js';
import { StateSubject } from '../delivery/state-subject.js';
import type { Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { requireCount, requireDuration, requireOption, requirePositive } from '../validation/require-option.js';
import type { Allowance, Plan } from './allowance.js';
import { Fifo, type Place } from './fifo.js';
import type { LimiterMetrics, LimiterState } from './rate-limiter.js';
import { RateMeter } from './rate-meter.js';

interface QueueLimits {
  readonly maxQueue?: number;
  readonly maxWait?: number;
}

/** What a queue needs to know. */
export interface GrantQueueOptions extends QueueLimits {
  readonly name: string;
  readonly scheduler: SchedulerLike;
}

interface Waiter {
  readonly cost: number;
  readonly onTurn: (() => boolean) | undefined;
  readonly subscriber: Subscriber<void>;
  readonly latest: number;
}

/**
 * The queue in front of an allowance, shared by both rate limiters: strictly first come, first served, one timer for the first
 * in line and none for an empty queue. The counting is the allowance's.
 */
export class GrantQueue {
  readonly state$: StateSubject<LimiterState>;
  readonly #name: string;
  readonly #allowance: Allowance;
  readonly #clock: Clock;
  readonly #queue = new Fifo<Waiter>();
  readonly #meter = new RateMeter();
  readonly #alarm: Countdown;
  readonly #counts = { granted: 0, refused: 0, cancelled: 0 };
  #maxQueue: number;
  #maxWait: number;
  #pausedUntil = -Infinity;
  #isDraining = false;

  constructor(allowance: Allowance, clock: Clock, options: GrantQueueOptions) {
    const { name, maxQueue = Infinity, maxWait = Infinity, scheduler } = options;
    this.#name = name;
    this.#maxQueue = checkMaxQueue(maxQueue);
    this.#maxWait = checkMaxWait(maxWait);
    this.#allowance = allowance;
    this.#clock = clock;
    this.#alarm = createCountdown(scheduler, () => this.#drain());
    this.state$ = new StateSubject<LimiterState>({ read: () => this.#read() });
  }

  get metrics(): LimiterMetrics {
    return { ...this.#counts, queued: this.#queue.size, requestsPerSecond: this.#meter.perSecond(this.#clock()) };
  }

  get isIdle(): boolean {
    const now = this.#clock();
    const isFull = this.#allowance.available(now) >= this.#allowance.most;
    return isFull && this.#queue.size === 0 && now >= this.#pausedUntil && !this.state$.observed;
  }

  tryTake(cost: number): boolean {
    this.#checkCost(cost);
    const now = this.#clock();
    const isFree = this.#queue.size === 0 && this.#isDue(cost, now);
    if (isFree) this.#spend(cost, now);
    else this.#counts.refused++;
    this.#tell();
    return isFree;
  }

  take(cost: number, onTurn?: () => boolean): Observable<void> {
    this.#checkCost(cost);
    return new Observable<void>((subscriber) => this.#enter(cost, onTurn, subscriber));
  }

  pause(duration: number): void {
    requireOption(Number.isFinite(duration) && duration >= 0, 'duration', 'a finite number of milliseconds from 0', duration);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock() + duration);
    this.#reconsider();
    this.#tell();
  }

  /** Takes new limits over; `changeAllowance` is called when they have been found valid. */
  update({ maxQueue = this.#maxQueue, maxWait = this.#maxWait }: QueueLimits, changeAllowance: () => void): void {
    this.#maxQueue = checkMaxQueue(maxQueue);
    this.#maxWait = checkMaxWait(maxWait);
    changeAllowance();
    this.#reconsider();
    this.#drain();
    this.#tell();
  }

  #read(): LimiterState {
    const now = this.#clock();
    const available = this.#allowance.available(now);
    const queued = this.#queue.size;
    return now < this.#pausedUntil ? { available, queued, pausedUntil: this.#pausedUntil } : { available, queued };
  }

  #tell(): void {
    if (this.state$.observed) this.state$.emit(this.#read());
  }

  #isDue(cost: number, now: number): boolean {
    return now >= this.#pausedUntil && this.#allowance.available(now) >= cost;
  }

  #spend(cost: number, now: number): void {
    this.#allowance.take(cost, now);
    this.#counts.granted++;
    this.#meter.add(now);
  }

  #enter(cost: number, onTurn: (() => boolean) | undefined, subscriber: Subscriber<void>): void {
    const now = this.#clock();
    if (cost > this.#allowance.most) return subscriber.error(this.#tooCostly(cost));
    const waiter: Waiter = { cost, onTurn, subscriber, latest: now + this.#maxWait };
    if (this.#queue.size === 0 && this.#isDue(cost, now)) return this.#takeTurn(waiter, now);
    if (!this.#hasRoom(waiter, now)) return this.#refuse(waiter, this.#planBehindAll(now));

    const place = this.#queue.add(waiter);
    subscriber.add(() => this.#leave(place));
    if (this.#queue.size === 1) this.#wake(now);
    this.#tell();
  }

  #hasRoom({ cost, latest }: Waiter, now: number): boolean {
    if (this.#queue.size >= this.#maxQueue) return false;
    return latest === Infinity || this.#planBehindAll(now).startOf(cost) <= latest;
  }

  #leave(place: Place<Waiter>): void {
    const wasFirst = this.#queue.first === place;
    if (!this.#queue.remove(place)) return;
    this.#counts.cancelled++;
    if (wasFirst) this.#drain();
    this.#tell();
  }

  /** Lets all go whose turn has come. A newcomer meanwhile queues behind them, and this loop finds it. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      while (this.#letFirstGo());
    } finally {
      this.#isDraining = false;
      this.#wake(this.#clock());
    }
  }

  #letFirstGo(): boolean {
    const place = this.#queue.first;
    const now = this.#clock();
    if (!place || !this.#isDue(place.value.cost, now)) return false;
    this.#queue.remove(place);
    this.#takeTurn(place.value, now);
    return true;
  }

  #takeTurn({ cost, onTurn, subscriber }: Waiter, now: number): void {
    const isWanted = onTurn?.() ?? true;
    if (isWanted) {
      this.#spend(cost, now);
      subscriber.next();
    }
    subscriber.complete();
    this.#tell();
  }

  #refuse({ cost, subscriber }: Waiter, plan: Plan): void {
    const wait = plan.startOf(cost) - this.#clock();
    this.#counts.refused++;
    this.#tell();
    subscriber.error(new RateLimitError(this.#name, wait));
  }

  #wake(now: number): void {
    const first = this.#queue.first?.value;
    if (!first) return this.#alarm.stop();
    this.#alarm.restart(Math.max(this.#plan(now).startOf(first.cost) - now, 1));
  }

  #plan(now: number): Plan {
    return this.#allowance.plan(Math.max(now, this.#pausedUntil));
  }

  #planBehindAll(now: number): Plan {
    const plan = this.#plan(now);
    for (const { value } of this.#queue.places()) plan.book(value.cost);
    return plan;
  }

  /** After a pause or new limits: who can't be served any more, or not in time, is told so now. */
  #reconsider(): void {
    const now = this.#clock();
    const plan = this.#plan(now);
    const tellRefused: (() => void)[] = [];
    for (const place of this.#queue.places()) {
      const waiter = place.value;
      const isPossible = waiter.cost <= this.#allowance.most;
      const isInTime = waiter.latest === Infinity || plan.startOf(waiter.cost) <= waiter.latest;
      if (isPossible && isInTime) {
        plan.book(waiter.cost);
        continue;
      }
      this.#queue.remove(place);
      tellRefused.push(() =>
        isPossible ? this.#refuse(waiter, this.#planBehindAll(now)) : waiter.subscriber.error(this.#tooCostly(waiter.cost)),
      );
    }
    this.#wake(now);
    for (const tell of tellRefused) tell();
  }

  #checkCost(cost: number): void {
    requirePositive('cost', cost);
    if (cost > this.#allowance.most) throw this.#tooCostly(cost);
  }

  #tooCostly(cost: number): RangeError {
    return new RangeError(`cost must be at most ${this.#allowance.most}, all that the limiter "${this.#name}" can hold, but was ${cost}.`);
  }
}

function checkMaxQueue(maxQueue: number): number {
  requireCount('maxQueue', maxQueue);
  return maxQueue;
}

function checkMaxWait(maxWait: number): number {
  requireDuration('maxWait', maxWait);
  return maxWait;
}
