import '@angular/compiler';
import { HttpErrorResponse, HttpEventType, HttpHeaderResponse, HttpResponse, type HttpClient, type HttpEvent } from '@angular/common/http';
import { defer, map, Observable, take, tap } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { CircuitBreaker, protect, RequestTimeoutError, type ProtectOptions, type ResiliencePolicy } from '../../src/index.js';
import { guardedClient } from '../support/angular.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** Events by the letters of the marbles. */
const events: Readonly<Record<string, HttpEvent<unknown>>> = {
  s: { type: HttpEventType.Sent },
  u: { type: HttpEventType.UploadProgress, loaded: 5, total: 10 },
  v: { type: HttpEventType.UploadProgress, loaded: 10, total: 10 },
  h: new HttpHeaderResponse({ status: 200 }),
  d: { type: HttpEventType.DownloadProgress, loaded: 3 },
  t: { type: HttpEventType.DownloadProgress, loaded: 3, partialText: 'one' },
  e: { type: HttpEventType.DownloadProgress, loaded: 0, partialText: '' },
  r: new HttpResponse({ status: 200, body: 'answer' }),
};
const busy = new HttpErrorResponse({ status: 503 });
const retry = { initialInterval: 10, jitter: 'none', maxRetries: 1 } as const;

/** A GET that wants all events; the marbles answer its attempts, one after the other. */
function call(
  { cold }: RunHelpers,
  policy: ProtectOptions | ResiliencePolicy,
  ...attempts: readonly string[]
): Observable<HttpEvent<unknown>> {
  const answers = attempts.map((marbles) => cold(marbles, events, busy));
  let attempt = 0;
  const client = guardedClient({ policy: typeof policy === 'function' ? policy : protect(policy) }, () => defer(() => answers[attempt++]!));
  return allEvents(client);
}

function allEvents(client: HttpClient): Observable<HttpEvent<unknown>> {
  return client.request('GET', '/report', { observe: 'events', reportProgress: true });
}

describe('guardEvents', () => {
  it('lets progress begin anew with each attempt, and delivers one answer', () => {
    inVirtualTime((helpers) => {
      const call$ = call(helpers, { retry }, 's-u-#', 's-u-v-h-d-(r|)');
      helpers.expectObservable(call$).toBe('s-u- 10ms s-u-v-h-d-(r|)', events);
    });
  });

  it('retries a download that broke off before anything of it was readable', () => {
    inVirtualTime((helpers) => {
      helpers.expectObservable(call(helpers, { retry }, 's-h-d-#', 's-h-d-(r|)')).toBe('s-h-d- 10ms s-h-d-(r|)', events);
    });
  });

  it('does not repeat text that has been delivered', () => {
    inVirtualTime((helpers) => {
      helpers.expectObservable(call(helpers, { retry }, 's-h-t-#', 's-h-t-(r|)')).toBe('s-h-t-#', events, busy);
    });
  });

  it('takes empty text for progress', () => {
    inVirtualTime((helpers) => {
      helpers.expectObservable(call(helpers, { retry }, 's-e-#', 's-(r|)')).toBe('s-e- 10ms s-(r|)', events);
    });
  });

  it('shows the policy nothing but the answer', () => {
    const seen: unknown[] = [];
    const policy: ResiliencePolicy = (source) => source.pipe(tap((value) => seen.push(value)));
    inVirtualTime((helpers) => {
      helpers.expectObservable(call(helpers, policy, 's-u-h-d-t-(r|)')).toBe('s-u-h-d-t-(r|)', events);
    });
    expect(seen).toEqual([events['t'], events['r']]);
  });

  it('takes no progress for the success of a probe', () => {
    inVirtualTime((helpers) => {
      const breaker = new CircuitBreaker({ failureThreshold: 1, openDuration: 20 });
      const call$ = call(helpers, { breaker }, 's-#', 's-u-h-d-----t-(r|)');
      helpers.expectObservable(call$).toBe('s-#', events, busy);
      helpers.expectObservable(call$, '30ms ^').toBe('30ms s-u-h-d-----t-(r|)', events);
      const status$ = breaker.state$.pipe(map(({ status }) => status));
      helpers.expectObservable(status$).toBe('c-o 19ms h 19ms c', { c: 'closed', o: 'open', h: 'half-open' });
    });
  });

  it('tells the progress of the newest attempt alone', () => {
    inVirtualTime((helpers) => {
      const call$ = call(helpers, { hedge: { delay: 3 } }, 's-u---v----(r|)', 's-u-v-----(r|)');
      helpers.expectObservable(call$).toBe('s-us-u-v---(r|)', events);
    });
  });

  it('ends a silent attempt, and cancels it when the caller leaves', () => {
    inVirtualTime((helpers) => {
      const silent = helpers.cold('s---', events);
      const client = guardedClient({ policy: protect({ attemptTimeout: 5 }) }, () => silent);
      helpers.expectObservable(allEvents(client)).toBe('s----#', events, new RequestTimeoutError('attempt', 5));
      helpers.expectObservable(allEvents(client), '10ms ^--!').toBe('10ms s---', events);
      helpers.expectSubscriptions(silent.subscriptions).toBe(['^----!', '10ms ^--!']);
    });
  });

  it('lets a caller leave in the middle of a synchronous backend', () => {
    const hasLeft: boolean[] = [];
    const backend = new Observable<HttpEvent<unknown>>((subscriber) => {
      subscriber.next(events['s']!);
      hasLeft.push(subscriber.closed);
    });
    const client = guardedClient({ policy: protect({ retry }) }, () => backend);
    allEvents(client).pipe(take(1)).subscribe();
    expect(hasLeft).toEqual([true]);
  });
});
