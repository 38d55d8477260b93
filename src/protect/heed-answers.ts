import { Observable, tap, type SchedulerLike } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { answerStatus } from '../errors/answer-status.js';
import { parseRateLimit } from '../errors/parse-rate-limit.js';
import type { AnswerHead } from '../http/answer-heads.js';
import type { HttpRequest } from '../http/http-request.js';
import type { RateLimiter } from '../policies/rate-limiter.js';

/**
 * Lets a limiter hear, for the time of an attempt, what its answers tell of the server's rate limits. Every answer counts, a good
 * one too; where there is no request to tell them, that of an error which knows its headers.
 */
export function heedAnswers<T>(
  attempt: Observable<T>,
  limiter: RateLimiter | undefined,
  request: HttpRequest | undefined,
  scheduler: SchedulerLike,
): Observable<T> {
  if (!limiter) return attempt;
  const heed = (headers: Headers): void => limiter.heed(parseRateLimit(headers, scheduler.now()));
  if (request) {
    return new Observable((subscriber) => {
      request.answers$.subscribe(innerSubscriber<AnswerHead>(subscriber, { next: ({ headers }) => heed(headers) }));
      attempt.subscribe(subscriber);
    });
  }
  return attempt.pipe(
    tap({
      error(error: unknown) {
        const headers = answerStatus(error) === undefined ? undefined : (error as { headers?: unknown }).headers;
        if (headers instanceof Headers) heed(headers);
      },
    }),
  );
}
