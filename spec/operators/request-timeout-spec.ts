import { concat, EMPTY, interval, NEVER, Observable, of, range, take, throwError, timer, VirtualTimeScheduler } from 'rxjs';
import { requestTimeout, RequestTimeoutError, type RequestTimeoutOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('requestTimeout', () => {
  it('bounds the silence between values, as its diagram shows', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' --a-----b--|');
      const subscription = '^-----!';
      const expected = '    --a---#';
      expectObservable(source.pipe(requestTimeout({ idle: 4 }))).toBe(expected, undefined, new RequestTimeoutError('idle', 4));
      expectSubscriptions(source.subscriptions).toBe(subscription);
    });
  });

  interface Example {
    readonly options: number | RequestTimeoutOptions;
    readonly source: string;
    readonly expected: string;
    readonly error?: [phase: 'total' | 'first' | 'idle', timeout: number];
    readonly because: string;
  }
  const examples: Example[] = [
    { options: 5, source: '--a--b--|', expected: '--a--(b#)', error: ['total', 5], because: 'a number is total' },
    { options: { total: 5 }, source: '-----|', expected: '-----|', because: 'an end in the same frame as total counts' },
    { options: { total: 5 }, source: '-----(a|)', expected: '-----(a|)', because: 'a value and end in the same frame as total count' },
    { options: { total: 5 }, source: '-----a|', expected: '-----(a#)', error: ['total', 5], because: 'total runs until completion' },
    { options: { total: 5 }, source: '------|', expected: '-----#', error: ['total', 5], because: 'an end after total is too late' },
    { options: { total: 5 }, source: '-----#', expected: '-----#', because: 'an error in the same frame as total counts' },
    {
      options: { first: 5 },
      source: '-----a---------|',
      expected: '-----a---------|',
      because: 'the first value in the same frame counts',
    },
    { options: { first: 5 }, source: '------a|', expected: '-----#', error: ['first', 5], because: 'a first value after it is too late' },
    { options: { first: 5 }, source: '-----|', expected: '-----|', because: 'an end without a value in the same frame counts' },
    { options: { first: 5 }, source: '------|', expected: '-----#', error: ['first', 5], because: 'silence is too late' },
    { options: { idle: 3 }, source: '--------a--b--|', expected: '--------a--b--|', because: 'idle does not bound the first value' },
    { options: { idle: 3 }, source: 'a--b---c|', expected: 'a--b--#', error: ['idle', 3], because: 'idle begins anew at each value' },
    { options: { idle: 3 }, source: 'a---|', expected: 'a--#', error: ['idle', 3], because: 'idle bounds the wait for the end too' },
    { options: { idle: 3 }, source: 'a--#', expected: 'a--#', because: 'an error in the same frame as idle counts' },
    { options: { first: 2, total: 6 }, source: '---a|', expected: '--#', error: ['first', 2], because: 'the earlier limit ends it' },
    { options: { first: 2, idle: 3 }, source: '-a----b|', expected: '-a--#', error: ['idle', 3], because: 'idle follows first' },
    {
      options: { first: 4, idle: 3, total: 7 },
      source: '---a--b--c--|',
      expected: '---a--b#',
      error: ['total', 7],
      because: 'total goes on while values come',
    },
    { options: { total: undefined, first: 2 }, source: '---a|', expected: '--#', error: ['first', 2], because: 'undefined is no limit' },
  ];
  for (const { options, source, expected, error, because } of examples) {
    it(`${JSON.stringify(options)} makes ${source} ${expected}: ${because}`, () => {
      inVirtualTime(({ cold, expectObservable }) => {
        const ownError = new Error('its own');
        const timed = cold(source, undefined, ownError).pipe(requestTimeout(options));
        expectObservable(timed).toBe(expected, undefined, error ? new RequestTimeoutError(...error) : ownError);
      });
    });
  }

  it('tells the phase and the limit', () => {
    inVirtualTime(({ flush }) => {
      const errors: unknown[] = [];
      NEVER.pipe(requestTimeout({ first: 5 })).subscribe({ error: (error: unknown) => errors.push(error) });
      flush();
      expect(errors[0]).toBeInstanceOf(RequestTimeoutError);
      expect(errors[0]).toEqual(jasmine.objectContaining({ name: 'RequestTimeoutError', phase: 'first', timeout: 5 }));
    });
  });

  for (const options of [{}, Infinity, { total: Infinity, first: undefined, idle: Infinity }]) {
    it(`returns the source itself without a limit: ${typeof options === 'number' ? options : JSON.stringify(options)}`, () => {
      const source = of(1);
      expect(source.pipe(requestTimeout(options))).toBe(source);
    });
  }

  for (const option of ['total', 'first', 'idle'] as const) {
    for (const value of [0, -1, NaN, '5']) {
      it(`refuses ${option}: ${JSON.stringify(value)}`, () => {
        expect(() => requestTimeout({ [option]: value })).toThrowError(RangeError, new RegExp(`^${option} must be .* was `));
      });
    }
  }

  it('refuses a number out of range as total', () => {
    expect(() => requestTimeout(0)).toThrowError(RangeError, /^total must be /);
  });

  const broken = new Error('broken');
  const synchronous: [string, Observable<number>, unknown[]][] = [
    ['values', range(0, 3), [0, 1, 2, '|']],
    ['nothing', EMPTY, ['|']],
    ['an error', throwError(() => broken), [broken]],
  ];
  for (const [what, source, expected] of synchronous) {
    it(`leaves no timer behind a synchronous source of ${what}`, () => {
      const scheduler = new VirtualTimeScheduler();
      const seen: unknown[] = [];
      source.pipe(requestTimeout({ total: 9, first: 8, idle: 7, scheduler })).subscribe({
        next: (value) => seen.push(value),
        error: (error: unknown) => seen.push(error),
        complete: () => seen.push('|'),
      });
      expect(seen).toEqual(expected);
      expect(scheduler.actions.length).toBe(0);
    });
  }

  it('can be left in the middle of an endless synchronous source', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: number[] = [];
    range(0, Infinity)
      .pipe(requestTimeout({ total: 9, first: 8, idle: 7, scheduler }), take(2))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([0, 1]);
    expect(scheduler.actions.length).toBe(0);
  });

  it('takes a value that comes while it subscribes for the first', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(concat(of('a'), NEVER).pipe(requestTimeout({ first: 3 })), '^-----!').toBe('a');
    });
  });

  it('leaves no timer when it is left, whichever runs', () => {
    const scheduler = new VirtualTimeScheduler();
    const timed = requestTimeout<number>({ total: 90, first: 80, idle: 70, scheduler });
    NEVER.pipe(timed).subscribe().unsubscribe();
    expect(scheduler.actions.length).toBe(0);
    const subscription = interval(10, scheduler).pipe(timed).subscribe();
    scheduler.maxFrames = 35;
    scheduler.flush();
    subscription.unsubscribe();
    expect(scheduler.actions.filter(({ closed }) => !closed).length).toBe(0);
  });

  it('leaves the source in the same frame in which it is left', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a-b-c-|');
      expectObservable(source.pipe(requestTimeout({ total: 20, idle: 10 })), '^--!').toBe('-a-');
      expectSubscriptions(source.subscriptions).toBe('^--!');
    });
  });

  it('gives every subscription timers of its own', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const timed = cold('----a|').pipe(requestTimeout({ first: 4, total: 9 }));
      expectObservable(timed).toBe('----a|');
      expectObservable(timed, '--^').toBe('------a|');
    });
  });

  it('waits in full for a limit that no platform timer can hold', () => {
    const scheduler = new VirtualTimeScheduler();
    scheduler.maxFrames = Infinity;
    const limit = 2 ** 31 + 5;
    const log: unknown[] = [];
    NEVER.pipe(requestTimeout({ total: limit, scheduler })).subscribe({ error: () => log.push(scheduler.now()) });
    timer(limit - 1, scheduler)
      .pipe(requestTimeout({ first: limit, scheduler }))
      .subscribe((value) => log.push(value));
    scheduler.flush();
    expect(log).toEqual([0, limit]);
  });

  it('leaves the source before the subscriber hears of the timeout: a call begun there takes no turn for the one that is over', () => {
    const scheduler = new VirtualTimeScheduler();
    const log: string[] = [];
    const source = new Observable<never>(() => () => log.push('left'));
    source.pipe(requestTimeout({ total: 5, scheduler })).subscribe({ error: (error: unknown) => log.push((error as Error).name) });
    scheduler.flush();
    expect(log).toEqual(['left', 'RequestTimeoutError']);
  });

  it('does not start the idle time when a subscriber leaves inside next', () => {
    const scheduler = new VirtualTimeScheduler();
    of(1, 2)
      .pipe(requestTimeout({ idle: 5, scheduler }), take(1))
      .subscribe();
    expect(scheduler.actions.length).toBe(0);
  });
});
