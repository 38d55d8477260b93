import { of, range, Subject, take, throwError } from 'rxjs';
import { waitForPermit } from '../../src/operators/wait-for-permit.js';
import { inVirtualTime } from '../support/virtual-time.js';

describe('waitForPermit', () => {
  it('subscribes to the source when the turn has come', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>(' ---(t|)');
      const source = cold('     -a-b|');
      const expected = '        ----a-b|';
      expectObservable(waitForPermit(turn, () => source)).toBe(expected);
      expectSubscriptions(turn.subscriptions).toBe('   ^--!');
      expectSubscriptions(source.subscriptions).toBe(' ---^---!');
    });
  });

  it('errors with what the turn errors with', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>('--#', undefined, new Error('refused'));
      const source = cold('a|');
      expectObservable(waitForPermit(turn, () => source)).toBe('--#', undefined, new Error('refused'));
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('leaves the turn when it is left during the wait', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>('---(t|)');
      const source = cold('a|');
      expectObservable(
        waitForPermit(turn, () => source),
        '^-!',
      ).toBe('---');
      expectSubscriptions(turn.subscriptions).toBe('^-!');
      expectSubscriptions(source.subscriptions).toBe([]);
    });
  });

  it('leaves the source when it is left later', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>('-(t|)');
      const source = cold('-a-b|');
      expectObservable(
        waitForPermit(turn, () => source),
        '^--!',
      ).toBe('--a');
      expectSubscriptions(source.subscriptions).toBe('-^-!');
    });
  });

  it('leaves a turn that goes on when the source ends', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>('-t---');
      expectObservable(waitForPermit(turn, () => cold('-a|'))).toBe('--a|');
      expectSubscriptions(turn.subscriptions).toBe('^--!');
    });
  });

  it('passes the error of the source', () => {
    inVirtualTime(({ cold, expectObservable }) => {
      const broken = throwError(() => new Error('broken'));
      expectObservable(waitForPermit(cold<void>('--(t|)'), () => broken)).toBe('--#', undefined, new Error('broken'));
    });
  });

  it('can be left in the middle of a synchronous source', () => {
    const turn = new Subject<void>();
    const seen: number[] = [];
    waitForPermit(turn, () => range(0, Infinity))
      .pipe(take(2))
      .subscribe((value) => seen.push(value));
    turn.next();
    expect(seen).toEqual([0, 1]);
    expect(turn.observed).toBeFalse();
  });

  it('waits anew for each subscription', () => {
    inVirtualTime(({ cold, expectObservable, expectSubscriptions }) => {
      const turn = cold<void>('--(t|)');
      const waiting = waitForPermit(turn, () => of('a'));
      expectObservable(waiting).toBe('--(a|)');
      expectObservable(waiting, '-^').toBe('---(a|)');
      expectSubscriptions(turn.subscriptions).toBe(['^-!', '-^-!']);
    });
  });
});
