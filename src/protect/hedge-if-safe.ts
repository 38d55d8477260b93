import { defer, EMPTY, type Observable } from 'rxjs';
import { isSafe } from '../errors/request-info.js';
import type { HttpRequest } from '../http/http-request.js';
import { hedge } from '../operators/hedge.js';
import type { HedgeOptions } from '../operators/hedge-options.js';
import type { ProtectOptions } from './protect-options.js';
import type { TotalDeadline } from './total-deadline.js';

/** Absent where there is none. */
type Deadline = Pick<TotalDeadline, 'endIfOver'> | undefined;

/** Hedges one attempt of a call. */
export type HedgeCall = <T>(attempt: Observable<T>, deadline: Deadline, request: HttpRequest | undefined) => Observable<T>;

/** `hedge` for requests that only read: others run twice at once by it, which no idempotency key promises to be harmless. */
export function hedgeIfSafe(options: HedgeOptions, { scheduler }: ProtectOptions): HedgeCall {
  const hedged = hedge<unknown>({ ...options, scheduler: options.scheduler ?? scheduler });

  return <T>(attempt: Observable<T>, deadline: Deadline, request: HttpRequest | undefined) => {
    if (request !== undefined && !isSafe(request)) return attempt;
    return hedged(defer(() => (deadline?.endIfOver() ? EMPTY : attempt))) as Observable<T>;
  };
}
