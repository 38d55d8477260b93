import fc from 'fast-check';
import {
  asyncScheduler,
  concat,
  concatMap,
  EMPTY,
  from,
  map,
  mergeMap,
  NEVER,
  of,
  range,
  scheduled,
  Subject,
  take,
  tap,
  throwError,
  timer,
  type Observable,
} from 'rxjs';
import { Reader } from '../../src/delivery/current-reader.js';
import { createHttpClient, requestTimeout, RequestTimeoutError, type HttpClient, type HttpResponse } from '../../src/index.js';
import { drainMap } from '../../src/streaming/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { holdFor, holdNow } from '../support/hold-for.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x';
const letters = ({ body }: HttpResponse): Observable<string> => body.pipe(mergeMap((chunk) => new TextDecoder().decode(chunk).split('')));

function setup(
  marbles: string,
  values?: Record<string, string>,
): { transport: MarbleTransport; http: HttpClient; letters$: Observable<string> } {
  const transport = createMarbleTransport().answer('GET /x', { marbles, values });
  const http = createHttpClient({ baseUrl: url, transport, timeout: Infinity });
  return { transport, http, letters$: http.get(url, { as: letters }) };
}

describe('drainMap', () => {
  describe('of a response', () => {
    it('reads the next chunk when the inner streams of the one before have ended', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const { transport, letters$ } = setup('-h-x-y|', { x: 'ab', y: 'c' });
        const read: string[] = [];
        const noted$ = letters$.pipe(tap((letter) => read.push(`${letter}@${asyncScheduler.now()}`)));
        const result$ = noted$.pipe(drainMap((letter) => cold('---(r|)', { r: letter.toUpperCase() })));
        expectObservable(result$).toBe('------A--B--(C|)');
        flush();
        expect(read).toEqual(['a@3', 'b@3', 'c@9']);
        expect(transport.requests[0]!.endedAt).toBe(12);
      });
    });

    it('lets `concurrency` of them run, and reads while fewer do', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const { letters$ } = setup('-h-a-b-c-d|');
        const read: string[] = [];
        const noted$ = letters$.pipe(tap((letter) => read.push(`${letter}@${asyncScheduler.now()}`)));
        expectObservable(noted$.pipe(drainMap((letter) => cold('----------(r|)', { r: letter }), 2))).toBe('-------------a-b-------c-(d|)');
        flush();
        expect(read).toEqual(['a@3', 'b@5', 'c@13', 'd@15']);
      });
    });

    it('takes the time of its inner streams for no silence on the wire, nor for the time of the call', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const transport = createMarbleTransport().answer('GET /x', '-h-a-b------c|');
        const letters$ = createHttpClient({ transport, timeout: 5 }).get(url, { as: letters });
        const limited$ = letters$.pipe(requestTimeout({ idle: 5, total: 7 }));
        const save = (letter: string): Observable<string> => cold('--------------------(r|)', { r: letter });
        expectObservable(letters$.pipe(drainMap(save))).toBe('23ms a 19ms b 19ms (c|)');
        expectObservable(limited$.pipe(drainMap(save))).toBe('23ms a 19ms b 19ms (c|)');
      });
    });

    it('leaves its inner streams their timeouts', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const { letters$ } = setup('-h-(ab)|');
        const slow = (): Observable<string> => concat(of('r'), NEVER).pipe(requestTimeout({ idle: 5 }));
        expectObservable(letters$.pipe(drainMap(slow))).toBe('---r----#', undefined, new RequestTimeoutError('idle', 5));
        const never = (): Observable<string> => cold('---').pipe(requestTimeout(5));
        expectObservable(letters$.pipe(drainMap(never, 1))).toBe('--------#', undefined, new RequestTimeoutError('total', 5));
      });
    });

    it('lets the reader go when it is left, for others who share the response', () => {
      const reader = new Reader();
      const source = new Subject<number>();
      const subscription = source.pipe(drainMap(() => NEVER)).subscribe();
      reader.deliver(() => source.next(1));
      expect(reader.isHeld).toBeTrue();
      subscription.unsubscribe();
      expect(reader.isHeld).toBeFalse();
    });

    it('holds the connection no longer than it is subscribed to', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const { transport, letters$ } = setup('-h-a-b|');
        expectObservable(letters$.pipe(drainMap(() => cold('------'))), '^----!').toBe('------');
        flush();
        expect([transport.requests[0]!.outcome, transport.requests[0]!.endedAt]).toEqual(['aborted', 5]);
      });
    });
  });

  describe('before somebody who holds its results', () => {
    it('starts no inner stream meanwhile, and does not read the source', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const { letters$ } = setup('-h-a-b-c|');
        const started: string[] = [];
        const result$ = letters$.pipe(
          drainMap((letter) => (started.push(`${letter}@${asyncScheduler.now()}`), cold('-(r|)', { r: letter })), 1),
          holdFor(10),
        );
        expectObservable(result$).toBe('----a 9ms -b 9ms -c 9ms |');
        flush();
        expect(started).toEqual(['a@3', 'b@14', 'c@25']);
      });
    });

    it('also where the inner streams emit at once', () => {
      inVirtualTime(({ expectObservable }) => {
        const { letters$ } = setup('-h-a-b|');
        expectObservable(
          letters$.pipe(
            drainMap((letter) => of(letter)),
            holdFor(10),
          ),
        ).toBe('---a 9ms b 9ms |');
        expectObservable(
          letters$.pipe(
            drainMap((letter) => [letter, 'r'], 5),
            holdFor(10),
          ),
        ).toBe('---(ar) 6ms (br) 6ms |');
      });
    });

    it('does not read the responses of its inner streams meanwhile, whatever still runs', () => {
      inVirtualTime(({ expectObservable }) => {
        const transport = createMarbleTransport().answer('GET /x', '-h-(ab)|').answer('GET /y', '-h-c-d|');
        const http = createHttpClient({ baseUrl: url, transport, timeout: 3 });
        const inner = (): Observable<string> => http.get('/y', { as: letters });
        expectObservable(http.get('/x', { as: letters }).pipe(drainMap(inner, 1), holdFor(10))).toBe('------c 9ms d 12ms c 9ms d 9ms |');
        expectObservable(http.get('/x', { as: letters }).pipe(drainMap(inner, 2), holdFor(10))).toBe('------(cc) 6ms (dd) 6ms |');
      });
    });

    it('lets a chain of them wait for the last', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        const { letters$ } = setup('-h-a-b-c|');
        const read: string[] = [];
        const chain$ = letters$.pipe(
          tap((letter) => read.push(`${letter}@${asyncScheduler.now()}`)),
          drainMap((letter) => of(letter)),
          drainMap((letter) => cold('----------(r|)', { r: letter })),
        );
        expectObservable(chain$).toBe('13ms a 9ms b 9ms (c|)');
        flush();
        expect(read).toEqual(['a@3', 'b@13', 'c@23']);
      });
    });

    it('goes on where a delivery of its own reader makes it free again', () => {
      const reader = new Reader();
      const source = new Subject<number>();
      const seen: number[] = [];
      const release: (() => void)[] = [];
      source
        .pipe(
          drainMap((value) => of(value, value + 1), 2),
          holdNow(release),
        )
        .subscribe((value) => seen.push(value));
      reader.deliver(() => [10, 20].forEach((value) => source.next(value)));
      expect([seen, reader.isHeld]).toEqual([[10, 11], true]);
      release.splice(0).forEach((go) => go());
      expect([seen, reader.isHeld]).toEqual([[10, 11, 20, 21], true]);
      release.splice(0).forEach((go) => go());
      expect(reader.isHeld).toBeFalse();
    });
  });

  describe('as mergeMap', () => {
    it('gives the same, whatever the values, the inner streams, their ends and the concurrency', () => {
      const inner = fc.record({
        delays: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
        end: fc.constantFrom('complete', 'complete', 'complete', 'error', 'throw'),
      });
      const example = fc.record({
        gaps: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 }),
        inners: fc.array(inner, { minLength: 1, maxLength: 12 }),
        concurrency: fc.integer({ min: 1, max: 4 }),
      });
      fc.assert(
        fc.property(example, ({ gaps, inners, concurrency }) => {
          inVirtualTime(({ expectObservable }) => {
            const source$ = from(gaps).pipe(concatMap((gap, index) => (gap === 0 ? of(index) : timer(gap).pipe(map(() => index)))));
            const project = (value: number, index: number): Observable<string> => {
              const { delays, end } = inners[index % inners.length]!;
              if (end === 'throw' && value % 5 === 4) throw new Error(`project ${value}`);
              const values$ = from(delays).pipe(concatMap((delay, at) => (delay === 0 ? of(at) : timer(delay).pipe(map(() => at)))));
              const last$ = end === 'error' && value % 4 === 3 ? throwError(() => new Error(`inner ${value}`)) : EMPTY;
              return concat(values$, last$).pipe(map((at) => `${value}.${at}`));
            };
            expectObservable(source$.pipe(drainMap(project, concurrency))).toEqual(source$.pipe(mergeMap(project, concurrency)));
          });
        }),
        { numRuns: 300 },
      );
    });

    const cases: readonly [because: string, source: string, inner: string, result: string][] = [
      ['emits nothing and ends for an empty source', '---|', '-a|', '---|'],
      ['ends when the last inner stream has', '-x|', '---a|', '----a|'],
      ['passes on an error of the source, and leaves what runs', '-x-#', '-----a|', '---#'],
      ['passes on an error of an inner stream, and leaves the source', '-x----x', '--#', '---#'],
      ['never ends behind a source that does not', '-x', '-|', '---'],
    ];
    for (const [because, source, inner, result] of cases) {
      it(because, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
          const [source$, inner$] = [cold(source), cold(inner)];
          expectObservable(source$.pipe(drainMap(() => inner$))).toBe(result);
          if (result.includes('#')) expectSubscriptions(inner$.subscriptions).toBe(' -^-!');
          if (result.includes('#')) expectSubscriptions(source$.subscriptions).toBe('^--!');
        });
      });
    }

    it('runs one at a time by default, and counts its values', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const indexed$ = cold('-xyz|').pipe(drainMap((value, index) => cold('--(r|)', { r: `${value}${index}` })));
        expectObservable(indexed$).toBe('---a-b-(c|)', { a: 'x0', b: 'y1', c: 'z2' });
      });
    });

    it('leaves an inner stream before it subscribes to the next', () => {
      const log: string[] = [];
      const inners = [new Subject<never>(), new Subject<never>()];
      const noted = (at: number): Observable<never> =>
        inners[at]!.pipe(tap({ subscribe: () => log.push(`start ${at}`), finalize: () => log.push(`left ${at}`) }));
      of(0, 1).pipe(drainMap(noted)).subscribe();
      inners[0]!.complete();
      expect(log).toEqual(['start 0', 'left 0', 'start 1']);
    });

    it('takes promises, arrays and iterables, and errors for what is none of them', async () => {
      const inputs = [Promise.resolve(1), [2], new Set([3])];
      const seen: unknown[] = [];
      await new Promise<void>((resolve) =>
        from(inputs)
          .pipe(drainMap((input) => input))
          .subscribe({ next: (value) => seen.push(value), complete: resolve }),
      );
      of(1)
        .pipe(drainMap(() => 7 as never))
        .subscribe({ error: (error: unknown) => seen.push(error instanceof TypeError) });
      expect(seen).toEqual([1, 2, 3, true]);
    });

    it('leaves the source when project throws', () => {
      const source = new Subject<number>();
      const broken = new Error('broken');
      let seen: unknown;
      source
        .pipe(
          drainMap(() => {
            throw broken;
          }),
        )
        .subscribe({ error: (error: unknown) => (seen = error) });
      source.next(1);
      expect([seen, source.observed]).toEqual([broken, false]);
    });

    it('can be left in the middle of an endless synchronous source, and of an endless inner one', () => {
      const seen: number[] = [];
      range(0, Infinity)
        .pipe(
          drainMap((value) => of(value)),
          take(2),
        )
        .subscribe((value) => seen.push(value));
      of(1)
        .pipe(
          drainMap(() => range(5, Infinity)),
          take(2),
        )
        .subscribe((value) => seen.push(value));
      expect(seen).toEqual([0, 1, 5, 6]);
    });
  });

  it('holds 100,000 synchronous inner streams, and as many that wait, on a flat stack', () => {
    let [count, index] = [0, 0];
    range(0, 100_000)
      .pipe(drainMap((value) => of(value)))
      .subscribe(() => count++);
    const first = new Subject<number>();
    range(0, 100_000)
      .pipe(drainMap((value) => (index++ === 0 ? first : of(value))))
      .subscribe(() => count++);
    first.complete();
    expect(count).toBe(199_999);
  });

  it('counts for iterate what comes while its results are held and nobody can wait', () => {
    const seen: boolean[] = [];
    const source = new Subject<number>();
    const inner = new Subject<number>();
    source
      .pipe(
        drainMap(() => inner),
        holdNow([], (isHoldable) => seen.push(isHoldable)),
      )
      .subscribe();
    source.next(1);
    for (const value of [1, 2]) inner.next(value);
    expect(seen).toEqual([true, false]);
  });

  it('shares nothing between two subscriptions', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const drained$ = cold('xy|').pipe(drainMap(() => scheduled(['r'], asyncScheduler).pipe(mergeMap(() => cold('--(r|)')))));
      expectObservable(drained$).toBe('--r-(r|)');
      expectObservable(drained$, '-^').toBe('---r-(r|)');
    });
  });

  for (const concurrency of [0, -1, 1.5, NaN]) {
    it(`refuses concurrency: ${concurrency}`, () => {
      expect(() => drainMap(() => EMPTY, concurrency)).toThrowError(
        RangeError,
        /^concurrency must be a whole number from 1, or Infinity, but was /,
      );
    });
  }
});
