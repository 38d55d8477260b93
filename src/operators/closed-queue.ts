import { merge, tap, type SchedulerLike, type Subscription } from 'rxjs';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitBreakerState } from '../policies/circuit-state.js';
import { Fifo, type Place } from '../policies/fifo.js';
import { SlowStart, type Turn } from '../policies/slow-start.js';
import { createClock, type Clock } from '../time/clock.js';
import { createCountdown, type Countdown } from '../time/countdown.js';
import { outcomesOf } from './outcomes-of.js';
import { refusedBy } from './refused-by.js';

/** Somebody in the queue. */
export interface Waiter {
  /** Who came earlier has a lower number. */
  readonly arrival: number;
  /** Called when its turn has come; it tells by `end` or `comeBack` how that went. */
  go(turn: Turn): void;
}

/** The place in line of somebody who waits. */
export type WaitingPlace = Place<Waiter>;

const UNCOUNTED: Turn = () => false;

/**
 * The queue in front of a breaker: first come, first served, newcomers included. While the circuit is half-open one at a time
 * goes, as a probe; after that a slow start lets them go, and a new opening stops it. When the breaker says no, nobody goes
 * before its next state or outcome, or the time it has named. It watches the breaker and owns a timer only while somebody waits.
 */
export class ClosedQueue {
  readonly #breaker: CircuitBreaker;
  readonly #clock: Clock;
  readonly #alarm: Countdown;
  readonly #queue = new Fifo<Waiter>();
  #arrivals = 0;
  #watch: Subscription | undefined;
  /** The state that the slow start belongs to. */
  #state: CircuitBreakerState | undefined;
  #pace = new SlowStart(1);
  #heldUntil: number | undefined;
  #alarmAt = Infinity;
  #isDraining = false;

  constructor(breaker: CircuitBreaker, scheduler: SchedulerLike) {
    this.#breaker = breaker;
    this.#clock = createClock(scheduler);
    this.#alarm = createCountdown(scheduler, () => this.#onAlarm());
  }

  get size(): number {
    return this.#queue.size;
  }

  /** The number of the next to arrive. */
  arrive(): number {
    return this.#arrivals++;
  }

  /** Lets somebody go at once where nobody waits and the circuit is closed, or else puts it in line; its place, if it waits. */
  enter(waiter: Waiter): WaitingPlace | undefined {
    if (this.#queue.size === 0 && isPassable(this.#breaker.state$.value) && this.#breaker.canAcquire()) {
      waiter.go(UNCOUNTED);
      return undefined;
    }
    const place = this.#queue.add(waiter);
    if (this.#queue.size === 1) {
      this.#startWatch();
      this.#drain();
    }
    return place;
  }

  /** Puts somebody who was refused after all back to where it stood; it goes again after `wait` at the latest. */
  comeBack(waiter: Waiter, turn: Turn, wait: number): WaitingPlace {
    turn(false);
    this.#startWatch();
    this.#hold(wait);
    let next = this.#queue.first;
    while (next && next.value.arrival < waiter.arrival) next = next.next;
    const place = this.#queue.add(waiter, next);
    this.#rest();
    return place;
  }

  leave(place: WaitingPlace): void {
    if (this.#queue.remove(place)) this.#rest();
  }

  /** Somebody who went has begun to answer, or has ended. */
  end(turn: Turn, hasAnswered: boolean): void {
    if (turn(hasAnswered)) this.#wake();
  }

  /** Only a new state begins a new slow start, so the first one that is told wakes nobody. */
  #startWatch(): void {
    if (this.#watch) return;
    let isTold = false;
    const state$ = this.#breaker.state$.pipe(tap((state) => this.#follow(state)));
    this.#watch = merge(state$, outcomesOf(this.#breaker)).subscribe({
      next: () => isTold && this.#wake(),
      error: (error: unknown) => {
        throw error; // neither of them errors
      },
    });
    isTold = true;
  }

  #follow(state: CircuitBreakerState): void {
    if (this.#state && isSamePhase(this.#state, state)) return;
    this.#state = state;
    this.#pace = new SlowStart(state.status === 'half-open' ? 1 : 2);
  }

  #onAlarm(): void {
    this.#alarmAt = Infinity;
    this.#wake();
  }

  #wake(): void {
    this.#heldUntil = undefined;
    this.#drain();
  }

  /** Lets all go whose turn has come. Whoever comes, answers or changes the circuit meanwhile is found by this loop. */
  #drain(): void {
    if (this.#isDraining) return;
    this.#isDraining = true;
    try {
      for (let first = this.#due(); first; first = this.#due()) {
        this.#queue.remove(first);
        first.value.go(this.#pace.start(this.#clock()));
      }
    } finally {
      this.#isDraining = false;
      this.#rest();
    }
  }

  /** The first in line, if it may go now. */
  #due(): WaitingPlace | undefined {
    const { first } = this.#queue;
    if (!first || this.#heldUntil !== undefined) return undefined;
    this.#follow(this.#breaker.state$.value);
    if (this.#pace.isFull(this.#clock())) return undefined;
    if (this.#breaker.canAcquire()) return first;
    this.#hold(refusedBy(this.#breaker, this.#breaker.refusal())!);
    return undefined;
  }

  /** The end of an opening is told by the breaker itself. */
  #hold(wait: number): void {
    const { status } = this.#state!;
    const isTold = status === 'open' || status === 'isolated';
    this.#heldUntil = isTold ? Infinity : this.#clock() + wait;
  }

  #rest(): void {
    if (this.#isDraining) return;
    if (this.#queue.size === 0) return this.#stopWatch();
    const wakeAt = this.#heldUntil ?? this.#pace.freeAt;
    if (wakeAt === this.#alarmAt) return;
    this.#alarmAt = wakeAt;
    this.#alarm.restart(Math.max(wakeAt - this.#clock(), 1));
  }

  /** Who probes stays in mind, so that newcomers of the same half-open time don't all go. */
  #stopWatch(): void {
    this.#watch?.unsubscribe();
    this.#watch = undefined;
    this.#heldUntil = undefined;
    this.#alarm.stop();
    this.#alarmAt = Infinity;
    if (this.#state?.status !== 'half-open') this.#state = undefined;
  }
}

function isPassable({ status }: CircuitBreakerState): boolean {
  return status === 'closed' || status === 'bypassed';
}

function isSamePhase(a: CircuitBreakerState, b: CircuitBreakerState): boolean {
  return a.status === b.status && halfOpenSince(a) === halfOpenSince(b);
}

/** Each half-open time is a phase of its own. */
function halfOpenSince(state: CircuitBreakerState): number | false {
  return 'since' in state && state.since;
}
