import { Observable, Subscriber, type SchedulerLike } from 'rxjs';
import { PausingCountdown, type CountdownOwner } from '../delivery/pausing-countdown.js';
import { RequestTimeoutError, type TimeoutPhase } from '../errors/request-timeout-error.js';

type Phase = Exclude<TimeoutPhase, 'head'>;

/** The limits of one call in milliseconds, by the phase that they are told as; `Infinity` or absent is no limit. */
export type DurationLimits = Partial<Record<Phase, number>>;

/**
 * Errors with `RequestTimeoutError` when the source passes one of its limits. The source comes first: what it does in the same frame
 * as a timer counts. Time for which the consumer holds the reader doesn't.
 */
export function limitDuration<T>(source: Observable<T>, limits: DurationLimits, scheduler: SchedulerLike): Observable<T> {
  return new Observable((caller) => {
    const call = new TimedCall(caller, limits, scheduler);
    source.subscribe(call);
    call.startTimers();
  });
}

/** One call with its timers, of which each is made when it is started: a source that ends at once needs none. */
class TimedCall<T> extends Subscriber<T> implements CountdownOwner {
  #first: PausingCountdown | undefined;
  #idle: PausingCountdown | undefined;
  #attempt: PausingCountdown | undefined;
  #total: PausingCountdown | undefined;
  #hasValue = false;

  constructor(
    private readonly caller: Subscriber<T>,
    private readonly limits: DurationLimits,
    private readonly scheduler: SchedulerLike,
  ) {
    super();
    caller.add(this);
  }

  startTimers(): void {
    if (this.closed) return;
    const { first, attempt, total } = this.limits;
    if (!this.#hasValue) this.#first = this.#countdown(first);
    this.#first?.restart(first!);
    this.#attempt = this.#countdown(attempt);
    this.#attempt?.restart(attempt!);
    this.#total = this.#countdown(total);
    this.#total?.restart(total!);
  }

  override _next(value: T): void {
    this.#first?.stop();
    this.#hasValue = true;
    this.caller.next(value);
    if (this.closed) return;
    const { idle } = this.limits;
    this.#idle ??= this.#countdown(idle);
    this.#idle?.restartWhenFree(idle!);
    this.#attempt?.pauseWhileHeld();
    this.#total?.pauseWhileHeld();
  }

  override _error(error: unknown): void {
    this.#stop();
    this.caller.error(error);
  }

  override _complete(): void {
    this.#stop();
    this.caller.complete();
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#stop();
    super.unsubscribe();
  }

  /** The source is left first: whoever hears of the end may begin another call, and that may let go who waits in the source. */
  onEnd(countdown: PausingCountdown): void {
    const phase = this.#phaseOf(countdown);
    try {
      this.unsubscribe();
    } finally {
      this.caller.error(new RequestTimeoutError(phase, this.limits[phase]!));
    }
  }

  #phaseOf(countdown: PausingCountdown): Phase {
    if (countdown === this.#first) return 'first';
    if (countdown === this.#idle) return 'idle';
    return countdown === this.#attempt ? 'attempt' : 'total';
  }

  #stop(): void {
    this.#first?.stop();
    this.#idle?.stop();
    this.#attempt?.stop();
    this.#total?.stop();
  }

  /** None where there is no limit. */
  #countdown(limit = Infinity): PausingCountdown | undefined {
    return limit === Infinity ? undefined : new PausingCountdown(this.scheduler, this);
  }
}
