import { catchError, defer, EMPTY, Observable, Subject, takeUntil, tap, throwError, throwIfEmpty } from 'rxjs';
import { innerSubscriber } from '../../src/delivery/inner-subscriber.js';
import { createReaderCountdown } from '../../src/delivery/reader-countdown.js';
import { answerStatus } from '../../src/errors/answer-status.js';
import { retryHint } from '../../src/errors/retry-hint.js';
import {
  circuitBreaker,
  RequestTimeoutError,
  retryBackoff,
  type CircuitBreaker,
  type RetryBackoffOptions,
  type TokenBucket,
} from '../../src/index.js';
import { limitDuration } from '../../src/operators/limit-duration.js';
import { waitForPermit } from '../../src/operators/wait-for-permit.js';
import type { CircuitPermit } from '../../src/policies/circuit-permit.js';
import { isRetryable } from '../../src/errors/is-retryable.js';
import type { SchedulerLike } from 'rxjs';

/** What the chain is made of; what is left out is absent. */
export interface ChainOptions {
  readonly totalTimeout?: number;
  readonly retry?: RetryBackoffOptions;
  readonly limiter?: TokenBucket;
  readonly breaker?: CircuitBreaker;
  readonly attemptTimeout?: number;
  readonly scheduler: SchedulerLike;
}

interface Deadline {
  isOver(): boolean;
  endIfOver(): boolean;
  end<T>(attempt: Observable<T>): Observable<T>;
}

const NO_DEADLINE: Deadline = { isOver: () => false, endIfOver: () => false, end: (attempt) => attempt };

/** `protect` as a chain of an operator for each part: slower, and plain to read. What the fused one does is measured against it. */
export function chainOfOperators<T>(source: Observable<T>, options: ChainOptions): Observable<T> {
  const { totalTimeout = Infinity, attemptTimeout = Infinity, retry, scheduler } = options;
  const timed = limitDuration(source, { attempt: attemptTimeout }, scheduler);
  return withTotalDeadline(totalTimeout, scheduler, (deadline) => {
    const attempt = deadline.end(timed);
    const admitted = defer(() => admit(attempt, options, deadline));
    return retry ? retryUnlessEmitted(admitted, { ...retry, scheduler }, deadline) : admitted;
  });
}

function withTotalDeadline<T>(total: number, scheduler: SchedulerLike, call: (deadline: Deadline) => Observable<T>): Observable<T> {
  if (total === Infinity) return call(NO_DEADLINE);
  return new Observable((subscriber) => {
    const expired = new Subject<never>();
    let hasExpired = false;
    const expire = (): void => {
      const error = new RequestTimeoutError('total', total);
      hasExpired = true;
      expired.error(error);
      subscriber.error(error);
    };
    const isOver = (): boolean => hasExpired || countdown.remaining() <= 0;
    const endIfOver = (): boolean => {
      const over = isOver();
      if (over) expire();
      return over;
    };
    const countdown = createReaderCountdown(scheduler, expire);
    subscriber.add(() => countdown.stop());
    countdown.restart(total);
    call({ isOver, endIfOver, end: (attempt) => attempt.pipe(takeUntil(expired)) }).subscribe(innerSubscriber<T>(subscriber));
  });
}

function retryUnlessEmitted<T>(attempt: Observable<T>, retry: RetryBackoffOptions, deadline: Deadline): Observable<T> {
  return defer(() => {
    let hasEmitted = false;
    const shouldRetry = (error: unknown): boolean => !hasEmitted && !deadline.isOver() && isRetryable(error);
    const start = defer(() => (deadline.endIfOver() ? EMPTY : attempt));
    return start.pipe(
      tap(() => {
        hasEmitted = true;
      }),
      retryBackoff({ ...retry, shouldRetry }),
    );
  });
}

function admit<T>(attempt: Observable<T>, { limiter, breaker }: ChainOptions, deadline: Deadline): Observable<T> {
  if (!limiter) return breaker ? attempt.pipe(circuitBreaker(breaker)) : attempt;
  const turn = limiter.take(1, () => !deadline.endIfOver());
  const admitted = breaker ? bothInTurn(attempt, limiter, breaker, deadline) : waitForPermit(turn, () => attempt);
  return admitted.pipe(
    catchError((error: unknown) => {
      const status = answerStatus(error);
      const hint = status === 429 || status === 503 ? retryHint(error) : undefined;
      if (hint !== undefined) limiter.pause(hint);
      return throwError(() => error);
    }),
  );
}

function bothInTurn<T>(attempt: Observable<T>, limiter: TokenBucket, breaker: CircuitBreaker, deadline: Deadline): Observable<T> {
  return new Observable((subscriber) => {
    if (!breaker.canAcquire()) return subscriber.error(breaker.refuse());
    let permit: CircuitPermit | undefined;
    const askBreaker = (): boolean => {
      if (deadline.endIfOver()) return false;
      permit = breaker.tryAcquire();
      if (subscriber.closed) permit?.release();
      return permit !== undefined;
    };
    const turn = limiter.take(1, askBreaker).pipe(throwIfEmpty(() => breaker.refusal()));
    waitForPermit(turn, () => guarded(attempt, permit!)).subscribe(subscriber);
  });
}

function guarded<T>(attempt: Observable<T>, permit: CircuitPermit): Observable<T> {
  return new Observable((caller) => {
    caller.add(() => permit.left());
    attempt
      .pipe(
        tap({ next: () => permit.answered(), complete: () => permit.success() }),
        catchError((error: unknown) => throwError(() => permit.errored(error))),
      )
      .subscribe(innerSubscriber<T>(caller));
  });
}
