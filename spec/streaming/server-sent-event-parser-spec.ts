import fc from 'fast-check';
import { ResponseParseError } from '../../src/index.js';
import {
  createServerSentEventParser,
  type ServerSentEvent,
  type ServerSentEventParser,
  type ServerSentEventParserOptions,
} from '../../src/streaming/index.js';
import { bytesOf, cutAfter, cutAt, everySplit } from '../support/chunkings.js';
import { readEventStream, type NaiveReading } from '../support/naive-event-stream.js';

function read(chunks: readonly Uint8Array[], options: ServerSentEventParserOptions = {}): NaiveReading {
  const reading = { events: [] as ServerSentEvent[], hasId: [] as boolean[], comments: [] as string[] };
  const onEvent = (event: ServerSentEvent, hasId: boolean): void => {
    reading.events.push(event);
    reading.hasId.push(hasId);
  };
  const parser = createServerSentEventParser(onEvent, { onComment: (text) => reading.comments.push(text), ...options });
  for (const chunk of chunks) parser.push(chunk);
  parser.end();
  return { ...reading, lastEventId: parser.lastEventId, retry: parser.retry };
}

const message = (data: string, lastEventId = ''): ServerSentEvent => ({ type: 'message', data, lastEventId });
const long = 'x'.repeat(2000);

describe('createServerSentEventParser', () => {
  // What the eventsource tests of web-platform-tests expect, as facts: each row one of them, or what it leaves open.
  const conformance: readonly [because: string, stream: Uint8Array, events: readonly ServerSentEvent[]][] = [
    ['joins data lines, ignores other fields, and takes a bare `data` for an empty one',
      bytesOf('data:msg\ndata: msg\n\n:\nfalsefield:msg\n\nfalsefield:msg\nData:data\n\ndata\n\ndata:end\n\n'),
      [message('msg\nmsg'), message(''), message('end')]],
    ['takes empty data for an event', bytesOf('data:\n\ndata\ndata\n\ndata:test\n\n'), [message(''), message('\n'), message('test')]],
    ['drops one byte order mark at the start, and no other', bytesOf('\ufeffdata:1\n\n\ufeffdata:2\n\ndata:3\n\n'), [message('1'), message('3')]],
    ['takes a second byte order mark for a part of the name', bytesOf('\ufeff\ufeffdata:1\n\ndata:2\n\ndata:3\n\n'), [message('2'), message('3')]],
    ['ignores comments of any kind and length', bytesOf(`data:1\r:\0\n:\r\ndata:2\n:${long}\rdata:3\n:data:fail\r:${long}\ndata:4\n\n`), [message('1\n2\n3\n4')]],
    ['drops what stands before the final empty line', bytesOf('retry:1000\ndata:test1\n\nid:test\ndata:test2'), [{ ...message('test1'), retry: 1000 }]],
    ['drops it although its line has ended', bytesOf('data:test1\n\nid:test\ndata:test2\n'), [message('test1')]],
    ['ends lines with CR, LF and CRLF, mixed', bytesOf('data:test\r\ndata\ndata:test\r\n\r\n'), [message('test\n\ntest')]],
    ['ends a block with two carriage returns', bytesOf('data:test\r\rdata:b\r\r'), [message('test'), message('b')]],
    ['ends a block with LF and CR', bytesOf('data:test\n\rdata:b\r\n\r'), [message('test'), message('b')]],
    ['compares names as they are, and strips one space of a value',
      bytesOf('data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n'),
      [message('\0\n 2\n1\n3\n\n4')]],
    ['strips a space, and not a tab', bytesOf('data:\ttest\rdata: \ndata:test\n\n'), [message('\ttest\n\ntest')]],
    ['ignores unknown fields and lines without a colon',
      bytesOf('data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacommentyay\ndata:test\n\n'), [message('test\n\ntest')]],
    ['passes on NUL in data', bytesOf('data:\0\n\n\n\n'), [message('\0')]],
    ['decodes UTF-8', bytesOf('data:ok…ñ€𝄞\n\n'), [message('ok…ñ€𝄞')]],
    ['makes U+FFFD of what is no UTF-8', bytesOf('data:a', [0xff, 0xe2, 0x82], 'b\n\n'), [message('a\ufffd\ufffdb')]],
    ['makes U+FFFD of a character that its line end cuts off', bytesOf('data:', [0xe2, 0x82], '\ndata:', [0xac], '\n\n'), [message('\ufffd\n\ufffd')]],
    ['tells the type of an event, for that event only', bytesOf('event:test\ndata:x\n\ndata:x\n\n'), [{ ...message('x'), type: 'test' }, message('x')]],
    ['takes an empty event field for none', bytesOf('event: \ndata:data\n\n'), [message('data')]],
    ['forgets the type of a block without data', bytesOf('event:test\n\ndata:x\n\n'), [message('x')]],
    ['takes the last of several types', bytesOf('event:a\nevent:b\ndata:x\n\n'), [{ ...message('x'), type: 'b' }]],
    ['keeps an id until there is another', bytesOf('id:1\ndata:a\n\ndata:b\n\nid:2\ndata:c\n\n'), [message('a', '1'), message('b', '1'), message('c', '2')]],
    ['takes an id from a block without data', bytesOf('id:…\n\ndata:b\n\n'), [message('b', '…')]],
    ['takes an empty id for the wish to have none', bytesOf('id:1\ndata:a\n\nid\ndata:b\n\nid:2\ndata:c\n\nid:\ndata:d\n\n'), [message('a', '1'), message('b'), message('c', '2'), message('d')]],
    ['ignores an id with NUL, wherever it stands', bytesOf('id:1\ndata:a\n\nid:\0\ndata:b\n\nid:x\0\ndata:c\n\nid:\0x\ndata:d\n\n'), [message('a', '1'), message('b', '1'), message('c', '1'), message('d', '1')]],
    ['tells the retry of a block with its event', bytesOf('retry:3000\ndata:test\n\ndata:b\n\n'), [{ ...message('test'), retry: 3000 }, message('b')]],
    ['ignores a retry that is not digits only', bytesOf('retry:3000\nretry:1000x\nretry:-1\nretry:1.5\nretry: 1e3\nretry:1 \ndata:x\n\n'), [{ ...message('x'), retry: 3000 }]],
    ['ignores an empty retry', bytesOf('retry\nretry:\ndata:test\n\n'), [message('test')]],
    ['ignores digits of other scripts', bytesOf('retry:١٢\ndata:test\n\n'), [message('test')]],
    ['caps a retry that is too big for a number', bytesOf(`retry:${'9'.repeat(400)}\ndata:x\n\n`), [{ ...message('x'), retry: Number.MAX_SAFE_INTEGER }]],
    ['takes a line that begins with a space for an unknown field', bytesOf(' data:x\n\ndata:y\n\n'), [message('y')]],
    ['takes all after the first colon for the value', bytesOf('data::a:b\ndata: : c\n\n'), [message(':a:b\n: c')]],
    ['knows no data without its colon', bytesOf('dat\ndatax:1\ndata1\n\ndata\n\n'), [message('')]],
    ['of an empty stream is silent', bytesOf(''), []],
    ['of empty lines only is silent', bytesOf('\n\n\r\n\r\r\n'), []],
    ['of a byte order mark only is silent', bytesOf('\ufeff'), []],
  ]; // prettier-ignore

  for (const [because, stream, events] of conformance) {
    it(`${because}, wherever the stream is cut`, () => {
      for (const chunks of everySplit(stream)) expect(read(chunks).events).toEqual([...events]);
      expect(readEventStream(stream).events.map(({ data }) => data)).toEqual(events.map(({ data }) => data));
    });
  }

  /** What matters in an event stream, in a random order, and anything between. */
  const fragment = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      '\n\n',
      ':',
      ' ',
      'data',
      'data:',
      'data: ',
      'event:',
      'id:',
      'id',
      'retry:',
      '12',
      '\0',
      '\ufeff',
      '€',
      '𝄞',
    ),
    fc.string({ maxLength: 4 }),
  );
  const stream = fc.oneof(
    fc.array(fragment, { maxLength: 60 }).map((parts) => bytesOf(...parts)),
    fc
      .tuple(fc.array(fragment, { maxLength: 20 }), fc.uint8Array({ maxLength: 8 }))
      .map(([parts, raw]) => bytesOf(...parts, [...raw], '\n\n')),
  );
  const cuts = fc.array(fc.nat(500), { maxLength: 12 });

  it('reads what a naive reading of the whole text reads, however it is cut', () => {
    fc.assert(
      fc.property(stream, cuts, (bytes, places) => {
        const expected = readEventStream(bytes);
        expect(read(cutAt(bytes, places))).toEqual(expected);
        expect(read(cutAfter(bytes, 1))).toEqual(expected);
      }),
      { numRuns: 2000 },
    );
  });

  it('calls back inside the push that completes an event, also where a CR ends it', () => {
    for (const end of ['\n', '\r']) {
      const seen: string[] = [];
      const parser = createServerSentEventParser(({ data }) => seen.push(data));
      parser.push(bytesOf(`data:a${end}${end}`));
      expect(seen).toEqual(['a']);
      parser.push(bytesOf(`data:b${end}`));
      expect(seen).toEqual(['a']);
      parser.push(bytesOf(end));
      expect(seen).toEqual(['a', 'b']);
    }
  });

  it('tells whether an event has an id of its own', () => {
    expect(read([bytesOf('id:1\ndata:a\n\ndata:b\n\nid\ndata:c\n\nid:\0\ndata:d\n\n')]).hasId).toEqual([true, false, true, false]);
  });

  it('tells the id of a block when it has ended, and the retry of a line at once', () => {
    const parser = createServerSentEventParser(() => undefined, { lastEventId: '7' });
    expect([parser.lastEventId, parser.retry]).toEqual(['7', undefined]);
    parser.push(bytesOf('id:8\nretry:5\n'));
    expect([parser.lastEventId, parser.retry]).toEqual(['7', 5]);
    parser.push(bytesOf('\n'));
    expect(parser.lastEventId).toBe('8');
  });

  it('goes on from a given id', () => {
    expect(read([bytesOf('data:a\n\nid:8\ndata:b\n\n')], { lastEventId: '7' }).events).toEqual([message('a', '7'), message('b', '8')]);
  });

  it('tells comments at once, without one space', () => {
    const seen: string[] = [];
    const parser = createServerSentEventParser(() => undefined, { onComment: (text) => seen.push(text) });
    parser.push(bytesOf(': ping\n:\n:  two: \n:unfinished'));
    expect(seen).toEqual(['ping', '', ' two: ']);
  });

  describe('with a limit', () => {
    const limits: readonly [because: string, stream: string, data: readonly string[], line: number | undefined, message?: RegExp][] = [
      ['takes a line and data of that length', 'data:12345\n\ndata:1234\n\n', ['12345', '1234'], undefined],
      ['refuses a longer line, after the events before it', 'data:1\n\n: 123456789\n\n', ['1'], 3, /^Line 3 is longer than 10 bytes; it begins at byte 8\.$/],
      ['refuses a longer line without an end', 'data:1\n\n: 123456789', ['1'], 3, /^Line 3 is longer/],
      ['counts bytes, not characters', 'data:€€\n\n', [], 1, /^Line 1 is longer than 10 bytes; it begins at byte 0\.$/],
      ['refuses data that its lines add up to', 'data:123\ndata:456\ndata:7\ndata:8\n\n', [], 4, /^The event whose data goes on in line 4 has more than 10 bytes\.$/],
      ['counts the line feeds between them', 'data:1234\ndata:12345\ndata:\n\n', [], 3, /in line 3 has more/],
      ['counts bytes of the data', 'data:€\ndata:€\ndata:€\n\n', [], 3, /in line 3 has more/],
      ['begins to count anew for each event', 'data:1234\ndata:5\n\ndata:1234\ndata:5\n\n', ['1234\n5', '1234\n5'], undefined],
      ['counts no line end', 'data:12345\r\n\r\ndata:12345\r\rdata:1\n\n', ['12345', '12345', '1'], undefined],
    ]; // prettier-ignore
    for (const [because, text, data, line, words] of limits) {
      it(`${because}, however it is cut`, () => {
        for (const chunks of everySplit(bytesOf(text))) {
          const seen: string[] = [];
          const parser = createServerSentEventParser((event) => seen.push(event.data), { maxEventSize: 10 });
          let error: unknown;
          try {
            for (const chunk of chunks) parser.push(chunk);
            parser.end();
          } catch (thrown) {
            error = thrown;
          }
          expect(seen).toEqual([...data]);
          expect(error instanceof ResponseParseError ? error.line : undefined).toBe(line);
          if (words) expect((error as Error).message).toMatch(words);
        }
      });
    }

    it('throws the same again once it has failed, and reads no more', () => {
      for (const text of [': 123456789\n', 'data:12345\ndata:12345\n']) {
        const parser = createServerSentEventParser(fail, { maxEventSize: 10 });
        expect(() => parser.push(bytesOf(text, '\ndata:x\n\n'))).toThrowError(ResponseParseError);
        expect(() => parser.push(bytesOf('\n\ndata:x\n\n'))).toThrowError(ResponseParseError);
        expect(() => parser.end()).toThrowError(ResponseParseError);
      }
    });

    it('keeps at most 200 characters of what was too long', () => {
      const parser = createServerSentEventParser(fail, { maxEventSize: 1000 });
      let error = new ResponseParseError('', { text: '' });
      try {
        parser.push(bytesOf(`data:${long}`));
      } catch (thrown) {
        error = thrown as ResponseParseError;
      }
      expect(error.text).toBe(`data:${'x'.repeat(195)}`);
    });

    for (const maxEventSize of [0, -1, 1.5, NaN, '10' as unknown as number]) {
      it(`refuses ${String(maxEventSize)}`, () => {
        expect(() => createServerSentEventParser(() => undefined, { maxEventSize })).toThrowError(RangeError, /maxEventSize must be/);
      });
    }
  });

  it('refuses callbacks that are none', () => {
    expect(() => createServerSentEventParser(1 as never)).toThrowError(RangeError, /onEvent/);
    expect(() => createServerSentEventParser(() => undefined, { onComment: 1 as never })).toThrowError(RangeError, /onComment/);
  });

  it('passes on what a callback throws, and goes on behind that at the next push', () => {
    const seen: string[] = [];
    const parser = createServerSentEventParser(({ data }) => {
      seen.push(data);
      if (data === 'bad') throw new Error('thrown');
    });
    expect(() => parser.push(bytesOf('data:a\n\ndata:bad\n\ndata:b\n\ndata:c'))).toThrowError('thrown');
    expect(seen).toEqual(['a', 'bad']);
    parser.push(bytesOf('\n\n'));
    expect(seen).toEqual(['a', 'bad', 'b', 'c']);
  });

  it('goes on behind what was thrown at the end, too', () => {
    const seen: string[] = [];
    const parser = createServerSentEventParser(({ data }) => {
      if (seen.push(data) === 1) throw new Error('thrown');
    });
    expect(() => parser.push(bytesOf('data:a\n\ndata:b\n\n'))).toThrowError('thrown');
    parser.end();
    expect(seen).toEqual(['a', 'b']);
  });

  it('stops in the middle of a chunk, for good', () => {
    const seen: string[] = [];
    const parser: ServerSentEventParser = createServerSentEventParser(({ data }) => {
      seen.push(data);
      parser.stop();
    });
    parser.push(bytesOf('data:a\n\ndata:b\n\n'));
    parser.push(bytesOf('data:c\n\n'));
    parser.end();
    expect(seen).toEqual(['a']);
  });

  it('reads what is pushed inside a callback behind what it is giving out', () => {
    const seen: string[] = [];
    const parser: ServerSentEventParser = createServerSentEventParser(({ data }) => {
      if (data === 'a') parser.push(bytesOf('data:c\n\ndata:d'));
      seen.push(data);
    });
    parser.push(bytesOf('data:a\n\ndata:b\n\n'));
    parser.push(bytesOf('\n\n'));
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });
});
