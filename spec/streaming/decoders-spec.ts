import { concat, NEVER, Observable, of, Subject, take, throwError } from 'rxjs';
import { createHttpClient, NetworkError, ResponseParseError, type BodyDecoder } from '../../src/index.js';
import { lines, ndjson, serverSentEvents, type ServerSentEvent } from '../../src/streaming/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { bytesOf } from '../support/chunkings.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x?token=s3cret&a=1';
const eventStream = { 'content-type': 'text/event-stream' };
const message = (data: string): ServerSentEvent => ({ type: 'message', data, lastEventId: '' });

function request<T>(as: BodyDecoder<T>, answer: InstantAnswer): Observable<T> {
  return createHttpClient({ transport: instantTransport(() => answer) }).get(url, { as });
}

/** A decoder, three chunks that hold three values, one of them split, and what comes of it. */
const decoders: readonly [name: string, as: BodyDecoder<unknown>, chunks: readonly string[], values: readonly unknown[]][] = [
  ['lines', lines(), ['a\nb', 'b\n', 'c\n'], ['a', 'bb', 'c']],
  ['ndjson', ndjson(), ['1\n{"b"', ':2}\n', '"c"\n'], [1, { b: 2 }, 'c']],
  ['serverSentEvents', serverSentEvents(), ['data:a\n\nda', 'ta:b\n\n', 'data:c\n\n'], [message('a'), message('b'), message('c')]],
];

for (const [name, as, [first, second, third], [a, b, c]] of decoders) {
  describe(`${name}, as a decoder of chunks,`, () => {
    const values = { h: { headers: eventStream }, x: first, y: second, z: third };

    function play(marbles: string, expected: string, unsubscribed?: string): void {
      inVirtualTime(({ expectObservable, flush }) => {
        const error = new NetworkError('broken off');
        const transport = createMarbleTransport().answer('GET /x', { marbles, values, error });
        const http = createHttpClient({ baseUrl: 'https://api.example.com', transport });
        expectObservable(http.get('/x', { as }), unsubscribed).toBe(expected, { a, b, c }, error);
        flush();
        const { outcome } = transport.expectOne('GET /x');
        expect(outcome).toBe(unsubscribed ? 'aborted' : marbles.includes('#') ? 'failed' : 'complete');
      });
    }

    it('emits each value when its bytes are there', () => play('--hx--y--z--|', '---a--b--c--|'));
    it('emits all values of a chunk in its frame', () => play('--h(xyz|)', '---(abc|)'));
    it('of an empty body emits nothing', () => play('--h--|', '-----|'));
    it('passes on that the body broke off, after the values before it, without an unfinished one', () => play('--hx#', '---a#'));
    it('never ends before the body', () => play('--hx--y---', '---a--b---', '---------!'));
    it('aborts the transfer when it is left', () => play('--hx--y--', '---a', '----!'));

    it('stops in the middle of a chunk and aborts, when it is left inside next', async () => {
      let isLeft = false;
      const body = concat(of(bytesOf(`${first}${second}${third}`)), NEVER).pipe((source) => onLeave(source, () => (isLeft = true)));
      expect(await outcomeOf(request(as, { headers: eventStream, body }).pipe(take(2)))).toEqual({ values: [a, b] });
      expect(isLeft).toBe(true);
    });

    it('emits once, in order, where a consumer causes the next chunk inside next', () => {
      const body = new Subject<Uint8Array>();
      const seen: unknown[] = [];
      request(as, { headers: eventStream, body }).subscribe((value) => {
        if (seen.push(value) === 1) body.next(bytesOf(third!));
      });
      body.next(bytesOf(`${first}${second}`));
      expect(seen).toEqual([a, b, c]);
    });

    it('reads each subscription anew', async () => {
      const answer = { headers: eventStream, body: `${first}${second}${third}` };
      const twice$ = request(as, answer);
      expect((await outcomeOf(twice$)).values).toEqual([a, b, c]);
      expect((await outcomeOf(twice$)).values).toEqual([a, b, c]);
    });

    it('hands values out inside the next of its body', () => {
      const body = new Subject<Uint8Array>();
      const order: unknown[] = [];
      request(as, { headers: eventStream, body }).subscribe((value) => order.push(value));
      order.push('before');
      body.next(bytesOf(`${first}${second}`));
      order.push('after');
      expect(order).toEqual(['before', a, b, 'after']);
    });
  });
}

function onLeave<T>(source: Observable<T>, leave: () => void): Observable<T> {
  return new Observable((subscriber) => {
    subscriber.add(leave);
    return source.subscribe(subscriber);
  });
}

describe('lines', () => {
  it('emits a last line without an end, when the body is complete', async () => {
    expect(await outcomeOf(request(lines(), { body: 'a\nb' }))).toEqual({ values: ['a', 'b'] });
  });

  it('errors for a line that is too long, with the request, after the lines before it', async () => {
    const { values, error } = await outcomeOf(request(lines({ maxLineLength: 3 }), { body: 'one\nthree\ntwo' }));
    const parseError = error as ResponseParseError;
    expect(values).toEqual(['one']);
    expect(parseError).toBeInstanceOf(ResponseParseError);
    expect(parseError.message).toBe('GET https://api.example.com/x?token=***&a=1: line 2 is longer than 3 bytes; it begins at byte 4.');
    expect([parseError.line, parseError.text, parseError.request?.id]).toEqual([2, 'thr', '1']);
  });

  it('refuses a bad limit when it is made', () => {
    expect(() => lines({ maxLineLength: 0 })).toThrowError(RangeError, /^maxLineLength must be/);
  });
});

describe('ndjson', () => {
  const read = (body: string, options = {}): Promise<{ values: unknown[]; error?: unknown }> =>
    outcomeOf(request(ndjson(options), { body }));

  it('skips blank lines', async () => {
    expect(await read('\n1\n\r\n \t\r\n2\n\n')).toEqual({ values: [1, 2] });
  });

  it('reads every kind of value, and a last line without an end', async () => {
    expect(await read('{"a":[1]}\r\n[]\n"x"\n1.5\ntrue\nnull')).toEqual({ values: [{ a: [1] }, [], 'x', 1.5, true, null] });
  });

  it('drops a byte order mark at the start', async () => {
    expect(await read('\ufeff1\n2\n')).toEqual({ values: [1, 2] });
  });

  const bad = `<html>${'x'.repeat(500)}`;
  it('errors for a line that is no JSON, after the values before it, with its number', async () => {
    const { values, error } = await read(`1\n\n2\n${bad}\n3\n`);
    const parseError = error as ResponseParseError;
    expect(values).toEqual([1, 2]);
    expect(parseError).toBeInstanceOf(ResponseParseError);
    expect(parseError.message).toBe('GET https://api.example.com/x?token=***&a=1: line 4 is not JSON.');
    expect([parseError.line, parseError.text]).toEqual([4, bad.slice(0, 200)]);
    expect(parseError.cause).toBeInstanceOf(SyntaxError);
    expect(parseError.request?.id).toBe('1');
  });

  it('errors for a last line that stops in the middle', async () => {
    const { values, error } = await read('1\n{"a":');
    expect(values).toEqual([1]);
    expect((error as ResponseParseError).line).toBe(2);
  });

  it('makes nothing of an unfinished line when the body breaks off', async () => {
    const broken = new NetworkError('broken off');
    const body = concat(of(bytesOf('1\n2')), throwError(() => broken)); // prettier-ignore
    expect(await outcomeOf(request(ndjson(), { body }))).toEqual({ values: [1], error: broken });
  });

  it('leaves such lines out with onInvalid: skip, but none that is too long', async () => {
    expect(await read(`1\n${bad}\n\n{\n2\n{`, { onInvalid: 'skip' })).toEqual({ values: [1, 2] });
    const { values, error } = await read(`1\n${bad}\n2\n`, { onInvalid: 'skip', maxLineLength: 10 });
    expect(values).toEqual([1]);
    expect((error as ResponseParseError).message).toMatch(/line 2 is longer than 10 bytes/);
  });

  it('refuses bad options when it is made', () => {
    expect(() => ndjson({ onInvalid: 'ignore' as 'skip' })).toThrowError(RangeError, /^onInvalid must be one of "error", "skip"/);
    expect(() => ndjson({ maxLineLength: -1 })).toThrowError(RangeError, /^maxLineLength must be/);
  });
});

describe('serverSentEvents', () => {
  const body = 'data:a\n\n';
  for (const type of ['text/event-stream', 'text/event-stream;charset=utf-8', 'TEXT/Event-Stream ; x=y', 'text/event-stream;']) {
    it(`takes an answer of the type ${type}`, async () => {
      expect(await outcomeOf(request(serverSentEvents(), { body, headers: { 'content-type': type } }))).toEqual({ values: [message('a')] });
    });
  }

  for (const type of ['text/plain', 'text/event-streams', 'x text/event-stream', 'application/json; a=text/event-stream']) {
    it(`errors for the type ${type}, and lets go of the body`, async () => {
      let subscriptions = 0;
      const watched = NEVER.pipe((source) => onLeave(source, () => subscriptions++));
      const { values, error } = await outcomeOf(request(serverSentEvents(), { body: watched, headers: { 'content-type': type } }));
      expect(values).toEqual([]);
      expect(error).toBeInstanceOf(ResponseParseError);
      expect((error as Error).message).toBe(
        `GET https://api.example.com/x?token=***&a=1: the answer is ${JSON.stringify(type)}, not text/event-stream.`,
      );
      expect(subscriptions).toBe(1);
    });
  }

  it('errors for an answer without a type', async () => {
    const { error } = await outcomeOf(request(serverSentEvents(), { body }));
    expect((error as Error).message).toMatch(/: the answer has no content type, not text\/event-stream\.$/);
  });

  it('takes any type with checkContentType: false', async () => {
    expect(await outcomeOf(request(serverSentEvents({ checkContentType: false }), { body }))).toEqual({ values: [message('a')] });
  });

  it('of a 204 has no events, whatever its type', async () => {
    expect(await outcomeOf(request(serverSentEvents(), { status: 204, body: '' }))).toEqual({ values: [] });
  });

  it('hands its options to the parser', async () => {
    const comments: string[] = [];
    const as = serverSentEvents({ maxEventSize: 6, lastEventId: '7', onComment: (text) => comments.push(text) });
    const { values, error } = await outcomeOf(request(as, { body: ': hi\ndata:a\n\ndata:too long\n\n', headers: eventStream }));
    expect(values).toEqual([{ type: 'message', data: 'a', lastEventId: '7' }]);
    expect(comments).toEqual(['hi']);
    expect((error as ResponseParseError).message).toMatch(/a=1: line 4 is longer than 6 bytes/);
  });

  it('errors with what a callback throws', async () => {
    const thrown = new Error('thrown');
    const as = serverSentEvents({
      onComment: () => {
        throw thrown;
      },
    });
    expect(await outcomeOf(request(as, { body: 'data:a\n\n:\ndata:b\n\n', headers: eventStream }))).toEqual({
      values: [message('a')],
      error: thrown,
    });
  });

  it('refuses bad options when it is made', () => {
    expect(() => serverSentEvents({ maxEventSize: 0 })).toThrowError(RangeError, /^maxEventSize must be/);
    expect(() => serverSentEvents({ checkContentType: 'no' as never })).toThrowError(RangeError, /^checkContentType must be true or false/);
  });
});
