import {
  asyncScheduler,
  bufferCount,
  concatMap,
  distinctUntilChanged,
  filter,
  from,
  map,
  mergeMap,
  observeOn,
  of,
  scan,
  share,
  switchMap,
  tap,
  type MonoTypeOperatorFunction,
  type Observable,
} from 'rxjs';
import {
  Bulkhead,
  bulkhead,
  CircuitBreaker,
  circuitBreaker,
  createHttpClient,
  logRequests,
  protect,
  requestTimeout,
  RequestTimeoutError,
  retryBackoff,
  SlidingWindow,
  throttleSlidingWindow,
  throttleTokenBucket,
  TokenBucket,
  type HttpClientOptions,
  type HttpInterceptor,
  type HttpResponse,
} from '../../src/index.js';
import { drainMap } from '../../src/streaming/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { holdFor } from '../support/hold-for.js';
import { inVirtualTime } from '../support/virtual-time.js';

const texts = ({ body }: HttpResponse): Observable<string> => body.pipe(map((chunk) => new TextDecoder().decode(chunk)));

describe('backpressure', () => {
  /** What comes of three chunks before a consumer that holds each value for ten frames. */
  function expectHeld(options: HttpClientOptions, through: (source: Observable<string>) => Observable<string>, result: string): void {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b-c|');
      const http = createHttpClient({ baseUrl: 'https://api.example.com', transport, timeout: 5, ...options });
      const { signal } = new AbortController();
      expectObservable(http.get('/x', { as: texts, signal }).pipe(through, holdFor(10))).toBe(result);
    });
  }
  const atItsPace = '---a 9ms b 9ms c 9ms |';
  const unheld = '---a-b-c|';

  const operators: [name: string, operator: () => MonoTypeOperatorFunction<string>][] = [
    ['retryBackoff', () => retryBackoff()],
    ['circuitBreaker', () => circuitBreaker(new CircuitBreaker())],
    ['throttleTokenBucket', () => throttleTokenBucket(new TokenBucket({ capacity: 1, refillPerSecond: 1 }))],
    ['throttleSlidingWindow', () => throttleSlidingWindow(new SlidingWindow({ limit: 1, window: 1 }))],
    ['bulkhead', () => bulkhead(new Bulkhead({ maxConcurrent: 1 }))],
    ['requestTimeout', () => requestTimeout({ first: 5, idle: 5, total: 9 })],
    [
      'protect',
      () =>
        protect({
          totalTimeout: 9,
          attemptTimeout: 9,
          retry: {},
          breaker: {},
          bulkhead: { maxConcurrent: 1 },
          limiter: { limit: 1, window: 1 },
        }),
    ],
    [
      'map, filter, scan, tap and distinctUntilChanged',
      () => (source) =>
        source.pipe(
          map((value) => value),
          filter(() => true),
          scan((_, value) => value),
          tap(() => undefined),
          distinctUntilChanged(),
        ),
    ],
    [
      'concatMap, mergeMap and switchMap to what is there',
      () => (source) =>
        source.pipe(
          concatMap((value) => of(value)),
          mergeMap((value) => [value]),
          switchMap((value) => from([value])),
        ),
    ],
    ['share', () => share()],
    [
      'bufferCount',
      () => (source) =>
        source.pipe(
          bufferCount(1),
          map(([value]) => value!),
        ),
    ],
    ['drainMap', () => drainMap((value) => of(value), 2)],
  ];
  for (const [name, operator] of operators) {
    it(`reaches the reader through ${name}, and no timeout runs meanwhile`, () => {
      expectHeld({}, (source) => source.pipe(operator()), atItsPace);
    });
  }

  it('ends at an asynchronous operator: behind observeOn nobody can hold', () => {
    expectHeld({}, (source) => source.pipe(observeOn(asyncScheduler)), unheld);
  });

  const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  const withBody =
    (through: (body: HttpResponse['body']) => HttpResponse['body']): HttpInterceptor =>
    (request, next) =>
      next(request).pipe(map((response) => ({ ...response, body: through(response.body) })));
  const interceptors: [name: string, interceptor: HttpInterceptor, result: string][] = [
    ['logRequests', logRequests(quiet), atItsPace],
    ['one that taps the body', withBody(tap(() => undefined)), atItsPace],
    ['one that maps it', withBody(map((chunk) => chunk.slice())), atItsPace],
    ['one that delays its chunks, no more', withBody(observeOn(asyncScheduler)), unheld],
  ];
  for (const [name, interceptor, result] of interceptors) {
    it(`reaches the reader through an interceptor: ${name}`, () => {
      expectHeld({ interceptors: [interceptor] }, (source) => source, result);
    });
  }

  it("reaches the reader through the client's policy, whose timeouts wait too", () => {
    expectHeld({ policy: protect({ totalTimeout: 9, attemptTimeout: 9, retry: {}, breaker: {} }) }, (source) => source, atItsPace);
  });

  it('leaves the total time what it had before the first value, and no more', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b 50ms |');
      const breaker = new CircuitBreaker({ failureThreshold: 1 });
      const http = createHttpClient({ transport, policy: protect({ totalTimeout: 9, breaker }) });
      const held$ = http.get('https://api.example.com/x', { as: texts }).pipe(holdFor(10));
      expectObservable(held$).toBe('---a 9ms b 15ms #', undefined, new RequestTimeoutError('total', 9));
      flush();
      expect(transport.requests[0]!.endedAt).toBe(29);
    });
  });

  it('starts no timer of the total time for who leaves in the middle', () => {
    inVirtualTime(({ flush, scheduler }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b|');
      const http = createHttpClient({ transport, policy: protect({ totalTimeout: 900 }), timeout: Infinity });
      const subscription = http
        .get('https://api.example.com/x', { as: texts })
        .pipe(holdFor(10))
        .subscribe(() => subscription.unsubscribe());
      flush();
      expect(scheduler.now()).toBe(13);
    });
  });

  it('of two responses merged holds each by itself', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b|', '-h--c-d|');
      const http = createHttpClient({ transport, timeout: 5 });
      const both$ = of(1, 2).pipe(mergeMap(() => http.get('https://api.example.com/x', { as: texts })));
      expectObservable(both$.pipe(requestTimeout({ idle: 9, total: 9 }), holdFor(10))).toBe('---ac 8ms bd 9ms |');
    });
  });
});
