import { defer, EMPTY, Observable, tap } from 'rxjs';
import { isRetryable } from '../errors/is-retryable.js';
import { attachRequest } from '../errors/library-error.js';
import { mayBeSentAgain } from '../errors/request-info.js';
import type { HttpRequest } from '../http/http-request.js';
import { retrySettings, type RetryBackoffOptions } from '../operators/retry-backoff-options.js';
import { RetryLoop } from '../operators/retry-loop.js';
import type { ProtectOptions } from './protect-options.js';
import type { TotalDeadline } from './total-deadline.js';

/** Retries the attempts of one call. */
export type RetryCall = <T>(attempt: Observable<T>, deadline: TotalDeadline, request: HttpRequest | undefined) => Observable<T>;

/**
 * `retryBackoff` with what only `protect` knows: a call that has emitted, whose time is up, or whose request may not be sent again
 * is not retried. The caller's own `shouldRetry` replaces the last of these; it gets errors that know their request.
 */
export function retryUnlessEmitted(options: RetryBackoffOptions, { scheduler, random }: ProtectOptions): RetryCall {
  const settings = retrySettings({ ...options, scheduler: options.scheduler ?? scheduler, random: options.random ?? random });

  return <T>(attempt: Observable<T>, deadline: TotalDeadline, request: HttpRequest | undefined) =>
    new Observable<T>((subscriber) => {
      const mayRetry = options.shouldRetry ?? mayRepeat(request);
      let hasEmitted = false;
      const shouldRetry = (error: unknown, retry: number): boolean => {
        if (request) attachRequest(error, () => request.clone({ attempt: retry + 1 }));
        return !hasEmitted && !deadline.isOver() && mayRetry(error, retry);
      };
      const noteValue = tap<T>(() => {
        hasEmitted = true;
      });
      const start = defer(() => (deadline.endIfOver() ? EMPTY : attempt));
      new RetryLoop(start.pipe(noteValue), subscriber, { ...settings, shouldRetry }).run();
    });
}

function mayRepeat(request: HttpRequest | undefined): (error: unknown) => boolean {
  return request === undefined || mayBeSentAgain(request) ? isRetryable : () => false;
}
