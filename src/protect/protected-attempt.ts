import { Subscriber, type Observable, type Observer } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { PausingCountdown, type CountdownOwner } from '../delivery/pausing-countdown.js';
import { RequestTimeoutError } from '../errors/request-timeout-error.js';
import type { AdaptivePermit } from '../policies/adaptive-permit.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitPermit } from '../policies/circuit-permit.js';
import type { LimiterTurn } from '../policies/limiter-turn.js';
import type { RateLimiter } from '../policies/rate-limiter.js';
import type { AnswerHead } from '../http/answer-heads.js';
import type { HttpRequest } from '../http/http-request.js';
import { heed, heedError, pauseAsTold } from './heed-error.js';
import type { ProtectPlan } from './protect-plan.js';
import type { TotalDeadline } from './total-deadline.js';

/** What the attempts of a call have in common. */
export interface AttemptContext<T> {
  readonly plan: ProtectPlan;
  readonly source: Observable<T>;
  readonly request: HttpRequest | undefined;
  readonly deadline: TotalDeadline | undefined;
  /** Who made the call; closed from the moment it leaves, before its attempts are. */
  readonly caller: Subscriber<T>;
  /** Written by the attempts. */
  hasEmitted: boolean;
}

/**
 * One attempt of a call: the turn at the limiter, the breaker's permit, the attempt's timeout and the heed of what its answers tell,
 * as one subscriber to the source (docs/performance.md tells what that brought over a chain of operators). An open circuit refuses before
 * the queue; when the turn comes, the breaker is asked before the token is spent, and no permit is held while waiting.
 */
export class ProtectedAttempt<T> extends Subscriber<T> implements LimiterTurn, CountdownOwner {
  #permit: CircuitPermit | undefined;
  #countdown: PausingCountdown | undefined;
  #hasAnswered = false;

  /**
   * @param receiver hears how it goes
   * @param learner a place under an adaptive limit, which hears of the attempt alone, not of the wait for a token
   */
  constructor(
    private readonly call: AttemptContext<T>,
    private readonly receiver: Observer<T>,
    owner: Subscriber<T>,
    private readonly limiter: RateLimiter | undefined,
    private readonly breaker: CircuitBreaker | undefined,
    private readonly learner?: AdaptivePermit,
  ) {
    super();
    owner.add(this);
  }

  start(): void {
    const { limiter, breaker } = this;
    if (!limiter) return this.onTurn() ? this.go() : this.giveUp();
    if (breaker && !breaker.canAcquire()) return this.refuse(breaker.refuse());
    this.add(limiter.enter(this));
  }

  /** Who leaves while the breaker tells that it is half-open has no use for the permit. */
  onTurn(): boolean {
    const { limiter, breaker, call } = this;
    if (call.caller.closed) this.unsubscribe();
    if (this.closed || (limiter && call.deadline?.endIfOver())) return false;
    if (!breaker) return true;
    this.#permit = breaker.tryAcquire();
    if (this.closed) this.#permit?.release();
    return this.#permit !== undefined;
  }

  go(): void {
    const { call } = this;
    this.learner?.started();
    this.#hearAnswers();
    call.deadline?.enter(this);
    try {
      call.source.subscribe(this);
    } catch (thrown) {
      this.error(thrown);
    }
    if (!this.isStopped) this.#startCountdown();
  }

  giveUp(): void {
    const { breaker } = this;
    if (breaker && !this.closed) this.refuse(breaker.refusal());
  }

  refuse(error: unknown): void {
    this.isStopped = true;
    this.#end(error);
  }

  override _next(value: T): void {
    if (!this.#hasAnswered) {
      this.#hasAnswered = this.call.hasEmitted = true;
      this.learner?.succeeded();
      this.#permit?.answered();
    }
    this.receiver.next(value);
    if (this.closed) return;
    this.call.deadline?.pauseWhileHeld();
    this.#countdown?.pauseWhileHeld();
  }

  override _error(error: unknown): void {
    const { call, limiter, learner } = this;
    this.#countdown?.stop();
    if (limiter && !call.request) heedError(limiter, error, call.plan.scheduler.now());
    learner?.failed(error);
    const told = this.#permit ? this.#permit.errored(error) : error;
    if (limiter) pauseAsTold(limiter, told);
    this.#end(told);
  }

  override _complete(): void {
    this.#countdown?.stop();
    try {
      this.learner?.succeeded();
      this.#permit?.success();
      this.receiver.complete();
    } finally {
      this.unsubscribe();
    }
  }

  onEnd(): void {
    this.error(new RequestTimeoutError('attempt', this.call.plan.attemptTimeout));
  }

  /** The permit goes back behind the teardown of the source. */
  override unsubscribe(): void {
    if (this.closed) return;
    this.#countdown?.stop();
    this.call.deadline?.leave(this);
    try {
      super.unsubscribe();
    } finally {
      this.#permit?.left();
    }
  }

  #end(error: unknown): void {
    try {
      this.receiver.error(error);
    } finally {
      this.unsubscribe();
    }
  }

  #hearAnswers(): void {
    const { limiter } = this;
    const { request, plan } = this.call;
    if (!limiter || !request) return;
    const hear = innerSubscriber<AnswerHead>(this, { next: ({ headers }) => heed(limiter, headers, plan.scheduler.now()) });
    request.answers$.subscribe(hear);
  }

  #startCountdown(): void {
    const { attemptTimeout, scheduler } = this.call.plan;
    if (attemptTimeout === Infinity) return;
    this.#countdown = new PausingCountdown(scheduler, this);
    this.#countdown.restart(attemptTimeout);
  }
}
