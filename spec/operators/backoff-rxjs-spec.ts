/*
 * What backoff-rxjs 7.0.0 promises, held by our retryBackoff with `jitter: 'none'`, `maxInterval: Infinity` and
 * `maxRetries: Infinity`.
 *
 * By contract it differs without these options:
 * - it retries 3 times, not for ever;
 * - a delay is at most 30 s, not without a limit;
 * - delays have full jitter, not none;
 * - what is retried is told by `isRetryable`, not everything: aborts, refusals and answers like 404 are not;
 * - a server's Retry-After is waited for;
 * - the initial interval may be left out: it is 100 ms.
 * And with them: `shouldRetry` isn't asked once the retries are used up, a delay of 0 is no timer but a retry at once, delays above
 * 2^31 - 1 ms are waited in full, and an option out of range is a RangeError at creation.
 */
import { concatWith, defer, from, map, mergeMap, of, share, Subject, throwError, VirtualTimeScheduler } from 'rxjs';
import { retryBackoff, type RetryBackoffOptions } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** The options of backoff-rxjs, with its defaults. */
function likeBackoffRxjs(config: number | RetryBackoffOptions): RetryBackoffOptions {
  const options = typeof config === 'number' ? { initialInterval: config } : config;
  return { jitter: 'none', maxInterval: Infinity, maxRetries: Infinity, shouldRetry: () => true, ...options };
}

describe('retryBackoff as a replacement for backoff-rxjs 7.0.0', () => {
  it('retries a source that emits and fails as often as maxRetries says, at doubling intervals', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--a-b-#                      ');
      const result = '     --a-b----a-b-----a-b-------a-b-#';
      const subs = [
        '                  ^-----!                      ',
        '                  -------^-----!               ',
        '                  ---------------^-----!       ',
        '                  -------------------------^-----!',
      ];
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1, maxRetries: 3 })))).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('retries without an end where no maxRetries is given', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#                   ');
      const unsub = '      --------------------!';
      const result = '     -a--a---a-----a-------';
      const subs = [
        '                  ^-!                   ',
        '                  ---^-!                ',
        '                  -------^-!            ',
        '                  -------------^-!      ',
      ];
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs(1))), unsub).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('ends with the values and the completion of an attempt that succeeds', () => {
    for (const maxRetries of [2, Infinity]) {
      const scheduler = new VirtualTimeScheduler();
      const seen: unknown[] = [];
      let attempts = 0;
      of(42)
        .pipe(
          map((value) => {
            if (++attempts <= 2) throw new Error('bad');
            return value;
          }),
          retryBackoff(likeBackoffRxjs({ initialInterval: 1, maxRetries, scheduler })),
        )
        .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error), complete: () => seen.push('end') });
      scheduler.flush();
      expect(seen).toEqual([42, 'end']);
      expect(attempts).toBe(3);
    }
  });

  it('ends with the error of the last attempt', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    let attempts = 0;
    defer(() => throwError(() => new Error(`bad ${++attempts}`)))
      .pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1, maxRetries: 1, scheduler })))
      .subscribe({ error: (error: unknown) => seen.push((error as Error).message) });
    scheduler.flush();
    expect(seen).toEqual(['bad 2']);
  });

  it('passes an empty source through', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('|');
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs(1)))).toBe('|');
      expectSubscriptions(source.subscriptions).toBe('(^!)');
    });
  });

  it('passes a source that never ends through', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-');
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs(1)))).toBe('-');
      expectSubscriptions(source.subscriptions).toBe('^');
    });
  });

  it('never ends over a source that only fails', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('-#');
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs(1))), '-----------------------!').toBe('------------------------');
    });
  });

  it('passes a hot source through, whether it completes or not', () => {
    inVirtualTime(({ hot, expectObservable, expectSubscriptions }) => {
      const ending = hot('-a-^-b-c-|');
      const endless = hot('-a-^-b-c-');
      expectObservable(ending.pipe(retryBackoff(likeBackoffRxjs(1)))).toBe('--b-c-|');
      expectObservable(endless.pipe(retryBackoff(likeBackoffRxjs(1)))).toBe('--b-c-');
      expectSubscriptions(ending.subscriptions).toBe('^-----!');
      expectSubscriptions(endless.subscriptions).toBe('^-----');
    });
  });

  it('leaves the attempt that runs when it is unsubscribed, also through other operators', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const direct = cold('--a-b-#     ');
      const within = cold('--a-b-#     ');
      const unsub = '      ----------! ';
      const result = '     --a-b----a- ';
      const subs = ['                  ^-----!     ', '                  -------^--! '];
      const options = likeBackoffRxjs({ initialInterval: 1, maxRetries: 3 });
      const hop = mergeMap((value: string) => of(value));
      expectObservable(direct.pipe(retryBackoff(options)), unsub).toBe(result);
      expectObservable(within.pipe(hop, retryBackoff(options), hop), unsub).toBe(result);
      expectSubscriptions(direct.subscriptions).toBe(subs);
      expectSubscriptions(within.subscriptions).toBe(subs);
    });
  });

  it('retries a synchronous multicast source', () => {
    const scheduler = new VirtualTimeScheduler();
    const bad = new Error('bad');
    const seen: unknown[] = [];
    from([1, 2])
      .pipe(
        concatWith(throwError(() => bad)),
        share({ connector: () => new Subject() }),
        retryBackoff(likeBackoffRxjs({ initialInterval: 1, maxRetries: 2, scheduler })),
      )
      .subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
    scheduler.flush();
    expect(seen).toEqual([1, 2, 1, 2, 1, 2, bad]);
  });

  it('grows its intervals up to maxInterval', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#             ');
      const unsub = '      --------------! ';
      const result = '     -a--a---a---a-- ';
      const subs = [
        '                  ^-!             ',
        '                  ---^-!          ',
        '                  -------^-!      ',
        '                  -----------^-!  ',
      ];
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1, maxInterval: 2 }))), unsub).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('retries as long as shouldRetry says so, and ends with the error that it refuses', () => {
    const scheduler = new VirtualTimeScheduler();
    const seen: unknown[] = [];
    let attempts = 0;
    defer(() => throwError(() => new Error(++attempts < 3 ? 'not so bad' : 'really bad')))
      .pipe(
        retryBackoff(likeBackoffRxjs({ initialInterval: 1, scheduler, shouldRetry: (error) => (error as Error).message === 'not so bad' })),
      )
      .subscribe({ error: (error: unknown) => seen.push((error as Error).message) });
    scheduler.flush();
    expect(seen).toEqual(['really bad']);
    expect(attempts).toBe(3);
  });

  it('waits as backoffDelay says, which is asked with the number of the retry and the initial interval', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions, flush }) => {
      const source = cold('-a#           ');
      const unsub = '      --------------!';
      const result = '     -a---a---a---a-';
      const subs = [
        '                  ^-!           ',
        '                  ----^-!       ',
        '                  --------^-!   ',
        '                  ------------^-!',
      ];
      const backoffDelay = jasmine.createSpy('backoffDelay').and.callFake((_: number, initialInterval: number) => initialInterval);
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 2, backoffDelay }))), unsub).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
      flush();
      expect(backoffDelay.calls.allArgs()).toEqual([
        [0, 2],
        [1, 2],
        [2, 2],
      ]);
    });
  });

  it('gives one operator to several sources, each with intervals of its own', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const operator = retryBackoff<string>(likeBackoffRxjs({ initialInterval: 1 }));
      const unsub = '---------!';
      const subs = ['^-!', '---^-!', '-------^-!'];
      for (const source of [cold('--#'), cold('--#')]) {
        expectObservable(source.pipe(operator), unsub).toBe('----------');
        expectSubscriptions(source.subscriptions).toBe(subs);
      }
    });
  });

  it('gives each subscription intervals of its own', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#                 ');
      const first = '      ^--------!          ';
      const second = '     ----------^--------!';
      const subs = [
        '                  ^-!                 ',
        '                  ---^-!              ',
        '                  -------^-!          ',
        '                  ----------^-!       ',
        '                  -------------^-!    ',
        '                  -----------------^-!',
      ];
      const result = source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1 })));
      expectObservable(result, first).toBe('----------');
      expectObservable(result, second).toBe('----------');
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('starts with the first interval again after a value, where resetOnSuccess is set', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a#         ');
      const unsub = '      -----------!';
      const result = '     -a--a--a--a-';
      const subs = [
        '                  ^-!         ',
        '                  ---^-!      ',
        '                  ------^-!   ',
        '                  ---------^-!',
      ];
      expectObservable(source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1, resetOnSuccess: true }))), unsub).toBe(result);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('goes on growing its intervals while nothing is emitted, where resetOnSuccess is set', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#              ');
      const unsub = '      ---------------! ';
      const subs = [
        '                  ^-!              ',
        '                  ---^-!           ',
        '                  -------^-!       ',
        '                  -------------^-! ',
      ];
      const result = source.pipe(retryBackoff(likeBackoffRxjs({ initialInterval: 1, resetOnSuccess: true })));
      expectObservable(result, unsub).toBe('-----------------');
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('starts counting retries again after a value, where resetOnSuccess is set', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const source = cold('-a#');
      const options = likeBackoffRxjs({ initialInterval: 1, maxRetries: 1, resetOnSuccess: true });
      expectObservable(source.pipe(retryBackoff(options)), '-----------!').toBe('-a--a--a--a-');
    });
  });
});
