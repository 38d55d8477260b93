import { config, noop, Subscriber } from 'rxjs';
import { SerialSubject } from '../../src/delivery/serial-subject.js';

const SILENT = { next: noop, error: noop, complete: noop };

describe('SerialSubject', () => {
  it('tells everybody a value that is caused inside next only after all have seen the one before', () => {
    const subject = new SerialSubject<number>();
    const [first, second]: number[][] = [[], []];
    subject.subscribe((value) => {
      first?.push(value);
      if (value === 1) subject.next(2);
    });
    subject.subscribe((value) => second?.push(value));
    subject.next(1);
    expect([first, second]).toEqual([
      [1, 2],
      [1, 2],
    ]);
  });

  it('keeps the order of several values caused by several subscribers', () => {
    const subject = new SerialSubject<string>();
    const seen: string[] = [];
    for (const name of ['x', 'y']) {
      subject.subscribe((value) => {
        if (value === 'a') [1, 2].forEach((count) => subject.next(name + count));
      });
    }
    subject.subscribe((value) => seen.push(value));
    subject.next('a');
    expect(seen).toEqual(['a', 'x1', 'x2', 'y1', 'y2']);
  });

  it('tells one who joins inside next the queued values, but not the one in delivery', () => {
    const subject = new SerialSubject<number>();
    const late: number[] = [];
    subject.subscribe((value) => {
      if (value !== 1) return;
      subject.next(2);
      subject.subscribe((next) => late.push(next));
      subject.next(3);
    });
    subject.next(1);
    expect(late).toEqual([2, 3]);
  });

  it('tells one who is unsubscribed by another inside next nothing more', () => {
    const subject = new SerialSubject<number>();
    const seen: number[] = [];
    subject.subscribe((value) => {
      if (value === 1) subject.next(2);
      other.unsubscribe();
    });
    const other = subject.subscribe((value) => seen.push(value));
    subject.next(1);
    expect(seen).toEqual([]);
  });

  it('greets one subscriber with a value, and delivers to all what is caused by it after that', () => {
    const subject = new SerialSubject<string>();
    const log: string[] = [];
    subject.subscribe((value) => log.push(`other ${value}`));
    const newcomer = new Subscriber<string>({
      ...SILENT,
      next(value: string) {
        if (value === 'hello') subject.next('caused');
        log.push(`newcomer ${value}`);
      },
    });
    subject.subscribe(newcomer);
    subject.greet(newcomer, 'hello', false);
    expect(log).toEqual(['newcomer hello', 'other caused', 'newcomer caused']);
  });

  it('greets with the value in delivery where there is one', () => {
    const subject = new SerialSubject<string>();
    const log: string[] = [];
    const newcomer = new Subscriber<string>({ ...SILENT, next: (value: string) => log.push(value) });
    subject.subscribe((value) => {
      if (value === 'a') subject.greet(newcomer, 'latest', false);
    });
    subject.next('a');
    subject.greet(newcomer, 'latest', false);
    expect(log).toEqual(['a', 'latest']);
  });

  it('greets one who is alone with the latest value, and forgets what was queued for those who have left', () => {
    const subject = new SerialSubject<string>();
    const log: string[] = [];
    const newcomer = new Subscriber<string>({
      ...SILENT,
      next(value: string) {
        if (value === 'latest') subject.next('caused');
        log.push(value);
      },
    });
    const only = subject.subscribe(() => {
      subject.next('queued');
      only.unsubscribe();
      subject.subscribe(newcomer);
      subject.greet(newcomer, 'latest', true);
      subject.next('after');
    });
    subject.next('first');
    expect(log).toEqual(['latest', 'caused', 'after']);
  });

  it('forgets queued values when the last subscriber has left', () => {
    const subject = new SerialSubject<number>();
    const seen: number[] = [];
    const only = subject.subscribe(() => {
      subject.next(2);
      only.unsubscribe();
    });
    subject.next(1);
    subject.subscribe((value) => seen.push(value));
    subject.next(3);
    expect(seen).toEqual([3]);
  });

  it('survives a recursion of 20 000 values without growing the stack', () => {
    const subject = new SerialSubject<number>();
    let last = 0;
    subject.subscribe((value) => {
      if (value < 20_000) subject.next(value + 1);
      last = value;
    });
    subject.next(1);
    expect(last).toBe(20_000);
  });

  it('reports what a subscriber throws as unhandled, and tells the others and the next value', async () => {
    const { onUnhandledError } = config;
    const [reported, seen]: [unknown[], number[]] = [[], []];
    config.onUnhandledError = (error) => reported.push(error);
    try {
      const subject = new SerialSubject<number>();
      subject.subscribe((value) => {
        if (value === 1) subject.next(2);
        throw new Error(`no ${value}`);
      });
      subject.subscribe((value) => seen.push(value));
      subject.next(1);
      subject.next(3);
      await new Promise((resolve) => setTimeout(resolve, 1));
    } finally {
      config.onUnhandledError = onUnhandledError;
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(reported).toEqual([new Error('no 1'), new Error('no 2'), new Error('no 3')]);
  });
});
