import { defer, delay, finalize, map, merge, of, switchMap, throwError, timer, type Observable } from 'rxjs';
import { createHttpClient, protect, response, text, type HttpInterceptor, type HttpResponse, type HttpTransport } from '../../src/index.js';
import { createMarbleTransport, type MarbleExchange } from '../../src/testing/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';
const endless = { marbles: '-h-a-a-a-a-a-a-a-a-a-a-a-a-a-a' };

/** How exchanges ended, and when. */
function ends(exchanges: readonly MarbleExchange[]): unknown[] {
  return exchanges.map(({ outcome, endedAt }) => [outcome, endedAt]);
}

describe('a transport that answers twice', () => {
  const twice: HttpTransport = (request) =>
    merge(of('1'), of('2').pipe(delay(2))).pipe(
      map((value) => ({ request, url, status: 200, statusText: '', headers: new Headers(), redirected: false, body: slowly(value) })),
    );
  const slowly = (value: string): Observable<Uint8Array> => timer(4).pipe(map(() => new TextEncoder().encode(value)));

  it('has both of its answers decoded', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(createHttpClient({ transport: twice }).get(url)).toBe('----a-(b|)', { a: 1, b: 2 });
    });
  });

  it('has both of them left', () => {
    let running = 0;
    inVirtualTime(({ expectObservable, flush }) => {
      const transport: HttpTransport = (request) =>
        twice(request).pipe(map((answer) => ({ ...answer, body: defer(() => (running++, answer.body.pipe(finalize(() => running--)))) })));
      expectObservable(createHttpClient({ transport }).get(url), '^--!').toBe('---');
      flush();
    });
    expect(running).toBe(0);
  });
});

describe('a body that nobody has begun to read', () => {
  it('is left when an interceptor throws', () => {
    inVirtualTime(({ flush }) => {
      const transport = createMarbleTransport().answer(/./, endless);
      const refuse: HttpInterceptor = (request, next) => next(request).pipe(switchMap(() => throwError(() => new Error('sign in'))));
      createHttpClient({ transport, interceptors: [refuse] })
        .get(url)
        .subscribe({ error: () => undefined });
      flush();
      expect(ends(transport.requests)).toEqual([['aborted', 1]]);
    });
  });

  it('is left when the caller leaves while an interceptor holds the response', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, endless);
      const http = createHttpClient({ transport, interceptors: [(request, next) => next(request).pipe(delay(10))] });
      expectObservable(http.get(url), '-----!').toBe('------');
      flush();
      expect(ends(transport.requests)).toEqual([['aborted', 5]]);
    });
  });

  it('is left by each attempt that times out while an interceptor holds the response', () => {
    inVirtualTime(({ flush }) => {
      const transport = createMarbleTransport().answer(/./, endless);
      const policy = protect({ attemptTimeout: 3, retry: { maxRetries: 1, initialInterval: 2, jitter: 'none' } });
      createHttpClient({ transport, policy, interceptors: [(request, next) => next(request).pipe(delay(10))] })
        .get(url)
        .subscribe({ error: () => undefined });
      flush();
      expect(ends(transport.requests)).toEqual([
        ['aborted', 3],
        ['aborted', 8],
      ]);
    });
  });

  it('is left when the decoder has not asked for it', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, endless);
      const http = createHttpClient({ transport });
      for (const value of [200, null, undefined, { body: 'none' }]) {
        expectObservable(http.get(url, { as: () => of(value) })).toBe('-(s|)', { s: value });
      }
      flush();
      expect(ends(transport.requests)).toEqual(Array.from({ length: 4 }, () => ['aborted', 1]));
    });
  });

  it('is left when an interceptor asks again, and the second answer is read', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, { marbles: '-h-a-a-a-a-a-a', values: { h: 401 } }, '-h-a|');
      const again: HttpInterceptor = (request, next) =>
        next(request).pipe(switchMap((first) => (first.status === 401 ? next(request.clone({ setHeaders: { A: '1' } })) : of(first))));
      expectObservable(createHttpClient({ transport, interceptors: [again] }).get(url, { as: text() })).toBe('-----(a|)');
      flush();
      expect(ends(transport.requests)).toEqual([
        ['aborted', 5],
        ['complete', 5],
      ]);
    });
  });

  it('stays when the response is handed out, whole or in part, and can be read later', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b|');
      const http = createHttpClient({ transport });
      const whole = http.get(url, { as: response() });
      const part = http.get(url, { as: (answer: HttpResponse) => of({ status: answer.status, body: answer.body }) });
      const only = http.get(url, { as: (answer: HttpResponse) => of(answer.body) });
      const read = map((bytes: Uint8Array) => new TextDecoder().decode(bytes));
      expectObservable(
        whole.pipe(
          delay(1),
          switchMap(({ body }) => body),
          read,
        ),
      ).toBe('---a-b|');
      expectObservable(
        part.pipe(
          delay(1),
          switchMap(({ body }) => body),
          read,
        ),
      ).toBe('---a-b|');
      expectObservable(
        only.pipe(
          delay(1),
          switchMap((body) => body),
          read,
        ),
      ).toBe('---a-b|');
      flush();
      expect(transport.requests.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete']);
    });
  });
});
