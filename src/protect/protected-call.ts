import { Subscription, type Observable, type Observer, type Subscriber } from 'rxjs';
import { subscribeOwned } from '../delivery/inner-subscriber.js';
import { isRetryable } from '../errors/is-retryable.js';
import { attachRequest } from '../errors/library-error.js';
import { mayBeSentAgain } from '../errors/request-info.js';
import type { HttpRequest } from '../http/http-request.js';
import { RetryLoop, type Retriable } from '../operators/retry-loop.js';
import type { ProtectPlan } from './protect-plan.js';
import { ProtectedAttempt, type AttemptContext } from './protected-attempt.js';
import { TotalDeadline } from './total-deadline.js';
import { wrapAttempts } from './wrap-attempts.js';

/** One call of a protected source, with what its attempts have in common. */
export class ProtectedCall<T> implements Retriable<T>, AttemptContext<T> {
  readonly deadline: TotalDeadline | undefined;
  hasEmitted = false;

  constructor(
    readonly plan: ProtectPlan,
    readonly source: Observable<T>,
    readonly request: HttpRequest | undefined,
    readonly caller: Subscriber<T>,
  ) {
    const { totalTimeout, scheduler } = plan;
    if (totalTimeout !== Infinity) this.deadline = new TotalDeadline(totalTimeout, scheduler, caller);
  }

  start(): void {
    const { retry } = this.plan;
    if (retry) new RetryLoop(this, this.caller, retry).run();
    else this.#attempt(this.caller);
  }

  begin(attempt: Observer<T>): Subscription {
    return this.deadline?.endIfOver() ? Subscription.EMPTY : this.#attempt(attempt);
  }

  /** A call that has emitted, whose time is up, or whose request may not be sent again, isn't retried. */
  shouldRetry(error: unknown, retry: number): boolean {
    const { request } = this;
    if (request) attachRequest(error, () => request.clone({ attempt: retry + 1 }));
    if (this.hasEmitted || this.deadline?.isOver()) return false;
    const { shouldRetry } = this.plan;
    if (shouldRetry) return shouldRetry(error, retry);
    return (request === undefined || mayBeSentAgain(request)) && isRetryable(error);
  }

  #attempt(receiver: Observer<T>): Subscription {
    const wrapped = wrapAttempts(this);
    if (wrapped) return subscribeOwned(wrapped, receiver, this.caller);
    const { findLimiter, findBreaker } = this.plan;
    try {
      const attempt = new ProtectedAttempt(this, receiver, this.caller, findLimiter?.(this.request), findBreaker?.(this.request));
      attempt.start();
      return attempt;
    } catch (thrown) {
      receiver.error(thrown);
      return Subscription.EMPTY;
    }
  }
}
