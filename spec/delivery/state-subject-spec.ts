import {
  BehaviorSubject,
  combineLatest,
  config,
  firstValueFrom,
  from,
  isObservable,
  map,
  type Observable,
  shareReplay,
  skip,
  Subject,
  take,
  tap,
  type Subscriber,
  Subscription,
} from 'rxjs';
import { StateSubject } from '../../src/delivery/state-subject.js';

/** A state that a spec sets by hand, with the subject that tells of it. */
function stateful<S>(initial: S) {
  let state = initial;
  const observed: boolean[] = [];
  const subject = new StateSubject<S>({ read: () => state, onObserved: (isObserved) => observed.push(isObserved) });
  const set = (next: S): void => {
    state = next;
    subject.emit(next);
  };
  return { subject, set, observed };
}

function record<S>(source: Observable<S>): { seen: S[]; subscription: Subscription } {
  const seen: S[] = [];
  return { seen, subscription: source.subscribe((state) => seen.push(state)) };
}

describe('StateSubject', () => {
  describe('as a BehaviorSubject', () => {
    it('is one at run time', () => {
      const { subject } = stateful(0);
      expect(subject instanceof BehaviorSubject && subject instanceof Subject && isObservable(subject)).toBe(true);
    });

    it('tells a subscriber the state at once, synchronously, and then every change', () => {
      const { subject, set } = stateful(0);
      const { seen } = record(subject);
      expect(seen).toEqual([0]);
      set(1);
      set(2);
      expect(seen).toEqual([0, 1, 2]);
    });

    it('tells a late joiner only the state now', () => {
      const { subject, set } = stateful(0);
      set(1);
      record(subject);
      set(2);
      expect(record(subject).seen).toEqual([2]);
    });

    it('has a value that is always the source’s, also while nobody listens', () => {
      const { subject, set } = stateful(0);
      set(1);
      expect([subject.value, subject.getValue()]).toEqual([1, 1]);
    });

    it('takes an observer, a part of one, functions, or nothing', () => {
      const { subject, set } = stateful(0);
      const seen: string[] = [];
      subject.subscribe({ next: (state) => seen.push(`observer ${state}`) });
      subject.subscribe((state) => seen.push(`function ${state}`));
      subject.subscribe({ complete: () => seen.push('never') });
      subject.subscribe(null);
      subject.subscribe();
      set(1);
      expect(seen).toEqual(['observer 0', 'function 0', 'observer 1', 'function 1']);
    });

    it('works through pipe, asObservable, lift, from and forEach', async () => {
      const { subject, set } = stateful(0);
      const doubled = record(subject.pipe(map((state) => state * 2)));
      const plain = record(subject.asObservable());
      const lifted = record(subject.lift({ call: (sink: Subscriber<number>, source: Observable<number>) => source.subscribe(sink) }));
      const converted = record(from(subject));
      const each: number[] = [];
      const loop = subject.pipe(take(2)).forEach((state) => each.push(state));
      set(1);
      await loop;
      expect([doubled.seen, plain.seen, lifted.seen, converted.seen, each]).toEqual([
        [0, 2],
        [0, 1],
        [0, 1],
        [0, 1],
        [0, 1],
      ]);
    });

    it('resolves firstValueFrom with the state now', async () => {
      const { subject, set } = stateful(0);
      set(7);
      expect(await firstValueFrom(subject)).toBe(7);
      expect(subject.observed).toBe(false);
    });

    it('is left by take(1), and by take(1) behind an operator', () => {
      const { subject, set, observed } = stateful(0);
      const direct = record(subject.pipe(take(1)));
      const behind = record(subject.pipe(skip(1), take(1)));
      set(1);
      set(2);
      expect([direct.seen, behind.seen, subject.observed, observed]).toEqual([[0], [1], false, [true, false, true, false]]);
    });

    it('is shared by shareReplay, which leaves it with its last subscriber', () => {
      const { subject, set } = stateful(0);
      const shared = subject.pipe(shareReplay({ bufferSize: 1, refCount: true }));
      const first = record(shared);
      set(1);
      const second = record(shared);
      first.subscription.unsubscribe();
      set(2);
      second.subscription.unsubscribe();
      expect([first.seen, second.seen, subject.observed]).toEqual([[0, 1], [1, 2], false]);
    });

    it('combines with another', () => {
      const [left, right] = [stateful('a'), stateful(1)];
      const { seen } = record(combineLatest([left.subject, right.subject]));
      right.set(2);
      left.set('b');
      expect(seen).toEqual([
        ['a', 1],
        ['a', 2],
        ['b', 2],
      ]);
    });
  });

  describe('observed', () => {
    it('is true while somebody listens, and the source hears of the first and of the last', () => {
      const { subject, observed } = stateful(0);
      expect(subject.observed).toBe(false);
      const first = record(subject).subscription;
      const second = record(subject.pipe(map((state) => -state))).subscription;
      first.unsubscribe();
      expect([subject.observed, observed]).toEqual([true, [true]]);
      second.unsubscribe();
      expect([subject.observed, observed]).toEqual([false, [true, false]]);
    });

    it('is told before the first state, so that whoever leaves at once has left in the end', () => {
      const log: string[] = [];
      const subject = new StateSubject({ read: () => 0, onObserved: (isObserved) => log.push(String(isObserved)) });
      subject.pipe(take(1)).subscribe((state) => log.push(`state ${state}`));
      expect(log).toEqual(['true', 'state 0', 'false']);
    });

    it('hears of a newcomer after the last has left', () => {
      const { subject, observed } = stateful(0);
      record(subject).subscription.unsubscribe();
      record(subject);
      expect(observed).toEqual([true, false, true]);
    });
  });

  describe('changes that are due', () => {
    it('are told to those who listen before a newcomer gets its first state', () => {
      let [state, isDue] = ['before', false];
      const subject: StateSubject<string> = new StateSubject({
        read: () => {
          if (isDue) {
            isDue = false;
            state = 'after';
            subject.emit(state);
          }
          return state;
        },
      });
      const log: string[] = [];
      subject.subscribe((now) => log.push(`old ${now}`));
      isDue = true;
      subject.subscribe((now) => log.push(`new ${now}`));
      expect(log).toEqual(['old before', 'old after', 'new after']);
    });
  });

  describe('with a subscriber that changes the state inside next', () => {
    it('tells all the same order, which ends on value', () => {
      const { subject, set } = stateful(0);
      const before = record(subject);
      subject.subscribe((state) => {
        if (state === 1) set(2);
        if (state === 2) set(3);
      });
      const after = record(subject);
      set(1);
      expect([before.seen, after.seen, subject.value]).toEqual([[0, 1, 2, 3], [0, 1, 2, 3], 3]);
    });

    it('has the newest value inside next already', () => {
      const { subject, set } = stateful(0);
      const values: [state: number, value: number][] = [];
      subject.subscribe((state) => {
        if (state === 1) set(2);
      });
      subject.subscribe((state) => values.push([state, subject.value]));
      set(1);
      expect(values).toEqual([
        [0, 0],
        [1, 2],
        [2, 2],
      ]);
    });

    it('delivers its first state to the end before the change that it makes inside it', () => {
      const { subject, set } = stateful(0);
      const log: string[] = [];
      subject.subscribe((state) => log.push(`old ${state}`));
      subject.subscribe((state) => {
        if (state === 0) set(1);
        log.push(`new ${state}`);
      });
      expect(log).toEqual(['old 0', 'new 0', 'old 1', 'new 1']);
    });

    it('ends on value behind a tap that changes it at the first state', () => {
      const { subject, set } = stateful(0);
      const { seen } = record(subject.pipe(tap((state) => (state === 0 ? set(1) : undefined))));
      expect([seen, subject.value]).toEqual([[0, 1], 1]);
    });

    it('tells one who joins inside a first state that state, and then each queued one once', () => {
      const { subject, set } = stateful(0);
      let inner: number[] = [];
      const outer: number[] = [];
      subject.subscribe((state) => {
        if (state === 0) {
          set(1);
          inner = record(subject).seen;
          set(2);
        }
        outer.push(state);
      });
      expect([outer, inner]).toEqual([
        [0, 1, 2],
        [0, 1, 2],
      ]);
    });

    it('goes on after a first state at which the newcomer left', () => {
      const { subject, set } = stateful(0);
      const { seen } = record(subject);
      subject
        .pipe(
          tap(() => set(1)),
          take(1),
        )
        .subscribe();
      set(2);
      expect(seen).toEqual([0, 1, 2]);
    });
  });

  describe('with a subscriber that joins inside next', () => {
    it('tells it the state in delivery, and then each queued one once', () => {
      const { subject, set } = stateful(0);
      let late: number[] = [];
      subject.subscribe((state) => {
        if (state === 1) [2, 3].forEach(set);
        if (state === 2) late = record(subject).seen;
      });
      const { seen } = record(subject);
      set(1);
      expect([seen, late]).toEqual([
        [0, 1, 2, 3],
        [2, 3],
      ]);
    });

    it('tells it the state now when nobody else is left, whatever is still in delivery', () => {
      const { subject, set } = stateful(0);
      const late: number[] = [];
      const only = subject.subscribe((state) => {
        if (state !== 1) return;
        set(2);
        only.unsubscribe();
        set(3);
        subject.subscribe((now) => {
          if (now === 3) set(4);
          late.push(now);
        });
        set(5);
      });
      set(1);
      expect([late, subject.value]).toEqual([[3, 4, 5], 5]);
    });

    it('lets it change the state inside its own first state', () => {
      const { subject, set } = stateful(0);
      const late: number[] = [];
      subject.subscribe((state) => {
        if (state !== 1) return;
        subject.subscribe((now) => {
          if (now === 1) set(2);
          late.push(now);
        });
      });
      const { seen } = record(subject);
      set(1);
      expect([seen, late]).toEqual([
        [0, 1, 2],
        [1, 2],
      ]);
    });
  });

  it('tells a subscriber that another has unsubscribed inside next nothing more', () => {
    const { subject, set } = stateful(0);
    const others = new Subscription();
    subject.subscribe((state) => {
      if (state === 1) others.unsubscribe();
    });
    const { seen, subscription } = record(subject);
    others.add(subscription);
    set(1);
    set(2);
    expect(seen).toEqual([0]);
  });

  it('reports what a subscriber throws as unhandled, and tells the others', async () => {
    const { onUnhandledError } = config;
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    const { subject, set } = stateful(0);
    try {
      subject.subscribe((state) => {
        throw new Error(`no ${state}`);
      });
      const { seen } = record(subject);
      set(1);
      expect(seen).toEqual([0, 1]);
      await new Promise((resolve) => setTimeout(resolve, 1));
    } finally {
      config.onUnhandledError = onUnhandledError;
    }
    expect(reported).toEqual([new Error('no 0'), new Error('no 1')]);
  });

  describe('written to from outside', () => {
    const writes: readonly [name: string, write: (subject: StateSubject<number>) => void][] = [
      ['next', (subject) => subject.next(9)],
      ['error', (subject) => subject.error(new Error('from outside'))],
      ['complete', (subject) => subject.complete()],
      ['unsubscribe', (subject) => subject.unsubscribe()],
      ['next behind an operator', (subject) => (subject.pipe(map((state) => state)) as Subject<number>).next(9)],
    ];

    for (const [name, write] of writes) {
      it(`changes nothing by ${name}`, () => {
        const { subject, set } = stateful(0);
        const ends: unknown[] = [];
        const { seen } = record(subject.pipe(tap({ error: (error: unknown) => ends.push(error), complete: () => ends.push('complete') })));
        write(subject);
        set(1);
        const late = record(subject);
        set(2);
        expect([seen, late.seen, ends, subject.value, subject.observed]).toEqual([[0, 1, 2], [1, 2], [], 2, true]);
      });
    }
  });
});
