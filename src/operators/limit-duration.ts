import { Observable, Subscriber, type SchedulerLike } from 'rxjs';
import { createReaderCountdown, type ReaderCountdown } from '../delivery/reader-countdown.js';
import { RequestTimeoutError, type TimeoutPhase } from '../errors/request-timeout-error.js';

/** The limits of one call in milliseconds, by the phase that they are told as; `Infinity` or absent is no limit. */
export type DurationLimits = Partial<Record<Exclude<TimeoutPhase, 'head'>, number>>;

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
class TimedCall<T> extends Subscriber<T> {
  readonly #timers: ReaderCountdown[] = [];
  #untilFirst: ReaderCountdown | undefined;
  #untilNext: ReaderCountdown | undefined;
  #whole: readonly ReaderCountdown[] = [];
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
    const { first = Infinity } = this.limits;
    if (!this.#hasValue) this.#untilFirst = this.#timer('first');
    this.#untilFirst?.restart(first);
    this.#whole = (['attempt', 'total'] as const).flatMap((phase) => {
      const timer = this.#timer(phase);
      timer?.restart(this.limits[phase]!);
      return timer ?? [];
    });
  }

  override _next(value: T): void {
    this.#untilFirst?.stop();
    this.#hasValue = true;
    this.caller.next(value);
    if (this.closed) return;
    const { idle = Infinity } = this.limits;
    this.#untilNext ??= this.#timer('idle');
    this.#untilNext?.restartWhenFree(idle);
    for (const timer of this.#whole) timer.pauseWhileHeld();
  }

  override _error(error: unknown): void {
    this.#stop();
    try {
      this.caller.error(error);
    } finally {
      this.unsubscribe();
    }
  }

  override _complete(): void {
    this.#stop();
    try {
      this.caller.complete();
    } finally {
      this.unsubscribe();
    }
  }

  override unsubscribe(): void {
    if (this.closed) return;
    this.#stop();
    super.unsubscribe();
  }

  #stop(): void {
    for (const timer of this.#timers) timer.stop();
  }

  /** None where there is no limit. */
  #timer(phase: keyof DurationLimits): ReaderCountdown | undefined {
    const { [phase]: limit = Infinity } = this.limits;
    if (limit === Infinity) return undefined;
    const timer = createReaderCountdown(this.scheduler, () => this.error(new RequestTimeoutError(phase, limit)));
    this.#timers.push(timer);
    return timer;
  }
}
