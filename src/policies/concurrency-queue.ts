import { Observable, type SchedulerLike, type Subscriber } from 'rxjs';
import { BulkheadFullError } from '../errors/bulkhead-full-error.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { requireCount, requireDuration, requireOption } from '../validation/require-option.js';
import { createRefusal, type RefusalOptions } from './create-refusal.js';
import { Fifo, type Place } from './fifo.js';
import { PriorityFifo, type PriorityPlace } from './priority-fifo.js';

/** A place among the running calls. Giving it back twice does nothing. */
export interface BulkheadPermit {
  release(): void;
  /** Under a limit that learns from its calls: tells it, for a call that is an Observable, when it begins and how it goes. */
  watch?<T>(call: Observable<T>): Observable<T>;
}

/** How many may wait, and how long. */
export interface ConcurrencyQueueLimits {
  readonly maxQueue?: number;
  readonly maxWait?: number;
}

export interface ConcurrencyQueueOptions extends ConcurrencyQueueLimits, RefusalOptions {
  readonly name: string;
  readonly scheduler: SchedulerLike;
  /** How many calls may run; asked each time. */
  readonly limit: () => number;
  /** Called after every change. */
  readonly onChange: () => void;
}

interface Waiter {
  readonly since: number;
  readonly subscriber: Subscriber<BulkheadPermit>;
  /** Its place among all by arrival, whatever their priority. */
  arrival?: Place<Waiter>;
}

/**
 * Counts running calls up to a limit and queues the others: higher priority first, first come, first served within one, newcomers
 * included. It owns one timer, for whoever has waited longest, and only while somebody waits and `maxWait` is finite.
 */
export class ConcurrencyQueue {
  readonly #name: string;
  readonly #refusals: RefusalOptions;
  readonly #limit: () => number;
  readonly #onChange: () => void;
  readonly #clock: Clock;
  readonly #alarm: Countdown;
  readonly #queue = new PriorityFifo<Waiter>();
  /** The same waiters by arrival: whoever came first is overdue first. */
  readonly #arrivals = new Fifo<Waiter>();
  #maxQueue = Infinity;
  #maxWait = Infinity;
  #active = 0;
  #isDraining = false;

  constructor({ name, scheduler, limit, onChange, stackTraces, ...limits }: ConcurrencyQueueOptions) {
    this.#name = name;
    this.#refusals = { stackTraces };
    this.#limit = limit;
    this.#onChange = onChange;
    this.#clock = createClock(scheduler);
    this.#alarm = createCountdown(scheduler, () => this.#refuseOverdue());
    this.#setLimits(limits);
  }

  get active(): number {
    return this.#active;
  }

  get queued(): number {
    return this.#queue.size;
  }

  tryAcquire(): BulkheadPermit | undefined {
    if (!this.#hasRoom) return undefined;
    const permit = this.#admit();
    this.#onChange();
    return permit;
  }

  acquire(priority: number): Observable<BulkheadPermit> {
    requireOption(Number.isFinite(priority), 'priority', 'a finite number', priority);
    return new Observable((subscriber) => this.#enter(priority, subscriber));
  }

  /**
   * Takes new limits over; `changeLimit` is called when they have been found valid. Who finds room now goes, who has waited too long
   * is refused.
   */
  update(limits: ConcurrencyQueueLimits, changeLimit: () => void): void {
    this.#setLimits(limits);
    changeLimit();
    this.#refuseOverdue();
    this.drain();
    this.#onChange();
  }

  /** Lets go whoever finds room. A newcomer meanwhile queues behind them, and this loop finds it. */
  drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let first = this.#queue.first; first && this.#active < this.#limit(); first = this.#queue.first) {
        const waiter = first.place.value;
        this.#leave(first);
        this.#give(waiter.subscriber);
      }
    } finally {
      this.#isDraining = false;
    }
    this.#setAlarm();
  }

  get #hasRoom(): boolean {
    return this.#queue.size === 0 && this.#active < this.#limit();
  }

  #setLimits({ maxQueue = this.#maxQueue, maxWait = this.#maxWait }: ConcurrencyQueueLimits): void {
    requireCount('maxQueue', maxQueue);
    requireDuration('maxWait', maxWait);
    this.#maxQueue = maxQueue;
    this.#maxWait = maxWait;
  }

  #enter(priority: number, subscriber: Subscriber<BulkheadPermit>): void {
    if (this.#hasRoom) return this.#give(subscriber);
    if (this.#queue.size >= this.#maxQueue || this.#maxWait === 0) return subscriber.error(this.#refusal());
    const waiter: Waiter = { since: this.#clock(), subscriber };
    waiter.arrival = this.#arrivals.add(waiter);
    const turn = this.#queue.add(waiter, priority);
    subscriber.add(() => {
      if (!this.#leave(turn)) return;
      this.#setAlarm();
      this.#onChange();
    });
    if (this.#queue.size === 1) this.#setAlarm();
    this.#onChange();
  }

  #leave(turn: PriorityPlace<Waiter>): boolean {
    this.#arrivals.remove(turn.place.value.arrival!);
    return this.#queue.remove(turn);
  }

  #give(subscriber: Subscriber<BulkheadPermit>): void {
    const permit = this.#admit();
    subscriber.next(permit);
    subscriber.complete();
    this.#onChange();
  }

  #admit(): BulkheadPermit {
    this.#active++;
    let isHeld = true;
    return {
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#active--;
        this.drain();
        this.#onChange();
      },
    };
  }

  #refuseOverdue(): void {
    const now = this.#clock();
    for (const { value } of this.#arrivals.places()) {
      if (now - value.since < this.#maxWait) break;
      value.subscriber.error(this.#refusal());
    }
    this.#setAlarm();
  }

  #refusal(): BulkheadFullError {
    return createRefusal(() => new BulkheadFullError(this.#name), this.#refusals);
  }

  #setAlarm(): void {
    const first = this.#arrivals.first?.value;
    if (first === undefined || this.#maxWait === Infinity) return this.#alarm.stop();
    this.#alarm.restart(Math.max(0, first.since + this.#maxWait - this.#clock()));
  }
}
