import {
  concat,
  delay,
  EMPTY,
  map,
  merge,
  mergeMap,
  NEVER,
  Observable,
  of,
  range,
  share,
  Subject,
  throwError,
  VirtualTimeScheduler,
} from 'rxjs';
import { Reader } from '../../src/delivery/current-reader.js';
import { createHttpClient, type HttpClient, type HttpResponse } from '../../src/index.js';
import { iterate } from '../../src/streaming/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { playTo } from '../support/play-to.js';

const url = 'https://api.example.com/x';
/** The letters of each chunk, as the lines of a decoder would come. */
const letters = ({ body }: HttpResponse): Observable<string> => body.pipe(mergeMap((chunk) => new TextDecoder().decode(chunk).split('')));
const ended = { value: undefined, done: true } as const;

describe('iterate', () => {
  let scheduler: VirtualTimeScheduler;
  let transport: MarbleTransport;
  let http: HttpClient;
  let log: string[];
  beforeEach(() => {
    scheduler = new VirtualTimeScheduler();
    transport = createMarbleTransport({ scheduler });
    http = createHttpClient({ transport, scheduler, timeout: Infinity });
    log = [];
  });
  const busy = (duration: number): Promise<void> => new Promise((resolve) => scheduler.schedule(() => resolve(), duration));
  const outcome = (): unknown[] => transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt]);

  /** Logs each value with the frame in which the loop body begins, and is busy for some frames. */
  async function consume(source: AsyncIterable<unknown>, duration: number, leaveAfter = Infinity): Promise<void> {
    let count = 0;
    try {
      for await (const value of source) {
        log.push(`${String(value)}@${scheduler.now()}`);
        if (++count >= leaveAfter) break;
        if (duration > 0) await busy(duration);
      }
      log.push(`done@${scheduler.now()}`);
    } catch (error) {
      log.push(`${(error as Error).name}@${scheduler.now()}`);
    }
  }

  describe('of a response', () => {
    it('reads the next chunk when the body of the loop is done with the one before', async () => {
      const read: string[] = [];
      transport.answer(/./, { marbles: '-h-x-y|', values: { x: 'abc', y: 'de' } });
      const lines$ = http.get(url, { as: letters }).pipe(map((line) => (read.push(`${line} read at ${scheduler.now()}`), line)));
      void consume(iterate(lines$), 10);
      await playTo(scheduler, 100);
      expect(log).toEqual(['a@3', 'b@13', 'c@23', 'd@33', 'e@43', 'done@53']);
      expect(read).toEqual(['a read at 3', 'b read at 3', 'c read at 3', 'd read at 33', 'e read at 33']);
      expect(outcome()).toEqual([['complete', 53]]);
    });

    it('hands values out as they come where the consumer is faster', async () => {
      transport.answer(/./, '-h-a---b--|');
      void consume(iterate(http.get(url, { as: letters })), 1);
      await playTo(scheduler, 20);
      expect(log).toEqual(['a@3', 'b@7', 'done@10']);
    });

    it('holds each of several readers', async () => {
      const read: string[] = [];
      transport.answer(/./, '-h-a-b|', '-h--c-d|');
      const both$ = of(1, 2).pipe(mergeMap(() => http.get(url, { as: letters })));
      void consume(iterate(both$.pipe(map((value) => (read.push(`${value}@${scheduler.now()}`), value)))), 10);
      await playTo(scheduler, 100);
      expect(log).toEqual(['a@3', 'c@13', 'b@23', 'd@33', 'done@43']);
      expect(read).toEqual(['a@3', 'c@4', 'b@23', 'd@23']);
    });

    it('is as slow as the slowest where two share it', async () => {
      transport.answer(/./, '-h-a-b|');
      const shared$ = http.get(url, { as: letters }).pipe(share());
      void consume(iterate(shared$), 0);
      void consume(iterate(shared$), 20);
      await playTo(scheduler, 100);
      expect(log).toEqual(['a@3', 'a@3', 'b@23', 'b@23', 'done@43', 'done@43']);
    });

    it('lets the others go on when one of two that share it leaves', async () => {
      transport.answer(/./, '-h-a-b|');
      const shared$ = http.get(url, { as: letters }).pipe(share());
      void consume(iterate(shared$), 0);
      void consume(iterate(shared$), 0, 1);
      await playTo(scheduler, 100);
      expect(log).toEqual(['a@3', 'a@3', 'done@3', 'b@5', 'done@6']);
    });

    it('counts no values that have come from a reader, however many a chunk brings', async () => {
      transport.answer(/./, { marbles: '-h-x|', values: { x: 'a'.repeat(30) } });
      void consume(iterate(http.get(url, { as: letters }), { maxBuffer: 1 }), 0);
      await playTo(scheduler, 10);
      expect([log.length, log.at(-1)]).toEqual([31, 'done@4']);
    });

    it('nor those that come with the end of a body', async () => {
      transport.answer(/./, { marbles: '-h-x|', values: { x: [1, 2, 3, 4] } });
      void consume(iterate(http.get<number[]>(url).pipe(mergeMap((list) => list)), { maxBuffer: 1 }), 5);
      await playTo(scheduler, 50);
      expect(log).toEqual(['1@4', '2@9', '3@14', '4@19', 'done@24']);
    });

    it('closes the connection in the frame in which the loop is left', async () => {
      transport.answer(/./, { marbles: '-h-x-y|', values: { x: 'abc' } });
      void consume(iterate(http.get(url, { as: letters })), 5, 2);
      await playTo(scheduler, 20);
      expect(log).toEqual(['a@3', 'b@8', 'done@8']);
      expect(outcome()).toEqual([['aborted', 8]]);
    });

    for (const how of ['return', 'throw'] as const) {
      it(`closes the connection in the frame of a ${how}() while a next() is pending, which is answered`, async () => {
        transport.answer(/./, '-h-a---------b|');
        const values = iterate(http.get(url, { as: letters }));
        await Promise.all([values.next(), playTo(scheduler, 5)]);
        const pending = [values.next(), values.next()];
        const left = values[how]!('why').catch((error: unknown) => error);
        expect(outcome()).toEqual([['aborted', 5]]);
        expect(await Promise.all(pending)).toEqual([ended, ended]);
        expect(await left).toEqual(how === 'return' ? { value: 'why', done: true } : 'why');
        expect(await values.next()).toEqual(ended);
      });
    }

    it('tells that the body broke off when the values before have been taken', async () => {
      transport.answer(/./, { marbles: '-h-x#', values: { x: 'ab' } });
      void consume(iterate(http.get(url, { as: letters })), 10);
      await playTo(scheduler, 50);
      expect(log).toEqual(['a@3', 'b@13', 'NetworkError@23']);
    });
  });

  describe('of values that nobody can hold back', () => {
    it('keeps up to maxBuffer of them', async () => {
      void consume(iterate(range(1, 4), { maxBuffer: 3 }), 5);
      await playTo(scheduler, 30);
      expect(log).toEqual(['1@0', '2@5', '3@10', '4@15', 'done@20']);
    });

    it('leaves the source at one more, and errors behind those that wait', async () => {
      let left = 0;
      const source = new Observable<number>((subscriber) => {
        subscriber.add(() => left++);
        for (let value = 1; !subscriber.closed; value++) subscriber.next(value);
      });
      const values = iterate(source, { maxBuffer: 3 });
      const first = values.next();
      expect(left).toBe(1);
      expect(await first).toEqual({ value: 1, done: false });
      for (const value of [2, 3, 4]) expect(await values.next()).toEqual({ value, done: false });
      await expectAsync(values.next()).toBeRejectedWithError(RangeError, /^More than maxBuffer \(3\) values wait: .* raise maxBuffer\.$/);
      expect(await values.next()).toEqual(ended);
    });

    it('keeps 10,000 by default', async () => {
      const values = iterate(range(0, 10_002));
      for (let value = 0; value <= 10_000; value++) expect((await values.next()).value).toBe(value);
      await expectAsync(values.next()).toBeRejectedWithError(RangeError, /10000/);
    });

    it('counts those that wait now, not all that ever did', async () => {
      const source = new Subject<number>();
      const values = iterate(source, { maxBuffer: 2 });
      const first = values.next();
      for (let value = 0; value < 100; value += 2) {
        source.next(value);
        source.next(value + 1);
        expect((await (value === 0 ? first : values.next())).value).toBe(value);
        expect((await values.next()).value).toBe(value + 1);
      }
    });

    it('ends the pause: behind an asynchronous operator the body is read on', async () => {
      transport.answer(/./, '-h-a-b-c-d--|');
      const late$ = http.get(url, { as: letters }).pipe(delay(1, scheduler));
      void consume(iterate(late$, { maxBuffer: 2 }), 100);
      await playTo(scheduler, 350);
      expect(log).toEqual(['a@4', 'b@104', 'c@204', 'RangeError@304']);
      expect(outcome()).toEqual([['aborted', 10]]);
    });

    it('counts only them among others', async () => {
      const ticks = new Subject<string>();
      transport.answer(/./, { marbles: '-h-x|', values: { x: 'abcdef' } });
      void consume(iterate(merge(http.get(url, { as: letters }), ticks), { maxBuffer: 2 }), 10);
      scheduler.schedule(() => [1, 2].forEach((tick) => ticks.next(`tick${tick}`)), 5);
      scheduler.schedule(() => ticks.complete(), 6);
      await playTo(scheduler, 100);
      expect(log.slice(5)).toEqual(['f@53', 'tick1@63', 'tick2@73', 'done@83']);
    });

    for (const maxBuffer of [0, -1, 1.5, NaN]) {
      it(`refuses maxBuffer: ${maxBuffer}`, () => {
        expect(() => iterate(EMPTY, { maxBuffer })).toThrowError(
          RangeError,
          /^maxBuffer must be a whole number from 1, or Infinity, but was /,
        );
      });
    }
  });

  it('subscribes at the first next(), and once', async () => {
    let subscriptions = 0;
    const source = new Observable<number>((subscriber) => {
      subscriptions++;
      subscriber.next(1);
      subscriber.complete();
    });
    const values = iterate(source);
    expect(subscriptions).toBe(0);
    expect(await Promise.all([values.next(), values.next(), values.next()])).toEqual([{ value: 1, done: false }, ended, ended]);
    expect(subscriptions).toBe(1);
  });

  for (const how of ['return', 'throw'] as const) {
    it(`never subscribes behind a ${how}() before the first next()`, async () => {
      const values = iterate(throwError(() => new Error('subscribed')));
      await values[how]!('why').catch(() => undefined);
      expect(await values.next()).toEqual(ended);
    });
  }

  it('answers calls of next() in their order, and holds the reader when none is left', async () => {
    const reader = new Reader();
    const source = new Subject<string>();
    const values = iterate(source);
    const asked = ['a', 'b', 'c'].map(() => values.next());
    const held = ['a', 'b', 'c'].map((value) => {
      reader.deliver(() => source.next(value));
      return reader.isHeld;
    });
    expect(held).toEqual([false, false, true]);
    expect((await Promise.all(asked)).map(({ value }) => String(value))).toEqual(['a', 'b', 'c']);
    void values.next();
    expect(reader.isHeld).toBeFalse();
  });

  it('lets the reader go when the stream ends, and when it is left', async () => {
    for (const end of ['complete', 'error', 'return'] as const) {
      const reader = new Reader();
      const source = new Subject<string>();
      const values = iterate(source);
      void values.next();
      reader.deliver(() => source.next('a'));
      expect(reader.isHeld).withContext(end).toBeTrue();
      if (end === 'return') await values.return!();
      else source[end](new Error('broken'));
      expect(reader.isHeld).withContext(end).toBeFalse();
    }
  });

  it('tells an error once: the first of those who ask gets it, the others are done', async () => {
    const broken = new Error('broken');
    const source = new Subject<never>();
    const values = iterate(source);
    const asked = [values.next(), values.next()];
    source.error(broken);
    await expectAsync(asked[0]!).toBeRejectedWith(broken);
    expect(await asked[1]).toEqual(ended);
    expect(await values.next()).toEqual(ended);
  });

  it('hands out undefined, promises and errors as values', async () => {
    const odd = [undefined, Promise.resolve(1), new Error('a value'), null];
    const values = iterate(of(...odd));
    for (const value of odd) expect(await values.next()).toEqual({ value, done: false });
    expect(await values.next()).toEqual(ended);
  });

  it('rejects nothing that nobody has asked for', async () => {
    const values = iterate(
      concat(
        of(1),
        throwError(() => new Error('unheard')),
      ),
    );
    expect(await values.next()).toEqual({ value: 1, done: false });
    await new Promise((resolve) => setTimeout(resolve));
    await values.return!();
    expect(await values.next()).toEqual(ended);
  });

  it('is its own iterator, so that a loop can go on where another has stopped asking', async () => {
    const values = iterate(of(1, 2, 3));
    expect(values[Symbol.asyncIterator]()).toBe(values);
    await values.next();
    void consume(values, 0);
    await playTo(scheduler, 1);
    expect(log).toEqual(['2@0', '3@0', 'done@0']);
  });

  it('waits for a promise that return() is given, and forgets what waited', async () => {
    const values = iterate(of(1, 2, 3));
    await values.next();
    expect(await values.return!(Promise.resolve('late'))).toEqual({ value: 'late', done: true });
    expect(await values.next()).toEqual(ended);
  });

  it('never subscribes twice, also when the first next() is answered by nothing', () => {
    let subscriptions = 0;
    const values = iterate(concat(new Observable<never>((subscriber) => (subscriptions++, subscriber.complete())), NEVER));
    void values.next();
    void values.next();
    expect(subscriptions).toBe(1);
  });
});
