import { Observable, catchError, defer, EMPTY, throwError, throwIfEmpty } from 'rxjs';
import { answerStatus } from '../errors/answer-status.js';
import { retryHint } from '../errors/retry-hint.js';
import { guardCall } from '../operators/guard-call.js';
import { circuitBreaker } from '../operators/circuit-breaker.js';
import { waitForPermit } from '../operators/wait-for-permit.js';
import type { AdaptiveLimit } from '../policies/adaptive-limit.js';
import type { Bulkhead } from '../policies/bulkhead.js';
import type { CircuitBreaker } from '../policies/circuit-breaker.js';
import type { CircuitPermit } from '../policies/circuit-permit.js';
import type { BulkheadPermit } from '../policies/concurrency-queue.js';
import type { RateLimiter } from '../policies/rate-limiter.js';
import type { TotalDeadline } from './total-deadline.js';

/** What an attempt has to pass. */
export interface Admission {
  readonly bulkhead: Bulkhead | AdaptiveLimit | undefined;
  readonly limiter: RateLimiter | undefined;
  readonly breaker: CircuitBreaker | undefined;
  /** A turn that comes when the time is up is given away. */
  readonly deadline: Pick<TotalDeadline, 'endIfOver'>;
}

/**
 * Lets an attempt through a bulkhead, a limiter and a breaker, any of which may be missing. An open circuit refuses before the
 * queues; when a queued attempt's turn comes, the breaker is asked before the token is spent, and no permit is held while waiting. An
 * adaptive limit hears of the attempt alone, not of the wait for a token.
 */
export function admit<T>(attempt: Observable<T>, admission: Admission): Observable<T> {
  const { bulkhead: seats, breaker, deadline } = admission;
  if (!seats) return admitOne(attempt, admission);
  const place$: Observable<BulkheadPermit> = seats.acquire();
  const seated = waitForPermit(
    place$,
    (place) => (deadline.endIfOver() ? EMPTY : admitOne(place.watch?.(attempt) ?? attempt, admission)),
    (place) => place.release(),
  );
  return breaker ? unlessOpen(seated, breaker) : seated;
}

function admitOne<T>(attempt: Observable<T>, { limiter, breaker, deadline }: Admission): Observable<T> {
  if (!limiter) return breaker ? attempt.pipe(circuitBreaker(breaker)) : attempt;
  const admitted = breaker
    ? unlessOpen(bothInTurn(attempt, limiter, breaker, deadline), breaker)
    : waitForPermit(
        limiter.take(1, () => !deadline.endIfOver()),
        () => attempt,
      );
  return admitted.pipe(catchError((error: unknown) => pauseAsTold(error, limiter)));
}

/** An open circuit refuses before any queue. */
function unlessOpen<T>(queued: Observable<T>, breaker: CircuitBreaker): Observable<T> {
  return defer(() => (breaker.canAcquire() ? queued : throwError(() => breaker.refuse())));
}

function bothInTurn<T>(
  attempt: Observable<T>,
  limiter: RateLimiter,
  breaker: CircuitBreaker,
  deadline: Pick<TotalDeadline, 'endIfOver'>,
): Observable<T> {
  return new Observable((subscriber) => {
    let permit: CircuitPermit | undefined;
    const askBreaker = (): boolean => {
      if (deadline.endIfOver()) return false;
      permit = breaker.tryAcquire();
      if (subscriber.closed) permit?.release(); // left while the breaker told that it is half-open
      return permit !== undefined;
    };
    const turn = limiter.take(1, askBreaker);
    const guarded = new Observable<T>((caller) => guardCall(attempt, caller, breaker, permit!));
    waitForPermit(turn.pipe(throwIfEmpty(() => breaker.refusal())), () => guarded).subscribe(subscriber);
  });
}

/** A server that says "later" says it to everybody in the queue. */
function pauseAsTold(error: unknown, limiter: RateLimiter): Observable<never> {
  const status = answerStatus(error);
  const hint = status === 429 || status === 503 ? retryHint(error) : undefined;
  if (hint !== undefined) limiter.pause(Math.min(hint, Number.MAX_SAFE_INTEGER));
  return throwError(() => error);
}
