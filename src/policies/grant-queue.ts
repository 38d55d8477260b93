import { Observable, type SchedulerLike, type Unsubscribable } from 'rxjs';
import type { RateLimitInfo } from '../errors/parse-rate-limit.js';
import { RateLimitError } from '../errors/rate-limit-error.js';
import { StateSubject } from '../delivery/state-subject.js';
import type { Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { requireCount, requireDuration, requireOption, requirePositive } from '../validation/require-option.js';
import type { Allowance, Plan } from './allowance.js';
import { createRefusal, type RefusalOptions } from './create-refusal.js';
import { Fifo, type Place } from './fifo.js';
import { PacedAllowance } from './paced-allowance.js';
import type { LimiterMetrics, LimiterState } from './rate-limiter.js';
import { TurnOfObserver, type LimiterTurn } from './limiter-turn.js';
import { RateMeter } from './rate-meter.js';
import type { ServerLimit } from './server-limits.js';

interface QueueLimits {
  readonly maxQueue?: number;
  readonly maxWait?: number;
}

/** What a queue needs to know. */
export interface GrantQueueOptions extends QueueLimits, RefusalOptions {
  readonly name: string;
  readonly scheduler: SchedulerLike;
}

interface Waiter {
  readonly cost: number;
  readonly turn: LimiterTurn;
  readonly latest: number;
}

/**
 * The queue in front of an allowance, shared by both rate limiters: strictly first come, first served, one timer for the first
 * in line and none for an empty queue. The counting is the allowance's.
 */
export class GrantQueue {
  readonly state$: StateSubject<LimiterState>;
  readonly #name: string;
  readonly #refusals: RefusalOptions;
  readonly #own: Allowance;
  readonly #clock: Clock;
  readonly #queue = new Fifo<Waiter>();
  readonly #meter = new RateMeter();
  readonly #alarm: Countdown;
  readonly #counts = { granted: 0, refused: 0, cancelled: 0 };
  #maxQueue: number;
  #maxWait: number;
  #pausedUntil = -Infinity;
  /** Once the server has told of its limits. */
  #paced: PacedAllowance | undefined;
  /** How many of those who wait can be too late. */
  #hurried = 0;
  #isDraining = false;
  /** Somebody goes through without a place in the queue. */
  #isPassing = false;
  /** The look ahead past all who wait, while nothing but newcomers has changed it. */
  #behindAll: { readonly now: number; readonly plan: Plan } | undefined;

  constructor(allowance: Allowance, clock: Clock, options: GrantQueueOptions) {
    const { name, maxQueue = Infinity, maxWait = Infinity, stackTraces, scheduler } = options;
    this.#refusals = { stackTraces };
    this.#name = name;
    checkLimits(maxQueue, maxWait);
    this.#maxQueue = maxQueue;
    this.#maxWait = maxWait;
    this.#own = allowance;
    this.#clock = clock;
    this.#alarm = createCountdown(scheduler, () => this.#drain());
    this.state$ = new StateSubject<LimiterState>({ read: () => this.#read() });
  }

  get #queued(): number {
    return this.#queue.size + (this.#isPassing ? 1 : 0);
  }

  get #allowance(): Allowance {
    return this.#paced ?? this.#own;
  }

  get metrics(): LimiterMetrics {
    return { queued: this.#queued, requestsPerSecond: this.#meter.perSecond(this.#clock()), ...this.#counts };
  }

  get isIdle(): boolean {
    const now = this.#clock();
    const isFull = this.#allowance.available(now) >= this.#allowance.most;
    const isHeld = now < this.#pausedUntil || this.#paced?.server.tightest(now) !== undefined;
    return isFull && this.#queued === 0 && !isHeld && !this.state$.observed;
  }

  tryTake(cost: number): boolean {
    this.checkCost(cost);
    const now = this.#clock();
    const isFree = this.#queued === 0 && this.#isDue(cost, now);
    if (isFree) this.#spend(cost, now);
    else this.#counts.refused++;
    this.#tell();
    return isFree;
  }

  take(cost: number, onTurn?: () => boolean): Observable<void> {
    this.checkCost(cost);
    return new Observable<void>((subscriber) => this.enter(cost, new TurnOfObserver(subscriber, onTurn)));
  }

  /**
   * Whoever comes when nobody waits goes through without a place in the queue. Where a late one's turn has come, a newcomer has its place
   * before that one goes, if there is room for both. Returns what leaves the queue, for who has to wait.
   */
  enter(cost: number, turn: LimiterTurn): Unsubscribable | undefined {
    const now = this.#clock();
    if (turn.closed) return undefined;
    if (!this.#isDraining && this.#queue.size === 0 && this.#isDue(cost, now)) return this.#passThrough(cost, turn, now);
    if (this.#isFirstDue(now) && !this.#hasRoom(cost, now + this.#maxWait, now)) this.#drain();
    return turn.closed ? undefined : this.#enqueue(cost, turn, now);
  }

  pause(duration: number): void {
    requireOption(Number.isFinite(duration) && duration >= 0, 'duration', 'a finite number of milliseconds from 0', duration);
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#clock() + duration);
    this.#reconsider();
    this.#tell();
  }

  /** What it says can only hold back: the timer of who waits may come too early, and is set anew then. */
  heed(limits: readonly RateLimitInfo[]): void {
    if (limits.length === 0) return;
    const paced = this.#paced ?? new PacedAllowance(this.#own);
    if (!paced.server.heed(limits, this.#clock())) return;
    this.#paced = paced;
    this.#behindAll = undefined;
    if (this.#hurried > 0) this.#reconsider();
    this.#tell();
  }

  resume(): void {
    this.#pausedUntil = -Infinity;
    this.#paced = undefined;
    this.#behindAll = undefined;
    this.#drain();
    this.#tell();
  }

  /** Takes new limits over; `changeAllowance` is called when they have been found valid. Who waits keeps the wait it came with. */
  update({ maxQueue = this.#maxQueue, maxWait = this.#maxWait }: QueueLimits, changeAllowance: () => void): void {
    checkLimits(maxQueue, maxWait);
    this.#maxQueue = maxQueue;
    this.#maxWait = maxWait;
    changeAllowance();
    this.#reconsider();
    this.#tell();
  }

  #read(): LimiterState {
    const now = this.#clock();
    const available = this.#allowance.available(now);
    const queued = this.#queued;
    const isPaused = now < this.#pausedUntil;
    const server = this.#paced?.server.tightest(now);
    return {
      available,
      queued,
      ...(isPaused && { pausedUntil: this.#clock.toScheduler(this.#pausedUntil) }),
      ...(server && { server: this.#toState(server) }),
    };
  }

  #toState({ limit, remaining, until }: ServerLimit): LimiterState['server'] {
    const resetAt = this.#clock.toScheduler(until);
    return limit === undefined ? { remaining, resetAt } : { limit, remaining, resetAt };
  }

  #tell(): void {
    if (this.state$.observed) this.state$.emit(this.#read());
  }

  #isDue(cost: number, now: number): boolean {
    return now >= this.#pausedUntil && this.#allowance.available(now) >= cost;
  }

  #isFirstDue(now: number): boolean {
    const first = this.#queue.first?.value;
    return first !== undefined && this.#isDue(first.cost, now);
  }

  #spend(cost: number, now: number): void {
    this.#behindAll = undefined;
    this.#allowance.take(cost, now);
    this.#counts.granted++;
    this.#meter.add(now);
  }

  /** As in `#takeTurn` it counts as waiting while it is asked, and who comes in the middle of its turn stands behind it. */
  #passThrough(cost: number, turn: LimiterTurn, now: number): undefined {
    this.#isDraining = this.#isPassing = true;
    try {
      const isWanted = ask(turn);
      this.#isPassing = false;
      if (isWanted === undefined || turn.closed) this.#counts.cancelled++;
      else this.#settle(isWanted, cost, turn, now);
    } finally {
      this.#isDraining = this.#isPassing = false;
      if (this.#queue.size > 0) this.#drain();
    }
    this.#tell();
  }

  /** Who comes in the middle of another's turn queues too, if only for this moment. */
  #enqueue(cost: number, turn: LimiterTurn, now: number): Unsubscribable | undefined {
    if (cost > this.#allowance.most) {
      turn.refuse(this.#tooCostly(cost));
      return undefined;
    }
    const waiter: Waiter = { cost, turn, latest: now + this.#maxWait };
    if (!this.#hasRoom(cost, waiter.latest, now)) {
      this.#refuse(waiter, now);
      return undefined;
    }
    const place = this.#queue.add(waiter);
    if (waiter.latest !== Infinity) this.#hurried++;
    if (this.#behindAll?.now === now) this.#behindAll.plan.book(cost);
    if (this.#isFirstDue(now)) this.#drain();
    else if (this.#queue.first === place) this.#wake(now);
    if (place.isTaken) this.#tell();
    return place.isTaken ? { unsubscribe: () => this.#leave(place) } : undefined;
  }

  /** A full queue has room for who doesn't have to wait in it. */
  #hasRoom(cost: number, latest: number, now: number): boolean {
    if (this.#queued === 0 && this.#isDue(cost, now)) return true;
    const isFull = this.#queued >= this.#maxQueue;
    if (!isFull && latest === Infinity) return true;
    return this.#planBehindAll(now).startOf(cost) <= (isFull ? now : latest);
  }

  #leave(place: Place<Waiter>): void {
    const wasFirst = this.#queue.first === place;
    if (!this.#remove(place)) return;
    this.#counts.cancelled++;
    if (wasFirst) this.#drain();
    this.#tell();
  }

  #remove(place: Place<Waiter>): boolean {
    this.#behindAll = undefined;
    const hasLeft = this.#queue.remove(place);
    if (hasLeft && place.value.latest !== Infinity) this.#hurried--;
    return hasLeft;
  }

  /** Lets all go whose turn has come. A newcomer meanwhile queues behind them, and this loop finds it. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let now = this.#clock(); this.#isFirstDue(now); now = this.#clock()) this.#takeTurn(this.#queue.first!, now);
    } finally {
      this.#isDraining = false;
      this.#wake(this.#clock());
    }
  }

  /** While it is asked it keeps its place, so that nobody goes before it, and so that it may leave. */
  #takeTurn(place: Place<Waiter>, now: number): void {
    const { cost, turn } = place.value;
    const isWanted = turn.closed ? undefined : ask(turn);
    if (isWanted === undefined || turn.closed) return this.#leave(place);
    if (!this.#remove(place)) return;
    this.#settle(isWanted, cost, turn, now);
    this.#tell();
  }

  #settle(isWanted: boolean, cost: number, turn: LimiterTurn, now: number): void {
    if (!isWanted) return turn.giveUp();
    this.#spend(cost, now);
    turn.go();
  }

  #refuse({ cost, turn }: Waiter, now: number): void {
    const wait = this.#planBehindAll(now).startOf(cost) - now;
    this.#counts.refused++;
    this.#tell();
    turn.refuse(createRefusal(() => new RateLimitError(this.#name, wait), this.#refusals));
  }

  #wake(now: number): void {
    const first = this.#queue.first?.value;
    if (!first) return this.#alarm.stop();
    this.#alarm.restart(Math.max(this.#plan(now).startOf(first.cost) - now, 1));
  }

  #plan(now: number): Plan {
    return this.#allowance.plan(now < this.#pausedUntil ? Math.ceil(this.#pausedUntil) : now);
  }

  #planBehindAll(now: number): Plan {
    if (this.#behindAll?.now === now) return this.#behindAll.plan;
    const plan = this.#plan(now);
    for (const { value } of this.#queue.places()) plan.book(value.cost);
    this.#behindAll = { now, plan };
    return plan;
  }

  /**
   * After a pause or new limits, one's own or the server's: who can't be served any more, or not in time, is told so now, and who is due
   * goes, however late.
   */
  #reconsider(): void {
    const now = this.#clock();
    const plan = this.#plan(now);
    const refused: Waiter[] = [];
    for (const place of this.#queue.places()) {
      const { cost, latest } = place.value;
      if (cost <= this.#allowance.most && plan.startOf(cost) <= Math.max(latest, now)) {
        plan.book(cost);
        continue;
      }
      this.#remove(place);
      refused.push(place.value);
    }
    this.#behindAll = undefined;
    this.#wake(now);
    for (const waiter of refused) this.#tellRefused(waiter, now);
    this.#drain();
  }

  #tellRefused(waiter: Waiter, now: number): void {
    if (waiter.cost > this.#allowance.most) waiter.turn.refuse(this.#tooCostly(waiter.cost));
    else this.#refuse(waiter, now);
  }

  checkCost(cost: number): void {
    requirePositive('cost', cost);
    if (cost > this.#allowance.most) throw this.#tooCostly(cost);
  }

  #tooCostly(cost: number): RangeError {
    return new RangeError(`cost must be at most ${this.#allowance.most}, all that the limiter "${this.#name}" can hold, but was ${cost}.`);
  }
}

/** Whether a turn is taken; `undefined` where the question throws: that is told instead. */
function ask(turn: LimiterTurn): boolean | undefined {
  try {
    return turn.onTurn();
  } catch (error) {
    turn.refuse(error);
    return undefined;
  }
}

function checkLimits(maxQueue: number, maxWait: number): void {
  requireCount('maxQueue', maxQueue);
  requireDuration('maxWait', maxWait);
}
