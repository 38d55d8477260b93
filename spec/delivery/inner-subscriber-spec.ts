import { noop, Observable, range, Subscriber, type Observer } from 'rxjs';
import { innerSubscriber } from '../../src/delivery/inner-subscriber.js';

const SILENT: Observer<unknown> = { next: noop, error: noop, complete: noop };

describe('innerSubscriber', () => {
  it('leaves a synchronous source in the middle when its owner is closed', () => {
    const owner = new Subscriber<number>();
    const seen: number[] = [];
    const inner = innerSubscriber<number>(owner, {
      ...SILENT,
      next(value) {
        seen.push(value);
        if (value === 2) owner.unsubscribe();
      },
    });
    range(1, Infinity).subscribe(inner);
    expect(seen).toEqual([1, 2]);
  });

  it('can be left alone, without its owner', () => {
    const owner = new Subscriber<number>();
    const seen: number[] = [];
    const inner: Subscriber<number> = innerSubscriber<number>(owner, {
      ...SILENT,
      next(value) {
        seen.push(value);
        if (value === 2) inner.unsubscribe();
      },
    });
    range(1, Infinity).subscribe(inner);
    expect([seen, owner.closed]).toEqual([[1, 2], false]);
  });

  it('tears the source down after its end, and tells only the observer', () => {
    const owner = new Subscriber<number>();
    const log: string[] = [];
    const source = new Observable<number>((subscriber) => {
      subscriber.complete();
      return () => log.push('torn down');
    });
    source.subscribe(innerSubscriber<number>(owner, { ...SILENT, complete: () => log.push('complete') }));
    expect([log, owner.closed]).toEqual([['complete', 'torn down'], false]);
  });
});
