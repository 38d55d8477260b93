import {
  concat,
  concatMap,
  EMPTY,
  map,
  mergeMap,
  NEVER,
  of,
  Subject,
  tap,
  throwError,
  timer,
  VirtualTimeScheduler,
  type Observable,
} from 'rxjs';
import {
  createHttpClient,
  discard,
  RequestTimeoutError,
  type HttpClient,
  type HttpInterceptor,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { holdFor } from '../support/hold-for.js';
import { instantTransport } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';

const head = (timeout: number): RequestTimeoutError => new RequestTimeoutError('head', timeout);
const idle = (timeout: number): RequestTimeoutError => new RequestTimeoutError('idle', timeout);

const chunks = (answer: HttpResponse): Observable<string> => answer.body.pipe(map((chunk) => new TextDecoder().decode(chunk)));

describe('timeout', () => {
  const cases: [marbles: string, timeout: number, expected: string, error: Error | undefined, because: string][] = [
    ['------h|      ', 5, '-----#        ', head(5), 'the head is late'],
    ['-----h-a|     ', 5, '-------a|     ', undefined, 'a head at the very end is in time'],
    ['-h------a|    ', 5, '------#       ', idle(5), 'the first chunk is late'],
    ['-h----a|      ', 5, '------a|      ', undefined, 'a chunk at the very end is in time'],
    ['-h--a-----b|  ', 4, '----a---#     ', idle(4), 'a later chunk is late'],
    ['-h--a-------| ', 4, '----a---#     ', idle(4), 'the end is late'],
    ['-h---a---b---c|', 4, '-----a---b---c|', undefined, 'a slow but steady body may take as long as it likes'],
    ['---#          ', 3, '---#          ', undefined, 'an error at the very end comes first'],
  ];
  for (const [marbles, timeout, expected, error, because] of cases) {
    it(`of ${timeout} makes ${expected.trim()} of ${marbles.trim()}: ${because}`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const failure = error ?? new Error('broken');
        const transport = createMarbleTransport().answer(/./, { marbles, error: failure });
        expectObservable(createHttpClient({ transport, timeout }).get(url, { as: chunks })).toBe(expected.trim(), undefined, failure);
        flush();
        const { outcome, endedAt } = transport.expectOne(/./);
        if (error) expect([outcome, endedAt]).toEqual(['aborted', expected.indexOf('#')]);
        else expect(outcome).not.toBe('aborted');
      });
    });
  }

  it('is 30 seconds by default, for the head and for each silence', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '30001ms h|', '30s h 29999ms a 29999ms b 29999ms (c|)', '-h 30001ms a|');
      const http = createHttpClient({ transport });
      expectObservable(http.get(url, { as: chunks })).toBe('30s #', undefined, head(30_000));
      expectObservable(http.get(url, { as: chunks })).toBe('60s a 29999ms b 29999ms (c|)');
      expectObservable(http.get(url, { as: chunks })).toBe('30001ms #', undefined, idle(30_000));
    });
  });

  it("gives way to the request's", () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-----h|');
      const http = createHttpClient({ transport, timeout: 3 });
      expectObservable(http.get(url)).toBe('---#', undefined, head(3));
      expectObservable(http.get(url, { timeout: 2 })).toBe('--#', undefined, head(2));
      expectObservable(http.get(url, { timeout: 9 })).toBe('------(v|)', { v: undefined });
    });
  });

  it('of Infinity never comes, nor does one that no platform timer can hold come early', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '60000m h|');
      const http = createHttpClient({ transport, timeout: Infinity });
      expectObservable(http.get(url)).toBe('60000m -(v|)', { v: undefined });
      expectObservable(http.get(url, { timeout: 2 ** 32 })).toBe('60000m -(v|)', { v: undefined });
      expectObservable(http.get(url, { timeout: 2 ** 31 + 7 })).toBe('2147483655ms #', undefined, head(2 ** 31 + 7));
    });
  });

  it('knows its request, and its error holds the phase and the limit', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, '-----h|');
      const errors: unknown[] = [];
      createHttpClient({ transport, timeout: 3 })
        .get(`${url}?token=s3cret`)
        .subscribe({ error: (error: unknown) => errors.push(error) });
      expectObservable(EMPTY).toBe('|');
      flush();
      expect((errors[0] as RequestTimeoutError).request?.url).toBe(`${url}?token=s3cret`);
      expect(JSON.stringify(errors[0])).not.toContain('s3cret');
    });
  });

  it('tells the policy which request is late, with and without interceptors', () => {
    inVirtualTime(({ flush }) => {
      const seen: unknown[] = [];
      const tell = (error: unknown): void => {
        const { phase, request } = error as RequestTimeoutError;
        seen.push([phase, request?.method, (request as HttpRequest | undefined)?.headers.get('a')]);
      };
      const options = { timeout: 3, headers: { A: '1' }, policy: <T>(source: Observable<T>) => source.pipe(tap({ error: tell })) };
      for (const interceptors of [[], [((request, next) => next(request)) satisfies HttpInterceptor]]) {
        const transport = createMarbleTransport().answer(/./, '-----h|', '-h----|', '-h----|');
        const http = createHttpClient({ transport, interceptors, ...options });
        for (const as of [undefined, undefined, chunks]) http.post(url, {}, { as }).subscribe({ error: () => undefined });
      }
      flush();
      const each = (phase: string): unknown => [phase, 'POST', '1'];
      expect(seen).toEqual([each('head'), each('head'), each('idle'), each('idle'), each('idle'), each('idle')]);
    });
  });

  it('does not count the time that the consumer takes inside next', () => {
    const scheduler = new VirtualTimeScheduler();
    const body = new Subject<Uint8Array>();
    const transport = (request: HttpResponse['request']): Observable<HttpResponse> =>
      of({ request, url, status: 200, statusText: '', headers: new Headers(), redirected: false, body });
    const http: HttpClient = createHttpClient({ transport, timeout: 5, scheduler });
    const log: string[] = [];
    const busy = (answer: HttpResponse): Observable<unknown> => answer.body;
    http.get(url, { as: busy }).subscribe({
      next: () => {
        // A consumer that blocks: the clock goes on while nothing else can run.
        scheduler.frame += 100;
        log.push(`chunk until ${scheduler.now()}`);
      },
      error: (error: unknown) => log.push(`${(error as Error).name} at ${scheduler.now()}`),
    });
    scheduler.schedule(() => body.next(new Uint8Array(1)), 4);
    scheduler.flush();
    expect(log).toEqual(['chunk until 104', 'RequestTimeoutError at 109']);
  });

  it('does not count the time for which the consumer holds the reader, and begins anew behind it', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b 50ms c|', '-h-a-b|');
      const http = createHttpClient({ transport, timeout: 5 });
      expectObservable(http.get(url, { as: chunks }).pipe(holdFor(20))).toBe('---a 19ms b 24ms #', undefined, idle(5));
      expectObservable(http.get(url, { as: chunks }).pipe(holdFor(20))).toBe('---a 19ms b 19ms |');
    });
  });

  it('does not run between a response and the subscription to its body', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a|');
      const later = (answer: HttpResponse): Observable<string> => timer(50).pipe(mergeMap(() => chunks(answer)));
      expectObservable(createHttpClient({ transport, timeout: 5 }).get(url, { as: later })).toBe('51ms (a|)');
    });
  });

  it('runs anew for each request that an interceptor sends', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(/./, '----h|', '----h|');
      const http = createHttpClient({
        transport,
        timeout: 5,
        interceptors: [
          (request, next) =>
            next(request).pipe(
              concatMap((first) => discard()(first)),
              concatMap(() => next(request)),
            ),
        ],
      });
      expectObservable(http.get(url)).toBe('----------(v|)', { v: undefined });
    });
  });

  it('leaves no timer behind, whatever the end', () => {
    for (const marbles of ['-h-a|', '-#', '-h-#', '-----h|', '-h-----a|']) {
      const scheduler = new VirtualTimeScheduler();
      const transport = createMarbleTransport({ scheduler }).answer(/./, marbles);
      const subscription = createHttpClient({ transport, timeout: 1000, scheduler })
        .get(url, { as: discard() })
        .subscribe({ error: () => undefined });
      scheduler.maxFrames = 4;
      scheduler.flush();
      subscription.unsubscribe();
      scheduler.maxFrames = Infinity;
      scheduler.flush();
      expect(scheduler.now()).withContext(marbles).toBeLessThan(1000);
    }
  });

  it('starts no timer for a transport that answers synchronously', () => {
    const scheduler = new VirtualTimeScheduler();
    const http = createHttpClient({ transport: instantTransport(), timeout: 1000, scheduler });
    http.get(url).subscribe();
    http
      .extend({ interceptors: [(request, next) => next(request)] })
      .get(url)
      .subscribe();
    expect(scheduler.actions.length).toBe(0);
  });

  it('starts no timer for a transport that fails synchronously', () => {
    const scheduler = new VirtualTimeScheduler();
    const transport = (): Observable<HttpResponse> => throwError(() => new Error('no'));
    createHttpClient({ transport, timeout: 1000, scheduler })
      .get(url)
      .subscribe({ error: () => undefined });
    expect(scheduler.actions.length).toBe(0);
  });

  it('is over for the head when that is there, though the transport does not end', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport: HttpTransport = (request) => concat(instantTransport()(request), NEVER);
      const as = (): Observable<string> => timer(9).pipe(map(() => 'a'));
      expectObservable(createHttpClient({ transport, timeout: 5 }).get(url, { as }), '19ms !').toBe('9ms a');
    });
  });

  it('is over when the stream is', async () => {
    const transport = createMarbleTransport().answer(/./, '(h|)');
    expect((await outcomeOf(createHttpClient({ transport, timeout: 1 }).get(url))).error).toBeUndefined();
  });
});
