import '@angular/compiler';
import {
  HttpErrorResponse,
  HttpEventType,
  HttpHeaderResponse,
  HttpRequest as AngularRequest,
  HttpResponse,
  type HttpClient,
  type HttpEvent,
} from '@angular/common/http';
import { defer, map, merge, mergeMap, Observable, of, take, tap, timer } from 'rxjs';
import type { RunHelpers } from 'rxjs/testing';
import { guardEvents } from '../../src/angular/guard-events.js';
import { PolicyRequest } from '../../src/angular/policy-request.js';
import {
  CircuitBreaker,
  protect,
  RequestTimeoutError,
  type HttpRequest,
  type ProtectOptions,
  type ResiliencePolicy,
} from '../../src/index.js';
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

  it('tells of an error which attempt it was, though a newer one runs', () => {
    const both: ResiliencePolicy = (source) => merge(source, timer(1).pipe(mergeMap(() => source)));
    let error: unknown;
    inVirtualTime((helpers) => {
      call(helpers, both, '---#', 's------').subscribe({ error: (thrown: unknown) => (error = thrown) });
      helpers.flush();
    });
    expect((error as { request?: HttpRequest }).request?.attempt).toBe(1);
  });

  it('sends and tells inside the border, and lets the policy run outside', () => {
    const places: string[] = [];
    let at = 'inside';
    const goes = (place: string) => (work: () => void) => {
      const before = at;
      at = place;
      work();
      at = before;
    };
    const border = { inside: goes('inside'), outside: goes('outside') };
    const note = (what: string): void => void places.push(`${what} ${at}`);
    const policy: ResiliencePolicy = (source) => source.pipe(tap({ subscribe: () => note('policy'), next: () => note('policy') }));
    const request = PolicyRequest.of(new AngularRequest('GET', '/report'), 'https://app.example.com/report', '1');
    const send = (): Observable<HttpEvent<unknown>> =>
      defer(() => {
        note('sent');
        return of(events['s']!, events['r']!);
      });
    guardEvents({ policy, request, told: request, send, border }).subscribe({
      next: ({ type }) => note(`told ${type}`),
      complete: () => note('done'),
    });
    expect(places).toEqual([
      'policy outside',
      'sent inside',
      `told ${HttpEventType.Sent} inside`,
      'policy outside',
      `told ${HttpEventType.Response} inside`,
      'done inside',
    ]);
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
