import { concat, defer, EMPTY, firstValueFrom, map, NEVER, of, range, take, throwError, timer, type Observable } from 'rxjs';
import { BulkheadFullError, hedge, HttpStatusError, NetworkError, retryBackoff, RetryBudget, type HedgeOptions } from '../../src/index.js';
import { hedgeSettings } from '../../src/operators/hedge-options.js';
import { inVirtualTime } from '../support/virtual-time.js';

const boom = new NetworkError('boom');
const answer = (status: number, retryAfter?: number): HttpStatusError => new HttpStatusError({ status, retryAfter });

/** Subscribes to the first source first, to the second second; to the last for ever. */
function inTurn<T>(...sources: readonly Observable<T>[]): Observable<T> {
  let subscriptions = 0;
  return defer(() => sources[Math.min(subscriptions++, sources.length - 1)]!);
}

describe('hedge', () => {
  it('subscribes a second time after the delay, and the first value decides', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const first = cold('      --------a|');
      const firstSubscribed = ' ^-----!';
      const second = cold('         --b--c|');
      const secondSubscribed = '----^-----!';
      const expected = '        ------b--c|';
      expectObservable(inTurn(first, second).pipe(hedge({ delay: 4 }))).toBe(expected);
      expectSubscriptions(first.subscriptions).toBe(firstSubscribed);
      expectSubscriptions(second.subscriptions).toBe(secondSubscribed);
    });
  });

  interface Case {
    readonly it: string;
    readonly sources: readonly string[];
    readonly expected: string;
    readonly subscribed: readonly (string | string[])[];
    readonly options?: Partial<HedgeOptions>;
    readonly errors?: readonly unknown[];
    readonly error?: unknown;
  }
  const cases: readonly Case[] = [
    { it: 'hedges nothing that answers in time', sources: ['---a--b|'], expected: '---a--b|', subscribed: ['^------!'] },
    { it: 'lets what comes in the same frame as the timer count', sources: ['----a|'], expected: '----a|', subscribed: ['^----!'] },
    {
      it: 'leaves the second when the first answers after all',
      sources: ['------a---b|', '----c|'],
      expected: '------a---b|',
      subscribed: ['^----------!', '----^-!'],
    },
    {
      it: 'takes an end without a value for an answer',
      sources: ['------|', '----c|'],
      expected: '------|',
      subscribed: ['^-----!', '----^-!'],
    },
    { it: 'passes an error before the delay on at once', sources: ['--#', 'a|'], expected: '--#', subscribed: ['^-!'] },
    {
      it: 'waits for the second where the first fails meanwhile',
      sources: ['------#', '-----c|'],
      expected: '---------c|',
      subscribed: ['^-----!', '----^-----!'],
    },
    {
      it: 'waits for the first where the second fails',
      sources: ['--------a|', '-#'],
      expected: '--------a|',
      subscribed: ['^--------!', '----^!'],
    },
    {
      it: 'passes the last error on where both fail',
      sources: ['------#', '----#'],
      errors: [answer(500), boom],
      error: boom,
      expected: '--------#',
      subscribed: ['^-----!', '----^---!'],
    },
    {
      it: 'passes the error with a hint on where both fail',
      sources: ['------#', '----#'],
      errors: [answer(503, 5_000), boom],
      error: answer(503, 5_000),
      expected: '--------#',
      subscribed: ['^-----!', '----^---!'],
    },
    {
      it: 'takes an answer that is not the service’s failure for final',
      sources: ['--------a|', '-#'],
      errors: [boom, answer(404)],
      error: answer(404),
      expected: '-----#',
      subscribed: ['^----!', '----^!'],
    },
    {
      it: 'lets a refused hedge be no answer',
      sources: ['--------a|', '#'],
      errors: [boom, new BulkheadFullError('seats')],
      expected: '--------a|',
      subscribed: ['^--------!', '----(^!)'],
    },
    {
      it: 'passes an error of the winner on, whatever a loser was told',
      sources: ['------#', '----c-#'],
      errors: [answer(503, 5_000), boom],
      error: boom,
      expected: '--------c-#',
      subscribed: ['^-----!', '----^-----!'],
    },
    {
      it: 'makes at most maxHedges extra attempts, delay after delay',
      sources: ['------------------|'],
      options: { maxHedges: 2 },
      expected: '------------------|',
      subscribed: [['^-----------------!', '----^-------------!', '--------^---------!']],
    },
    {
      it: 'hedges no more behind a hint',
      sources: ['-----------a|', '--#', 'c|'],
      options: { maxHedges: 5 },
      errors: [boom, answer(429, 1_000)],
      expected: '-----------a|',
      subscribed: ['^-----------!', '----^-!', []],
    },
    {
      it: 'never hedges with an infinite delay',
      sources: ['------a|'],
      options: { delay: Infinity },
      expected: '------a|',
      subscribed: ['^------!'],
    },
    { it: 'hedges at once with a delay of 0', sources: ['---a|', 'b|'], options: { delay: 0 }, expected: 'b|', subscribed: ['(^!)', '^!'] },
  ];
  for (const { it: name, sources, expected, subscribed, options, errors, error = boom } of cases) {
    it(name, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const colds = sources.map((marbles, at) => cold(marbles, undefined, errors?.[at] ?? boom));
        expectObservable(inTurn(...colds).pipe(hedge({ delay: 4, ...options }))).toBe(expected, undefined, error);
        colds.forEach(({ subscriptions }, at) => expectSubscriptions(subscriptions).toBe(subscribed[at] ?? []));
      });
    });
  }

  it('takes an empty source, and waits for ever for one that never ends', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(EMPTY.pipe(hedge({ delay: 4 }))).toBe('|');
      expectObservable(NEVER.pipe(hedge({ delay: 4 })), '^------!').toBe('-');
    });
  });

  it('starts no timer for a synchronous source, however long, and can be left in the middle', () => {
    inVirtualTime(({ flush, scheduler }) => {
      const seen: number[] = [];
      range(1, 1000)
        .pipe(hedge({ delay: 4 }), take(3))
        .subscribe((value) => seen.push(value));
      expect(seen).toEqual([1, 2, 3]);
      expect(scheduler.actions.length).toBe(0);
      flush();
    });
  });

  it('leaves all attempts and the timer when it is left', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('   ----------a|');
      const unsubscribe = '   ^-----!';
      const subscriptions = ['^-----!', '----^-!'];
      expectObservable(source.pipe(hedge({ delay: 4, maxHedges: 3 })), unsubscribe).toBe('-------');
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
    });
  });

  it('leaves no timer when it is left before the delay', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, scheduler, flush }) => {
      const source = cold('   ----------a|');
      expectObservable(source.pipe(hedge({ delay: 4 })), '^--!').toBe('----');
      expectSubscriptions(source.subscriptions).toBe('^--!');
      flush();
      expect(scheduler.actions.length).toBe(0);
    });
  });

  it('holds nothing between two subscriptions', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const hedged = cold('------a|').pipe(hedge({ delay: 4 }));
      expectObservable(hedged).toBe('------a|');
      expectObservable(hedged, '--^').toBe('--------a|');
    });
  });

  it('survives a subscriber that leaves inside next', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('------a-b|');
      expectObservable(source.pipe(hedge({ delay: 4 }), take(1))).toBe('------(a|)');
      expectSubscriptions(source.subscriptions).toBe(['^-----!', '----^-!']);
    });
  });

  describe('with a budget', () => {
    it('is hedged as long as there is an extra attempt in it', () => {
      inVirtualTime(({ cold, expectSubscriptions, flush }) => {
        const budget = new RetryBudget({ ratio: 0, minPerSecond: 1, ttl: 1_000 });
        const source = cold('---------a|');
        const hedged = source.pipe(hedge({ delay: 4, maxHedges: 3, budget }));
        hedged.subscribe();
        expectSubscriptions(source.subscriptions).toBe(['^---------!', '----^----!']);
        flush();
        expect(budget.state$.value).toEqual({ calls: 1, retries: 1, available: 0 });
      });
    });

    it('withdraws from the budget of a retry around it, of which it is a part', () => {
      inVirtualTime(({ flush }) => {
        const budget = new RetryBudget({ ratio: 0, minPerSecond: 3, ttl: 1_000 });
        let attempts = 0;
        const source = defer(() =>
          timer(10).pipe(
            map(() => {
              attempts++;
              throw boom;
            }),
          ),
        );
        source
          .pipe(hedge({ delay: 4 }), retryBackoff({ initialInterval: 1, jitter: 'none', maxRetries: 10, budget }))
          .subscribe({ error: () => undefined });
        flush();
        expect([attempts, budget.state$.value]).toEqual([1 + 3, { calls: 1, retries: 3, available: 0 }]);
      });
    });
  });

  describe('with a measured delay', () => {
    /** Calls that take so many milliseconds one after another; tells how many attempts the last one made. */
    function attemptsBehind(durations: readonly number[], last: number, options: Partial<HedgeOptions> = {}): number {
      let attempts = 0;
      inVirtualTime(({ flush }) => {
        const operator = hedge<number>({ delay: { percentile: 90 }, ...options });
        const call = (duration: number) => defer(() => (attempts++, timer(duration))).pipe(operator);
        const reset = defer(() => ((attempts = 0), EMPTY));
        concat(...durations.map(call), reset, call(last)).subscribe();
        flush();
      });
      return attempts;
    }
    const ten = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50];

    const table: readonly [durations: number[], last: number, delay: HedgeOptions['delay'], attempts: number, because: string][] = [
      [ten.slice(1), 1000, { percentile: 90 }, 1, 'nine say nothing yet'],
      [ten, 9, { percentile: 90 }, 1, 'it takes as long as nine of ten'],
      [ten, 10, { percentile: 90 }, 2, 'it takes longer than nine of ten'],
      [ten, 10, { percentile: 0.9 }, 2, 'a share says the same'],
      [ten, 50, { percentile: 1 }, 1, 'it takes as long as all of ten'],
      [ten, 51, { percentile: 1 }, 2, 'it takes longer than all of ten'],
      [ten, 7, { percentile: 90, min: 7, max: 7 }, 1, 'min and max leave no choice, and are not over'],
      [ten, 8, { percentile: 90, min: 7, max: 7 }, 2, 'min and max leave no choice, and are over'],
      [ten, 19, { percentile: 90, min: 20 }, 1, 'min is not over'],
      [ten, 21, { percentile: 90, min: 20 }, 2, 'min is over'],
      [ten, 8, { percentile: 90, max: 7 }, 2, 'max is over'],
      [[], 8, { percentile: 90, max: 7 }, 2, 'max holds until ten are measured'],
      [[], 7, { percentile: 90, max: 7 }, 1, 'and is not over'],
    ];
    for (const [durations, last, delay, attempts, because] of table) {
      it(`makes ${attempts} of ${last} ms behind ${durations.length} calls with ${JSON.stringify(delay)}: ${because}`, () => {
        expect(attemptsBehind(durations, last, { delay })).toBe(attempts);
      });
    }

    it('counts a loser by how long it has run at least, so that hedging doesn’t make calls look quick', () => {
      let attempts = 0;
      inVirtualTime(({ flush }) => {
        const operator = hedge<unknown>({ delay: { percentile: 50, max: 10 } });
        const slowThenQuick = () =>
          inTurn(
            defer(() => (attempts++, timer(100))),
            defer(() => (attempts++, timer(1))),
          ).pipe(operator);
        concat(...Array.from({ length: 10 }, slowThenQuick)).subscribe();
        flush();
        attempts = 0;
        timer(5).pipe(operator).subscribe();
      });
      expect(attempts).toBe(0);
    });
  });

  describe('options', () => {
    const bad = <T>(value: unknown): T => value as T;
    const refused: readonly [options: HedgeOptions, message: string][] = [
      [{ delay: -1 }, 'delay must be a number of milliseconds from 0 to Infinity, but was -1.'],
      [{ delay: bad(undefined) }, 'delay must be a number of milliseconds from 0 to Infinity, but was undefined.'],
      [{ delay: bad(null) }, 'delay must be a number of milliseconds from 0 to Infinity, but was null.'],
      [{ delay: { percentile: 0 } }, 'delay.percentile must be a number above 0 and below 100, but was 0.'],
      [{ delay: { percentile: 100 } }, 'delay.percentile must be a number above 0 and below 100, but was 100.'],
      [{ delay: { percentile: 95, min: -1 } }, 'delay.min must be a number of milliseconds from 0 to Infinity, but was -1.'],
      [{ delay: { percentile: 95, max: NaN } }, 'delay.max must be a number of milliseconds from 0 to Infinity, but was NaN.'],
      [{ delay: { percentile: 95, min: 5, max: 4 } }, 'delay.min must be at most delay.max (4), but was 5.'],
      [{ delay: 1, maxHedges: 0 }, 'maxHedges must be a whole number from 1, but was 0.'],
      [{ delay: 1, maxHedges: Infinity }, 'maxHedges must be a whole number from 1, but was Infinity.'],
      [{ delay: 1, budget: bad({}) }, 'budget must be a RetryBudget, but was an object.'],
    ];
    for (const [options, message] of refused) {
      it(`are refused: ${message}`, () => {
        expect(() => hedge(options)).toThrowError(RangeError, message);
      });
    }

    it('have the documented defaults', () => {
      const { scheduler, ...rest } = hedgeSettings({
        delay: { percentile: 95 },
        maxHedges: undefined,
        budget: undefined,
        scheduler: undefined,
      });
      expect(rest).toEqual({ delay: { percentile: 0.95, min: 0, max: Infinity }, maxHedges: 1, budget: undefined });
      expect(Math.abs(scheduler.now() - Date.now())).toBeLessThan(10_000);
    });
  });

  it('works in real time', async () => {
    const source = inTurn(NEVER, timer(1).pipe(map(() => 'hedge')));
    expect(await firstValueFrom(source.pipe(hedge({ delay: 5 })))).toBe('hedge');
    expect(await firstValueFrom(of('one').pipe(hedge({ delay: 5 })))).toBe('one');
    expect(await firstValueFrom(throwError(() => boom).pipe(hedge({ delay: 5 }))).catch((error: unknown) => error)).toBe(boom);
  });
});
