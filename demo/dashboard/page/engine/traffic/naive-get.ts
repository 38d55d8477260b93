import { defer, ignoreElements, map, merge, retry, take, tap, timer, type Observable, type SchedulerLike } from 'rxjs';
import type { HttpClientEvent } from 'breakwater';

export interface NaiveCall {
  readonly id: string;
  readonly url: string;
  /** Sends it once, and reads the answer. */
  readonly get: (url: string) => Observable<unknown>;
  readonly retries: number;
  /** Of an attempt, in milliseconds. */
  readonly attemptTimeout: number;
  readonly scheduler: SchedulerLike;
  /** Is told what the client's `events$` tell of a guarded request. */
  readonly tell: (event: HttpClientEvent) => void;
}

type Details<E> = E extends HttpClientEvent ? Omit<E, 'id' | 'method' | 'url' | 'at'> : never;

/** What much code does: tries again at once, a few times, whatever went wrong. Completes, or errors with the last error. */
export function naiveGet({ id, url, get, retries, attemptTimeout, scheduler, tell }: NaiveCall): Observable<never> {
  return defer(() => {
    const startedAt = scheduler.now();
    let attempts = 0;
    const say = (details: Details<HttpClientEvent>): void => tell({ id, method: 'GET', url, at: scheduler.now(), ...details });
    const end = (): { attempts: number; duration: number } => ({ attempts, duration: scheduler.now() - startedAt });

    say({ type: 'started' });
    const attempt$ = defer(() => {
      say({ type: 'attempt', attempt: ++attempts });
      return merge(get(url), tooLate(attemptTimeout, scheduler)).pipe(take(1));
    });
    return attempt$.pipe(
      tap({ error: (error: unknown) => say({ type: 'attempt-failed', attempt: attempts, error }) }),
      retry(retries),
      tap({
        complete: () => say({ type: 'finished', ...end() }),
        error: (error: unknown) => say({ type: 'failed', error, ...end() }),
        unsubscribe: () => say({ type: 'cancelled', ...end() }),
      }),
      ignoreElements(),
    );
  });
}

function tooLate(milliseconds: number, scheduler: SchedulerLike): Observable<never> {
  return timer(milliseconds, scheduler).pipe(
    map(() => {
      throw new DOMException(`No answer within ${milliseconds} ms`, 'TimeoutError');
    }),
  );
}
