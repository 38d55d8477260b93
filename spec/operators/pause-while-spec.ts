import { BehaviorSubject, EMPTY, finalize, NEVER, Observable, of, Subject, take } from 'rxjs';
import { pauseWhile } from '../../src/index.js';
import { inVirtualTime } from '../support/virtual-time.js';

const SAYS = { t: true, f: false };

describe('pauseWhile', () => {
  it('leaves the source and subscribes to it again, as its diagram shows', () => {
    inVirtualTime(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const paused = cold('   ----t----f---', SAYS);
      const source = cold('   -a-b-c-d-e-f-');
      const expected = '      -a-b------a-b';
      const subscriptions = ['^---!', '---------^---!'];
      const until = '         -------------!';
      expectObservable(source.pipe(pauseWhile(paused)), until).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subscriptions);
      expectSubscriptions(paused.subscriptions).toBe('^------------!');
      expectObservable(hot('  -a-b-c-d-e-f-').pipe(pauseWhile(cold('----t----f---', SAYS)))).toBe('-a-b-------f-');
    });
  });

  describe('passes, while not paused,', () => {
    const table: readonly [name: string, marbles: string, subscription: string][] = [
      ['values and an end', '-a-b|', '^---!'],
      ['an error', '        -a-#', '^--!'],
      ['nothing', '         ---|', '^--!'],
      ['nothing, at once', '|', '   (^!)'],
      ['what never answers', '-', ' ^'],
      ['what ends at once', '(ab|)', '(^!)'],
    ];
    for (const [name, marbles, subscription] of table) {
      it(`${name}, and leaves paused$ at the end`, () => {
        inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
          const [source, paused] = [cold(marbles.trim()), cold('-', SAYS)];
          expectObservable(source.pipe(pauseWhile(paused))).toBe(marbles.trim());
          expectSubscriptions(source.subscriptions).toBe(subscription.trim());
          expectSubscriptions(paused.subscriptions).toBe(subscription.trim());
        });
      });
    }
  });

  it('does nothing when the same is said again', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const paused = cold('   f-f-t-t-f-f-', SAYS);
      const source = cold('   -a-b-c-d-e-f');
      const expected = '      -a-b-----a-b';
      expectObservable(source.pipe(pauseWhile(paused)), '------------!').toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(['^---!', '--------^---!']);
    });
  });

  it('doesn’t subscribe to the source for an instant where it begins paused', () => {
    let subscriptions = 0;
    const source = new Observable<number>((subscriber) => subscriber.next(++subscriptions));
    const paused$ = new BehaviorSubject(true);
    const seen: number[] = [];
    source.pipe(pauseWhile(paused$)).subscribe((value) => seen.push(value));
    expect(subscriptions).toBe(0);
    paused$.next(false);
    expect(seen).toEqual([1]);
  });

  it('hears all that is said at once before it subscribes', () => {
    let subscriptions = 0;
    new Observable(() => void subscriptions++).pipe(pauseWhile(of(true, false, true, false))).subscribe({ complete: fail });
    expect(subscriptions).toBe(1);
  });

  describe('when paused$', () => {
    it('errors, passes the error and leaves the source', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('    -a-b-c');
        const paused = cold('    ---#', SAYS);
        expectObservable(source.pipe(pauseWhile(paused))).toBe('-a-#');
        expectSubscriptions(source.subscriptions).toBe('^--!');
        expectObservable(cold('a').pipe(pauseWhile(cold('#', SAYS)))).toBe('#');
        expectObservable(cold('a').pipe(pauseWhile(cold('t-#', SAYS)))).toBe('--#');
      });
    });

    it('completes while not paused, goes on', () => {
      inVirtualTime(({ cold, expectObservable }) => {
        expectObservable(cold('-a-b-c|').pipe(pauseWhile(cold('f-|', SAYS)))).toBe('-a-b-c|');
        expectObservable(cold('-a-b-c|').pipe(pauseWhile(EMPTY))).toBe('-a-b-c|');
      });
    });

    it('completes while paused, completes', () => {
      inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-a-b');
        expectObservable(source.pipe(pauseWhile(cold('--t-|', SAYS)))).toBe('-a--|');
        expectSubscriptions(source.subscriptions).toBe('^-!');
        const unheard = cold('a');
        expectObservable(unheard.pipe(pauseWhile(of(true)))).toBe('|');
        expectSubscriptions(unheard.subscriptions).toBe([]);
      });
    });
  });

  it('unsubscribed while it runs or is paused leaves both', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const [running, waiting] = [cold('-a-b-c'), cold('-a-b-c')];
      const paused = cold('  ---t--f--', SAYS);
      const unpaused = cold('----------', SAYS);
      expectObservable(running.pipe(pauseWhile(unpaused)), '--!').toBe('-a-');
      expectSubscriptions(running.subscriptions).toBe('^-!');
      expectSubscriptions(unpaused.subscriptions).toBe('^-!');
      expectObservable(waiting.pipe(pauseWhile(paused)), '----!').toBe('-a---');
      expectSubscriptions(waiting.subscriptions).toBe('^--!');
      expectSubscriptions(paused.subscriptions).toBe('^---!');
    });
  });

  it('subscribed to twice is paused apart', () => {
    inVirtualTime(({ cold, hot, expectObservable }) => {
      const result = cold('  -a-b-c').pipe(pauseWhile(hot('--t--f----', SAYS)));
      expectObservable(result).toBe('-a----a-b-c');
      expectObservable(result, '    ---^').toBe('----a-b-c'.padStart(9, '-'));
    });
  });

  it('can be paused and resumed by what its own values cause, also ten thousand times in a synchronous source', () => {
    const paused$ = new Subject<boolean>();
    const log: string[] = [];
    let starts = 0;
    const source = new Observable<number>((subscriber) => {
      starts++;
      subscriber.next(starts);
      subscriber.next(-1);
      return () => log.push('left');
    });
    const seen: number[] = [];
    source.pipe(pauseWhile(paused$), take(10_001)).subscribe((value) => {
      seen.push(value);
      paused$.next(true);
      if (value <= 10_000) paused$.next(false);
    });
    expect(starts).toBe(10_001);
    expect(seen.at(-1)).toBe(10_001);
    expect(seen).not.toContain(-1);
    expect(log.length).toBe(10_001);
  });

  it('has left the source before it subscribes to it again, also when its teardown resumes', () => {
    const paused$ = new Subject<boolean>();
    const log: string[] = [];
    const source = new Observable<never>(() => {
      log.push('start');
      return () => void log.push('left');
    });
    const call = source
      .pipe(
        finalize(() => log.length < 4 && paused$.next(false)),
        pauseWhile(paused$),
      )
      .subscribe();
    paused$.next(true);
    expect(log).toEqual(['start', 'left', 'start']);
    call.unsubscribe();
    expect(log).toEqual(['start', 'left', 'start', 'left']);
  });

  it('can be left in the middle of a synchronous source', () => {
    let emitted = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(emitted++);
    });
    endless.pipe(pauseWhile(NEVER), take(3)).subscribe();
    expect(emitted).toBe(3);
  });
});
