import {
  catchError,
  concat,
  defer,
  finalize,
  forkJoin,
  lastValueFrom,
  map,
  NEVER,
  Observable,
  of,
  Subject,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import {
  Bulkhead,
  bulkhead,
  BulkheadFullError,
  CircuitOpenError,
  hedge,
  HttpStatusError,
  NetworkError,
  RateLimitError,
  retryBackoff,
  RetryBudget,
} from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const boom = new NetworkError('boom');
const steady = { initialInterval: 1, jitter: 'none' } as const;

/** Subscribes to the first source first, to the second second; to the last for ever. */
function inTurn<T>(...sources: readonly Observable<T>[]): Observable<T> {
  let subscriptions = 0;
  return defer(() => sources[Math.min(subscriptions++, sources.length - 1)]!);
}

describe('HedgeRace', () => {
  describe('sends nothing for an attempt that waits for the place of another one of the same call', () => {
    function withOnePlace(attempts: number): { readonly call: Observable<string>; readonly sent: () => number; readonly seats: Bulkhead } {
      const seats = new Bulkhead({ maxConcurrent: attempts });
      let sent = 0;
      const source = defer(() => (++sent === 2 ? timer(6).pipe(map(() => 'second')) : NEVER));
      return { call: source.pipe(bulkhead(seats), hedge({ delay: 4, maxHedges: 2 })), sent: () => sent, seats };
    }

    it('when the call is left', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const { call, sent, seats } = withOnePlace(1);
        expectObservable(call, '------!').toBe('-');
        flush();
        expect([sent(), seats.state$.value]).toEqual([1, { active: 0, queued: 0, limit: 1 }]);
      });
    });

    it('when another one wins', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const { call, sent, seats } = withOnePlace(2);
        expectObservable(call).toBe('----------(a|)', { a: 'second' });
        flush();
        expect([sent(), seats.state$.value]).toEqual([2, { active: 0, queued: 0, limit: 2 }]);
      });
    });
  });

  describe('prefers what the service said to a refusal of the hedge', () => {
    const overloaded = new HttpStatusError({ status: 503 });
    const busy = new HttpStatusError({ status: 503, retryAfter: 2_000 });
    const refusals = [new CircuitOpenError('b', 1_000), new RateLimitError('l', 1_000), new BulkheadFullError('s')];
    const table: [attempts: (readonly [marbles: string, error: unknown])[], result: string, passed: unknown, because: string][] = [];
    for (const refusal of refusals) {
      const { name } = refusal;
      table.push(
        [
          [
            ['------#', overloaded],
            ['----#', refusal],
          ],
          '--------#',
          overloaded,
          `a later ${name} says nothing of the service`,
        ],
        [
          [
            ['----------#', overloaded],
            ['-#', refusal],
          ],
          '----------#',
          overloaded,
          `nor does an earlier ${name}`,
        ],
        [
          [
            ['------#', busy],
            ['----#', refusal],
          ],
          '--------#',
          busy,
          `a later ${name} is no hint of the server’s`,
        ],
        [
          [
            ['----------#', busy],
            ['-#', refusal],
          ],
          '----------#',
          busy,
          `nor is an earlier ${name}`,
        ],
        [
          [
            ['------#', boom],
            ['----#', refusal],
          ],
          '--------#',
          boom,
          `a later ${name} is no reason not to retry`,
        ],
      );
    }
    table.push([
      [
        ['------#', refusals[2]],
        ['----#', refusals[0]],
      ],
      '--------#',
      refusals[0],
      'all were refused: the last one passes',
    ]);
    for (const [attempts, result, passed, because] of table) {
      it(because, () => {
        inVirtualTime(({ cold, expectObservable }) => {
          const sources = attempts.map(([marbles, error]) => cold(marbles, undefined, error));
          expectObservable(inTurn(...sources).pipe(hedge({ delay: 4 }))).toBe(result, undefined, passed);
        });
      });
    }

    it('but hedges no more behind one that tells when to come back', () => {
      inVirtualTime(({ cold, expectObservable, flush }) => {
        let attempts = 0;
        const refused = throwError(() => new RateLimitError('l', 1_000));
        const source = defer(() => (attempts++ === 0 ? cold('------------a|') : refused));
        expectObservable(source.pipe(hedge({ delay: 4, maxHedges: 5 }))).toBe('------------a|');
        flush();
        expect(attempts).toBe(2);
      });
    });
  });

  describe('with sources and subscribers that misbehave', () => {
    it('takes what subscribing throws for the failure of that attempt', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const closed = new Subject<string>();
        closed.unsubscribe();
        expectObservable(inTurn(cold('------a|'), closed).pipe(hedge({ delay: 4 }))).toBe('------a|');
        expectObservable(inTurn(cold('------#', undefined, boom), closed).pipe(hedge({ delay: 4 }), nameOfError())).toBe('------(a|)', {
          a: 'NetworkError',
        });
        expectObservable(closed.pipe(hedge({ delay: 4 }), nameOfError())).toBe('(a|)', { a: 'ObjectUnsubscribedError' });
      });
    });

    it('goes on with the first when the second fails synchronously inside the timer, also where the function throws', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const throwing = new Observable<string>(() => {
          throw boom;
        });
        expectObservable(inTurn(cold('------a|'), throwing).pipe(hedge({ delay: 4 }))).toBe('------a|');
        expectObservable(inTurn(cold('----#', undefined, boom), throwing).pipe(hedge({ delay: 3 }))).toBe('----#', undefined, boom);
      });
    });

    it('errors with what a loser’s teardown throws, and leaves the others', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const oldest = cold('          -----------a|');
        const oldestSubscribed = '     ^-----!';
        const thrower = new Observable<string>(() => () => {
          throw boom;
        });
        const winner = cold('                --b--|');
        const winnerSubscribed = '     ----^-!';
        const sources = inTurn(oldest, thrower, winner).pipe(hedge({ delay: 2, maxHedges: 2 }), nameOfError());
        expectObservable(sources).toBe('------(e|)', { e: 'UnsubscriptionError' });
        expectSubscriptions(oldest.subscriptions).toBe(oldestSubscribed);
        expectSubscriptions(winner.subscriptions).toBe(winnerSubscribed);
      });
    });

    it('sends nothing more when a watcher of the budget leaves the call', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const budget = new RetryBudget();
        const stop = new Subject<void>();
        let sent = 0;
        const source = defer(() => (sent++, NEVER));
        budget.state$.subscribe(({ retries }) => retries === 1 && stop.next());
        expectObservable(source.pipe(hedge({ delay: 4, budget }), takeUntil(stop))).toBe('----|');
        flush();
        expect(sent).toBe(1);
        budget.state$.subscribe(({ calls }) => calls === 2 && stop.next());
        source.pipe(hedge({ delay: 4, budget }), takeUntil(stop)).subscribe();
        expect(sent).toBe(1);
      });
    });

    it('sends nothing more when onRetry leaves the call', () => {
      inVirtualTime(({ scheduler, flush }) => {
        const stop = new Subject<void>();
        let sent = 0;
        const source = defer(() => (sent++, timer(6).pipe(map(() => failNow()))));
        const call = source.pipe(hedge({ delay: 4 }), retryBackoff({ ...steady, onRetry: () => stop.next() }), takeUntil(stop));
        call.subscribe();
        flush();
        expect([sent, scheduler.actions.length]).toEqual([2, 0]);
      });
    });

    it('may be subscribed to again inside next, error and complete', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const hedged = cold('------a|').pipe(hedge({ delay: 4 }));
        const failing = cold('------#', undefined, boom).pipe(hedge({ delay: 4 }));
        expectObservable(concat(hedged, hedged)).toBe('------a------a|');
        expectObservable(failing.pipe(catchError(() => hedged))).toBe('----------------a|');
      });
    });

    it('leaves the loser before the value goes out', () => {
      inVirtualTime(({ cold, flush }) => {
        const log: string[] = [];
        const loser = NEVER.pipe(finalize(() => log.push('loser left')));
        inTurn(loser, cold('--a|'))
          .pipe(hedge({ delay: 4 }))
          .subscribe({ next: () => log.push('value'), complete: () => log.push('done') });
        flush();
        expect(log).toEqual(['loser left', 'value', 'done']);
      });
    });

    it('leaves the others before a final error goes out', () => {
      inVirtualTime(({ cold, flush }) => {
        const log: string[] = [];
        const loser = NEVER.pipe(finalize(() => log.push('loser left')));
        inTurn(loser, cold('--#', undefined, new HttpStatusError({ status: 404 })))
          .pipe(hedge({ delay: 4 }))
          .subscribe({ error: () => log.push('error') });
        flush();
        expect(log).toEqual(['loser left', 'error']);
      });
    });
  });

  describe('its part of the budget ends with the attempt', () => {
    for (const [when, failing] of [
      ['at once', throwError(() => boom)],
      ['later', timer(3).pipe(map(() => failNow()))],
    ] as const) {
      it(`what follows on an error that comes ${when} is a call of its own`, () => {
        inVirtualTime(({ flush }) => {
          const budget = new RetryBudget();
          const fallback = of('cached').pipe(retryBackoff({ budget }));
          failing
            .pipe(
              hedge({ delay: 10, budget }),
              catchError(() => fallback),
            )
            .subscribe();
          flush();
          expect(budget.state$.value.calls).toBe(2);
        });
      });

      it(`but is a part of the retry around both, also where the error comes ${when}`, () => {
        inVirtualTime(({ flush }) => {
          for (const inner of [hedge<never>({ delay: 10 }), retryBackoff<never>({ maxRetries: 0 })]) {
            const outer = new RetryBudget({ ratio: 0, minPerSecond: 2, ttl: 1_000 });
            let attempts = 0;
            const fallback = defer(() => (attempts++, throwError(() => boom))).pipe(retryBackoff({ ...steady, maxRetries: 9 }));
            failing
              .pipe(
                inner,
                catchError(() => fallback),
                retryBackoff({ ...steady, budget: outer }),
              )
              .subscribe({ error: () => undefined });
            flush();
            expect([attempts, outer.state$.value.retries]).toEqual([3, 2]);
          }
        });
      });
    }
  });

  it('of 20,000 calls at once hedges each of them, and leaves nothing behind', async () => {
    const seats = new Bulkhead({ maxConcurrent: Infinity });
    let sent = 0;
    const source = defer(() => (sent++ < 20_000 ? NEVER : of('a'))).pipe(bulkhead(seats), hedge({ delay: 1 }));
    const answers = await lastValueFrom(forkJoin(Array.from({ length: 20_000 }, () => source)));
    expect([sent, answers.length, seats.state$.value.active]).toEqual([40_000, 20_000, 0]);
  });

  for (const [jump, sent, because] of [
    [-3_600_000, 2, 'calls took no time, and no negative one'],
    [3_600_000, 1, 'they took an hour'],
  ] as const) {
    it(`takes a clock that jumps by ${jump} for what it tells: ${because}`, () => {
      inVirtualTime(({ scheduler, flush }) => {
        let [offset, attempts] = [0, 0];
        const wrong = { now: () => scheduler.now() + offset, schedule: scheduler.schedule.bind(scheduler) };
        const quick = hedge<unknown>({ delay: { percentile: 50 }, scheduler: wrong });
        for (let call = 0; call < 10; call++) timer(10).pipe(quick).subscribe();
        timer(5).subscribe(() => (offset = jump));
        const next = defer(() => (attempts++, timer(5))).pipe(quick);
        timer(20).subscribe(() => next.subscribe());
        flush();
        expect(attempts).toBe(sent);
      });
    });
  }
});

function failNow(): never {
  throw boom;
}

function nameOfError() {
  return catchError((error: unknown) => of((error as Error).name));
}
