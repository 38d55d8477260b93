import { asyncScheduler, NEVER, Observable, take, type MonoTypeOperatorFunction } from 'rxjs';
import { Reader } from '../../src/delivery/current-reader.js';
import { innerSubscriber } from '../../src/delivery/inner-subscriber.js';
import { RequestTimeoutError } from '../../src/index.js';
import { limitDuration } from '../../src/operators/limit-duration.js';
import { holdFor } from '../support/hold-for.js';
import { inVirtualTime } from '../support/virtual-time.js';

/** Hands values out as a body does: each from the reader. */
function fromReader<T>(reader: Reader): MonoTypeOperatorFunction<T> {
  return (source) =>
    new Observable((subscriber) => {
      source.subscribe(innerSubscriber<T>(subscriber, { next: (value) => reader.deliver(() => subscriber.next(value)) }));
    });
}

describe('limitDuration', () => {
  for (const phase of ['attempt', 'total'] as const) {
    it(`tells ${phase} when the ${phase} takes too long`, () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold(' -a-b-c-|');
        const subscription = '^---!';
        const expected = '    -a-b#';
        expectObservable(limitDuration(source, { [phase]: 4 }, asyncScheduler)).toBe(
          expected,
          undefined,
          new RequestTimeoutError(phase, 4),
        );
        expectSubscriptions(source.subscriptions).toBe(subscription);
      });
    });
  }

  it('takes an absent limit and Infinity for none', () => {
    inVirtualTime(({ cold, expectObservable, scheduler, flush }) => {
      expectObservable(limitDuration(cold('----a----|'), { first: Infinity, attempt: undefined }, asyncScheduler)).toBe('----a----|');
      limitDuration(NEVER, {}, asyncScheduler).subscribe();
      flush();
      expect(scheduler.now()).toBe(9);
    });
  });

  describe('while the consumer holds the reader', () => {
    const cases: readonly [phase: 'idle' | 'attempt' | 'total', limit: number, source: string, result: string, because: string][] = [
      ['idle', 3, '-a-------b|', '-a------#', 'idle begins when the reader is free'],
      ['idle', 3, '-a------b|', '-a------b|', 'a value in the same frame counts'],
      ['idle', 3, '-a------b--------|', '-a------b------#', 'it begins anew at each value'],
      ['attempt', 4, '-a-------b|', '-a------#', 'what was left goes on when the reader is free'],
      ['total', 4, '-a-------b|', '-a------#', 'what was left goes on when the reader is free'],
      ['total', 4, '-a-----b---------|', '-a-----b----#', 'again and again'],
      ['total', 4, '-a-----b--|', '-a-----b--|', 'an end meanwhile is in time'],
    ];
    for (const [phase, limit, source, result, because] of cases) {
      it(`${phase} ${limit} makes ${result} of ${source}, each value being held for 4: ${because}`, () => {
        inVirtualTime(({ cold, expectObservable }) => {
          const values$ = cold(source).pipe(fromReader(new Reader()));
          const held$ = limitDuration(values$, { [phase]: limit }, asyncScheduler).pipe(holdFor(4));
          expectObservable(held$).toBe(result, undefined, new RequestTimeoutError(phase, limit));
        });
      });
    }

    it('leaves no timer and no wait behind when it is left', () => {
      inVirtualTime(({ cold, flush, scheduler }) => {
        const reader = new Reader();
        const source = cold('-a').pipe(fromReader(reader));
        const limited = limitDuration(source, { idle: 50, attempt: 60, total: 70 }, asyncScheduler);
        limited.pipe(holdFor(10), take(1)).subscribe();
        flush();
        expect([reader.isHeld, scheduler.now()]).toEqual([false, 11]);
      });
    });
  });
});
