import { BehaviorSubject, concat, EMPTY, map, merge, NEVER, Observable, of, Subject, take, throwError, timer } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  NetworkError,
  RequestError,
  ResponseParseError,
  RetryBudget,
  type HttpRequest,
  type RetryEvent,
} from '../../src/index.js';
import { download, eventSource, type EventSourceOptions, type EventSourceStatus } from '../../src/streaming/index.js';
import { bytesOf } from '../support/chunkings.js';
import { countListeners } from '../support/count-listeners.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { playEventSource as play } from '../support/play-event-source.js';

const url = 'https://api.example.com/x?token=s3cret';
const eventStream = { 'content-type': 'text/event-stream' };
const atOnce = { initialInterval: 0 };

/** Answers at once; the last answer again and again. */
function overAnswers(answers: readonly InstantAnswer[], options: EventSourceOptions = {}) {
  const transport = instantTransport(() => ({ headers: eventStream, ...answers[Math.min(transport.requests.length, answers.length) - 1] }));
  const events$ = eventSource(createHttpClient({ transport }), url, { reconnect: atOnce, ...options });
  return { transport, events$ };
}

async function errorOver(answer: InstantAnswer, options: EventSourceOptions = {}): Promise<Error | undefined> {
  const { error } = await outcomeOf(overAnswers([answer, { status: 204 }], options).events$);
  return error as Error | undefined;
}

describe('eventSource', () => {
  const courses: readonly [because: string, answers: readonly string[], options: EventSourceOptions, log: string[], asked: string[]][] = [
    ['goes on behind the last id when a connection breaks', ['h1-#', 'h2--', '-'], {}, ['1@1', '2@9'], ['0', '8<1']],
    ['reconnects when it ends', ['h1-|', 'h2--'], {}, ['1@1', '2@9'], ['0', '8<1']],
    ['backs off while there is no answer', ['#', '#', '#', 'ha-'], {}, ['a@36'], ['0', '5', '15', '35']],
    ['reconnects after a 503', ['e|', 'ha-'], {}, ['a@7'], ['0', '6']],
    ['waits as long as a 503 asks for', ['w|', 'ha-'], {}, ['a@32'], ['0', '31']],
    ['ends at a 204', ['h1|', '(n|)'], {}, ['1@1', 'complete@7'], ['0', '7<1']],
    ['errors at a 404', ['h1|', 'f|'], {}, ['1@1', 'HttpStatusError@8'], ['0', '7<1']],
    ['reconnects when the head is late', ['-', 'ha-'], { timeout: 10 }, ['a@16'], ['0', '15']],
    ['does not let the client cut a silence', ['h1------2'], { timeout: 3 }, ['1@1', '2@8'], ['0']],
    ['reconnects when the stream is silent for too long', ['h-1', 'h2', '(n|)'], { idleTimeout: 10 }, ['1@2', '2@18', 'complete@38'], ['0', '17<1', '38<2']],
    ['counts the silence from the head on', ['---h', '(n|)'], { idleTimeout: 10 }, ['complete@18'], ['0', '18']],
    ['takes comments for life', ['h1----c----c----c----', '(n|)'], { idleTimeout: 6 }, ['1@1', 'complete@27'], ['0', '27<1']],
    ['takes only events for life, if told so', ['h1----c----c', '(n|)'], { idleTimeout: 8, commentsKeepAlive: false }, ['1@1', 'complete@14'], ['0', '14<1']],
    ['goes on behind the id of a block without data', ['h1i#', '(n|)'], {}, ['1@1', 'complete@8'], ['0', '8<9']],
    ['begins behind a given id', ['h2#', '(n|)'], { lastEventId: '1' }, ['2@1', 'complete@7'], ['0<1', '7<2']],
    ['drops the event that it asked to go on behind', ['h1#', 'h12-#', '(n|)'], {}, ['1@1', '2@9', 'complete@21'], ['0', '7<1', '21<2']],
    ['drops it at the first connection, too', ['h12#', '(n|)'], { lastEventId: '1' }, ['2@2', 'complete@8'], ['0<1', '8<2']],
    ['drops no other', ['h12#', 'h1#', '(n|)'], {}, ['1@1', '2@2', '1@9', 'complete@20'], ['0', '8<2', '20<1']],
    ['drops it in the first place only', ['h1#', 'h21#', '(n|)'], {}, ['1@1', '2@8', '1@9', 'complete@20'], ['0', '7<1', '20<1']],
    ['drops no event without an id of its own', ['h1#', 'ha#', '(n|)'], {}, ['1@1', 'a@8', 'complete@19'], ['0', '7<1', '19<1']],
    ['drops no event with an empty id, behind which nobody asks to go on', ['hy#', 'hy', '-'], {}, ['y@1', 'y@8'], ['0', '7']],
    ['of a GET without ids reconnects as to a live stream', ['ha#', 'hb|', '(n|)'], {}, ['a@1', 'b@8', 'complete@19'], ['0', '7', '19']],
    ['waits for what the server says, once it is told', ['ha#', 'hra#', 'ha#', '(n|)'], {}, ['a@1', 'a@9', 'a@51', 'complete@132'], ['0', '7', '50', '132']],
    ['never waits less than the server says, nor less than its cap', ['hr#', '(n|)'], { reconnect: { maxInterval: 10 } }, ['complete@22'], ['0', '22']],
    ['begins anew when a connection has held long enough', ['#', '#', `h1${'-'.repeat(10)}#`, '#', '(n|)'], { reconnect: { resetOnSuccess: 12 } }, ['1@16', 'complete@42'], ["0", "5", "15", "32<1", "42<1"]],
    ['errors with the last error when the retries are used up', ['#'], { reconnect: { maxRetries: 2 } }, ['NetworkError@15'], ['0', '5', '15']],
    ['errors with the end when the retries are used up', ['h|'], { reconnect: { maxRetries: 0 } }, ['NetworkError@1'], ['0']],
    ['is complete at the first end with reconnect: false', ['h1|'], { reconnect: false }, ['1@1', 'complete@2'], ['0']],
    ['errors at the first error with reconnect: false', ['h1#'], { reconnect: false }, ['1@1', 'NetworkError@2'], ['0']],
    ['asks shouldRetry, if there is one', ['f|', '(n|)'], { reconnect: { shouldRetry: () => true } }, ['complete@6'], ['0', '6']],
    ['does what shouldRetry says, also at an end', ['h1|'], { reconnect: { shouldRetry: () => false } }, ['1@1', 'NetworkError@2'], ['0']],
    ['of a POST is complete at an end without ids', ['ha|'], { method: 'post', body: {} }, ['a@1', 'complete@2'], ['0']],
    ['of a POST goes on behind an id', ['h1|', 'h2#', '(n|)'], { method: 'POST' }, ['1@1', '2@8', 'complete@19'], ['0', '7<1', '19<2']],
    ['of a POST is tried again before the first event', ['h#', 'ha|'], { method: 'POST' }, ['a@7', 'complete@8'], ['0', '6']],
    ['of a POST errors when it breaks off behind an event without an id', ['ha#'], { method: 'POST' }, ['a@1', 'NetworkError@2'], ['0']],
    ['of a POST errors behind an event that only an earlier id stands for', ['h1a#'], { method: 'POST' }, ['1@1', 'a@2', 'NetworkError@3'], ['0']],
    ['of a POST is complete at such an end', ['h1a|'], { method: 'POST' }, ['1@1', 'a@2', 'complete@3'], ['0']],
    ['of a POST errors behind an event that has taken the id back', ['h1y#'], { method: 'POST' }, ['1@1', 'y@2', 'NetworkError@3'], ['0']],
    ['of a body that is a stream is complete at an end, whatever its ids', ['h1|'], { method: 'POST', body: new ReadableStream() }, ['1@1', 'complete@2'], ['0']],
    ['of a POST goes on behind an id that has come since', ['hai#', '(n|)'], { method: 'POST' }, ['a@1', 'complete@8'], ['0', '8<9']],
  ]; // prettier-ignore
  for (const [because, answers, options, log, asked] of courses) {
    it(because, () => {
      const played = play(answers, options);
      expect(played.log).toEqual(log);
      expect(played.asked).toEqual(asked);
    });
  }

  it('withdraws its reconnects from a budget, and errors with the last error when that is empty', () => {
    let budget!: RetryBudget;
    const { log, asked } = play(['h1#', '#', 'h2--|', '-'], (scheduler) => {
      budget = new RetryBudget({ ratio: 0, minPerSecond: 3, ttl: 1_000, scheduler });
      budget.tryWithdraw();
      return { reconnect: { budget } };
    });
    expect(log).toEqual(['1@1', '2@18', 'NetworkError@21']);
    expect(asked).toEqual(['0', '7<1', '17<1']);
    expect(budget.state$.value).toEqual(jasmine.objectContaining({ calls: 1, retries: 3, available: 0 }));
  });

  it('connects for each subscription', () => {
    const { transport, events$ } = overAnswers([{ body: 'data:a\n\n' }, { body: 'data:a\n\n' }, { status: 204 }], { reconnect: false });
    const seen: string[] = [];
    events$.subscribe(({ data }) => seen.push(data));
    events$.subscribe(({ data }) => seen.push(data));
    expect([seen, transport.requests.length]).toEqual([['a', 'a'], 2]);
  });

  it('sends the headers of the standard, under those of the caller', () => {
    const { transport, events$ } = overAnswers([{ status: 204 }], { headers: { 'X-A': '1' }, params: { q: 1 } });
    events$.subscribe();
    const [{ method, url, headers }] = transport.requests as [HttpRequest];
    expect([method, url]).toEqual(['GET', 'https://api.example.com/x?token=s3cret&q=1']);
    expect(Object.fromEntries(headers)).toEqual({ accept: 'text/event-stream', 'cache-control': 'no-cache', 'x-a': '1' });
  });

  it('leaves a header of its own to the caller, and out where that is null', () => {
    const { transport, events$ } = overAnswers([{ status: 204 }], { headers: { accept: 'text/event-stream;v=2', 'Cache-Control': null } });
    events$.subscribe();
    expect(Object.fromEntries(transport.requests[0]!.headers)).toEqual({ accept: 'text/event-stream;v=2' });
  });

  it('sends an id beyond ASCII as its UTF-8 bytes', () => {
    const { transport, events$ } = overAnswers([{ body: 'id:né€\ndata:x\n\n' }, { status: 204 }]);
    events$.subscribe();
    const sent = transport.requests[1]!.headers.get('last-event-id')!;
    expect(new TextDecoder().decode(Uint8Array.from(sent, (char) => char.charCodeAt(0)))).toBe('né€');
  });

  it('sends the body of a POST with each connection, and asks a factory each time', () => {
    let made = 0;
    const options = { method: 'POST', body: () => ({ made: ++made }), idempotencyKey: true } as const;
    const { transport, events$ } = overAnswers([{ body: 'id:1\ndata:x\n\n' }, { status: 204 }], options);
    events$.subscribe();
    expect(transport.requests.map(({ body }) => body)).toEqual(['{"made":1}', '{"made":2}']);
    const [first, second] = transport.requests.map(({ headers }) => headers.get('idempotency-key'));
    expect(first).toMatch(/./);
    expect(second).toBe(first as string);
    events$.subscribe();
    expect(transport.requests[2]!.headers.get('idempotency-key')).not.toBe(first as string);
  });

  it('tells the error of a stream that it must not repeat, with what it was', () => {
    const { error } = play(['ha#'], { method: 'POST' });
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as Error).message).toBe(
      "POST https://api.example.com/x: the event stream can't be gone on with: its last event had no id.",
    );
    expect((error as Error).cause).toBeInstanceOf(NetworkError);
    expect((error as NetworkError).request?.method).toBe('POST');
  });

  it('names the server where a policy has given out events of its own, without an answer', async () => {
    const event = { type: 'message', data: 'own', lastEventId: '' };
    const http = createHttpClient({ policy: <T>() => of(event as T) });
    const { values, error } = await outcomeOf(eventSource(http, url, { reconnect: { maxRetries: 0 } }));
    expect(values).toEqual([event]);
    expect((error as Error).message).toBe('The server: the event stream has ended.');
  });

  it('does not send a body that is a stream a second time', () => {
    const { log, asked, error } = play(['h1#'], { method: 'POST', body: new ReadableStream() });
    expect([log, asked]).toEqual([['1@1', 'NetworkError@2'], ['0']]);
    expect((error as Error).message).toMatch(/: its body is a stream, which can be sent only once\.$/);
  });

  it('errors with what is no event stream, unless that is allowed', async () => {
    const answer = { body: 'data:a\n\n', headers: { 'content-type': 'text/html' } };
    expect(await errorOver(answer)).toBeInstanceOf(ResponseParseError);
    expect(await errorOver(answer, { checkContentType: false })).toBeUndefined();
  });

  it('errors with what is too long', async () => {
    expect(await errorOver({ body: 'data:aaaaaaaaaa\n\n' }, { maxEventSize: 10 })).toBeInstanceOf(ResponseParseError);
  });

  it('errors with what the request can not be built of', async () => {
    expect(await errorOver({}, { method: 'GET', body: 'x' })).toBeInstanceOf(RequestError);
  });

  it('errors with what a callback throws, and does not try again', async () => {
    const thrown = new Error('thrown');
    const fail = (): never => {
      throw thrown;
    };
    for (const at of ['connecting', 'open', 'waiting']) {
      expect(await errorOver({ body: 'data:a\n\n' }, { onStatus: (status) => status === at && fail() })).toBe(thrown);
    }
    expect(await errorOver({}, { reconnect: { ...atOnce, onRetry: fail } })).toBe(thrown);
    expect(await errorOver({}, { reconnect: { ...atOnce, shouldRetry: fail } })).toBe(thrown);
    expect(await errorOver({}, { pauser: of(true), onStatus: fail })).toBe(thrown);
    expect(await errorOver({}, { pauser: throwError(() => thrown) })).toBe(thrown);
  });

  it('tells what it is doing', () => {
    const seen: EventSourceStatus[] = [];
    const pauser = new BehaviorSubject(true);
    const { events$ } = overAnswers([{ body: 'data:a\n\n' }, { status: 503 }, { status: 204 }], {
      pauser,
      onStatus: (status) => seen.push(status),
    });
    events$.subscribe();
    pauser.next(false);
    expect(seen).toEqual(['paused', 'connecting', 'open', 'waiting', 'connecting', 'waiting', 'connecting']);
  });

  it('tells each wait to onRetry, with the error and the delay', () => {
    const told: [string, number][] = [];
    const onRetry = ({ error, delay }: RetryEvent): unknown => told.push([(error as Error).message, delay]);
    play(['hr|', 'e|', '(n|)'], { reconnect: { onRetry } });
    expect(told).toEqual([
      ['GET https://api.example.com/x: the event stream has ended.', 20],
      ['GET https://api.example.com/x answered 503.', 40],
    ]);
  });

  describe('mixes chance', () => {
    const delays = (answers: string[], reconnect: EventSourceOptions['reconnect']): string[] =>
      play([...answers, '(n|)'], { reconnect: { initialInterval: 8, jitter: 'full', random: () => 0.5, ...reconnect } }).asked.slice();

    it('into a wait of its own', () => expect(delays(['#', '#'], {})).toEqual(['0', '4', '12']));
    it('on top of what the server says, never below it', () => expect(delays(['hr|', '#'], {})).toEqual(['0', '32', '92']));
    it('with none, as the server says', () => expect(delays(['hr|', '#'], { jitter: 'none' })).toEqual(['0', '22', '62']));
    it('as a function does, never below what the server says', () =>
      expect(delays(['hr|', '#'], { jitter: (delay) => delay - 15 })).toEqual(['0', '22', '47']));
    it('on top of what the server says, where a function says less', () =>
      expect(delays(['hr|', '#'], { backoffDelay: () => 4 })).toEqual(['0', '24', '46']));
    it('decorrelated, never below what the server says, whatever the cap', () =>
      expect(delays(['hr|', '#'], { jitter: 'decorrelated', maxInterval: 10 })).toEqual(['0', '22', '42']));
    it('decorrelated, from what the server says on', () =>
      expect(delays(['hr|', '#'], { jitter: 'decorrelated', maxInterval: 100 })).toEqual(['0', '24', '67']));
  });

  it('waits a second at first and thirty at most, by default', () => {
    const told: number[] = [];
    play(Array.from({ length: 12 }, () => '#'), { reconnect: { initialInterval: undefined, jitter: 'none', onRetry: ({ delay }) => told.push(delay) } }, { leaveAt: 200_000 }); // prettier-ignore
    expect(told.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  describe('when it is left', () => {
    it('before the head, aborts', () => {
      expect(play(['-'], {}, { leaveAt: 3 }).transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['aborted', 3],
      ]);
    });

    it('in the stream, aborts', () => {
      expect(play(['h1-'], {}, { leaveAt: 3 }).transport.requests.map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['aborted', 3],
      ]);
    });

    it('in a wait, connects no more', () => {
      expect(play(['h1#', 'h2-'], {}, { leaveAt: 4 }).asked).toEqual(['0']);
    });

    it('inside next, gives out no more and aborts', async () => {
      let isLeft = false;
      const body = new Observable<Uint8Array>((subscriber) => {
        subscriber.add(() => (isLeft = true));
        subscriber.next(bytesOf('data:a\n\ndata:b\n\n'));
      });
      const { events$ } = overAnswers([{ body }]);
      const { values } = await outcomeOf(events$.pipe(take(1)));
      expect([values.length, isLeft]).toEqual([1, true]);
    });

    it('by its signal, errors with the reason, also in a wait, and leaves no listener', () => {
      const controller = new AbortController();
      const seen: unknown[] = [];
      const transport = instantTransport(() => ({ status: 503 }));
      const events$ = eventSource(createHttpClient({ transport }), url, { signal: controller.signal });
      events$.subscribe({ error: (error: unknown) => seen.push(error) });
      const requests = transport.requests.length;
      controller.abort('left');
      expect(seen).toEqual(['left']);
      expect(transport.requests.length).toBe(requests);
    });

    it('lets one listener on a signal do for all that a client streams', () => {
      const { signal } = new AbortController();
      const listeners = countListeners(signal);
      const http = createHttpClient({ transport: () => NEVER });
      const streams: Observable<unknown>[] = [eventSource(http, url, { signal }), download(http, url, { signal })];
      const running = [...streams, eventSource(http, url, { signal })].map((stream$) => stream$.subscribe());
      expect(listeners.added()).toBe(1);
      for (const subscription of running) subscription.unsubscribe();
      expect(listeners.left()).toBe(0);
    });

    it('by its signal, asks nobody whether to try again, though another request of the client hears the signal first', () => {
      const controller = new AbortController();
      const { signal } = controller;
      const shouldRetry = jasmine.createSpy().and.returnValue(true);
      const seen: unknown[] = [];
      const http = createHttpClient({ transport: () => NEVER });
      http.get(url, { signal }).subscribe({ error: () => undefined });
      eventSource(http, url, { signal, reconnect: { shouldRetry } }).subscribe({ error: (error: unknown) => seen.push(error) });
      controller.abort('left');
      expect(seen).toEqual(['left']);
      expect(shouldRetry).not.toHaveBeenCalled();
    });
  });

  describe('with a pauser', () => {
    /** Alternately true and false, at these frames. */
    const pausedAt = (...frames: number[]): Observable<boolean> =>
      merge(...frames.map((frame, index) => timer(frame).pipe(map(() => index % 2 === 0))));

    it('closes the connection at true, and connects at once at false, behind the last id', () => {
      const { log, asked, transport } = play(['h1---', 'h2-'], { pauser: pausedAt(3, 20) });
      expect([log, asked]).toEqual([
        ['1@1', '2@21'],
        ['0', '20<1'],
      ]);
      expect(transport.requests[0]).toEqual(jasmine.objectContaining({ outcome: 'aborted', endedAt: 3 }));
    });

    it('ends a wait at true, and begins to back off anew', () => {
      const { asked } = play(['#', '#', '#', 'h'], { pauser: pausedAt(7, 20) });
      expect(asked).toEqual(['0', '5', '20', '25']);
    });

    it('does not connect when the pauser errors at once', () => {
      expect(play(['h1'], { pauser: throwError(() => new Error('boom')) })).toEqual(
        jasmine.objectContaining({ log: ['Error@0'], asked: [] }),
      );
    });

    it('does not connect while it is true from the beginning', () => {
      expect(play(['h1'], { pauser: of(true) }).asked).toEqual([]);
      expect(play(['h1'], { pauser: new BehaviorSubject(true) }).asked).toEqual([]);
      expect(play(['h1'], { pauser: concat(of(true, false), NEVER) }).asked).toEqual(['0']);
    });

    it('connects at the beginning without a value, and stays as it is when the pauser completes', () => {
      expect(play(['h-1'], { pauser: NEVER }).log).toEqual(['1@2']);
      expect(play(['h-1'], { pauser: EMPTY }).log).toEqual(['1@2']);
    });

    it('takes the same value twice for one', () => {
      expect(play(['h----1'], { pauser: merge(timer(1).pipe(map(() => false)), timer(2).pipe(map(() => false))) }).asked).toEqual(['0']);
    });

    it('errors instead of repeating a POST whose events had no id', () => {
      const { log, error } = play(['ha-', 'ha-'], { method: 'POST', pauser: pausedAt(3, 20) });
      expect(log).toEqual(['a@1', 'NetworkError@20']);
      expect((error as Error).message).toBe(
        "POST https://api.example.com/x: the event stream can't be gone on with: its last event had no id.",
      );
    });

    it('may be told inside next, and nothing of the rest of the chunk is lost', () => {
      const pauser = new BehaviorSubject(false);
      const seen: string[] = [];
      const all = ['id:1\ndata:1\n\n', 'id:2\ndata:2\n\n', 'id:3\ndata:3\n\n'];
      const transport = instantTransport(({ headers }) => {
        const from = Number(headers.get('last-event-id') ?? 0);
        return from === 3 ? { status: 204 } : { headers: eventStream, body: all.slice(from).join('') };
      });
      eventSource(createHttpClient({ transport }), url, { reconnect: atOnce, pauser }).subscribe(({ data }) => {
        seen.push(data);
        if (data === '1') pauser.next(true);
      });
      expect(seen).toEqual(['1']);
      pauser.next(false);
      expect(seen).toEqual(['1', '2', '3']);
    });

    it('is left with the event source', () => {
      const pauser = new Subject<boolean>();
      const { events$ } = overAnswers([{ body: NEVER }], { pauser });
      const subscription = events$.subscribe();
      expect(pauser.observed).toBe(true);
      subscription.unsubscribe();
      expect(pauser.observed).toBe(false);
    });
  });

  const refused: readonly [because: string, options: EventSourceOptions, rule: RegExp][] = [
    ['a timeout of 0', { timeout: 0 }, /^timeout must be/],
    ['an idleTimeout of 0', { idleTimeout: 0 }, /^idleTimeout must be/],
    ['an id of two lines', { lastEventId: 'a\nb' }, /^lastEventId must be a text of one line/],
    ['reconnect: true', { reconnect: true as never }, /^reconnect must be false or an object/],
    ['a bad backoff', { reconnect: { maxRetries: -1 } }, /^maxRetries must be/],
    ['an onStatus that is none', { onStatus: 1 as never }, /^onStatus must be a function/],
    ['commentsKeepAlive: 1', { commentsKeepAlive: 1 as never }, /^commentsKeepAlive must be true or false/],
    ['a maxEventSize of 0', { maxEventSize: 0 }, /^maxEventSize must be/],
    ['checkContentType: 1', { checkContentType: 1 as never }, /^checkContentType must be/],
    ['what a request refuses', { idempotencyKey: ' ' }, /^idempotencyKey must be/],
  ];
  for (const [because, options, rule] of refused) {
    it(`refuses ${because} when it is made`, () => {
      expect(() => eventSource(createHttpClient(), url, options)).toThrowError(RangeError, rule);
    });
  }

  it('takes an explicit undefined for the default', () => {
    const undefinedOptions = { timeout: undefined, idleTimeout: undefined, reconnect: undefined, method: undefined, pauser: undefined, maxEventSize: undefined }; // prettier-ignore
    expect(() => eventSource(createHttpClient(), url, undefinedOptions)).not.toThrow();
  });

  it('errors with an HttpStatusError for another status', async () => {
    expect(await errorOver({ status: 401 })).toBeInstanceOf(HttpStatusError);
  });
});
