import { HttpErrorResponse, HttpEventType, HttpResponse, type HttpEvent } from '@angular/common/http';
import { asyncScheduler, Observable } from 'rxjs';
import { innerSubscriber } from '../delivery/inner-subscriber.js';
import { requestOf } from '../errors/request-info.js';
import { retryAfter } from '../errors/retry-after.js';
import type { ResiliencePolicy } from '../http/resilience-policy.js';
import { giveHint, nameRequest } from './describe-error.js';
import type { PolicyRequest } from './policy-request.js';
import { toHeaders } from './to-headers.js';
import type { ZoneBorder } from './zone-border.js';

/** A call that a policy is put around. */
export interface GuardedCall {
  readonly policy: ResiliencePolicy;
  readonly request: PolicyRequest;
  /** What errors that leave it tell of it: without a key that was made for it alone. */
  readonly told: PolicyRequest;
  /** Sends it, once per attempt. */
  readonly send: () => Observable<HttpEvent<unknown>>;
  readonly border: ZoneBorder;
}

/**
 * Puts a policy around Angular's events. The policy sees of each attempt what belongs to its answer: the response, and before it the text
 * that comes in. `Sent`, progress and heads go past it, straight to the caller, and of the newest attempt only: they begin anew with each
 * attempt, with `Sent`, and are no success of anything.
 *
 * ```
 * first attempt    s-u-u-#
 * second attempt             s-u-u-h-r|
 *   guardEvents
 * policy           ------#   --------r|
 * caller           s-u-u-----s-u-u-h-r|
 * ```
 */
export function guardEvents({ policy, request, told, send, border }: GuardedCall): Observable<HttpEvent<unknown>> {
  return new Observable((caller) => {
    let attempts = 0;
    const { inside, outside } = border;

    const answers = new Observable<HttpEvent<unknown>>((answer) => {
      const attempt = ++attempts;
      const events = innerSubscriber<HttpEvent<unknown>>(answer, {
        next(event) {
          if (event instanceof HttpResponse) request.tellAnswer(attempt, event.status, toHeaders(event.headers));
          if (isAnswer(event)) outside(() => answer.next(event));
          else if (attempt === attempts) caller.next(event);
        },
        error(error: unknown) {
          describe(error, request, attempt);
          outside(() => answer.error(error));
        },
        complete: () => outside(() => answer.complete()),
      });
      inside(() => send().subscribe(events));
    });

    const result = innerSubscriber<HttpEvent<unknown>>(caller, {
      next: (event) => inside(() => caller.next(event)),
      error(error: unknown) {
        nameRequest(error, told.copy(requestOf(error)?.attempt ?? attempts));
        inside(() => caller.error(error));
      },
      complete: () => inside(() => caller.complete()),
    });
    outside(() => policy(answers, request.asRequest()).subscribe(result));
  });
}

/** What must not be told twice. */
function isAnswer(event: HttpEvent<unknown>): boolean {
  return event instanceof HttpResponse || (event.type === HttpEventType.DownloadProgress && 'partialText' in event && !!event.partialText);
}

/** What policies ask of an error. */
function describe(error: unknown, request: PolicyRequest, attempt: number): void {
  nameRequest(error, request.copy(attempt));
  if (!(error instanceof HttpErrorResponse) || error.status === 0) return;
  const headers = toHeaders(error.headers);
  giveHint(error, retryAfter(headers, asyncScheduler.now()));
  request.tellAnswer(attempt, error.status, headers);
}
