import fc from 'fast-check';
import { ResponseParseError } from '../../src/index.js';
import { createLineParser, type ByteParser, type LineParserOptions } from '../../src/streaming/index.js';
import { bytesOf, cutAfter, cutAt, everySplit } from '../support/chunkings.js';

interface Reading {
  readonly lines: string[];
  readonly numbers: number[];
  readonly error?: ResponseParseError;
}

function read(chunks: readonly Uint8Array[], options: LineParserOptions = {}): Reading {
  const lines: string[] = [];
  const numbers: number[] = [];
  const parser = createLineParser((line, number) => {
    lines.push(line);
    numbers.push(number);
  }, options);
  try {
    for (const chunk of chunks) parser.push(chunk);
    parser.end();
    return { lines, numbers };
  } catch (error) {
    return { lines, numbers, error: error as ResponseParseError };
  }
}

/** On the whole text. */
function naiveLines(bytes: Uint8Array): string[] {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Byte by byte: the lines before the first that is longer than it may be, and where that begins. */
function naiveLimit(bytes: Uint8Array, most: number): { lines: string[]; offset: number } | undefined {
  let offset = 0;
  while (offset < bytes.length) {
    const feed = bytes.indexOf(10, offset);
    const end = feed < 0 ? bytes.length : feed;
    if (end - offset - (feed > offset && bytes[feed - 1] === 13 ? 1 : 0) > most)
      return { lines: naiveLines(bytes.slice(0, offset)), offset };
    offset = end + 1;
  }
  return undefined;
}

describe('createLineParser', () => {
  const cases: readonly [because: string, bytes: Uint8Array, lines: readonly string[]][] = [
    ['ends lines with LF and CRLF', bytesOf('a\nb\r\nc\n'), ['a', 'b', 'c']],
    ['gives out a last line without an end', bytesOf('a\nb'), ['a', 'b']],
    ['gives out empty lines, but no empty last one', bytesOf('\n\na\n\n'), ['', '', 'a', '']],
    ['of nothing gives out nothing', bytesOf(''), []],
    ['takes a lone CR for a part of its line', bytesOf('a\rb\r\r\nc\r'), ['a\rb\r', 'c\r']],
    ['drops a byte order mark at the start only', bytesOf('\ufeffa\n\ufeffb\n'), ['a', '\ufeffb']],
    ['takes a lone byte order mark for nothing', bytesOf('\ufeff'), []],
    ['takes a first line of a byte order mark for empty', bytesOf('\ufeff\na'), ['', 'a']],
    ['puts characters together', bytesOf('añ€𝄞\n漢字\n'), ['añ€𝄞', '漢字']],
    ['makes U+FFFD of what is no UTF-8', bytesOf('a', [0xff, 0xc3], '\n', [0xe2, 0x82], 'b', [0xf0, 0x9d]), ['a\ufffd\ufffd', '\ufffdb\ufffd']],
    ['goes on after that', bytesOf([0xe2, 0x82], '\n', [0xac], '\n€\nascii\n€'), ['\ufffd', '\ufffd', '€', 'ascii', '€']],
    ['passes NUL on', bytesOf('a\0b\n'), ['a\0b']],
  ]; // prettier-ignore
  for (const [because, bytes, lines] of cases) {
    it(`${because}, wherever it is cut`, () => {
      for (const chunks of everySplit(bytes)) expect(read(chunks).lines).toEqual([...lines]);
      expect(naiveLines(bytes)).toEqual([...lines]);
    });
  }

  const part = fc.oneof(fc.constantFrom('\n', '\r', '\r\n', '\ufeff', '€', '𝄞', 'abc', ''), fc.string({ maxLength: 5 }));
  const input = fc
    .array(fc.oneof(part, fc.uint8Array({ maxLength: 4 }).map((raw) => [...raw])), { maxLength: 40 })
    .map((parts) => bytesOf(...parts)); // prettier-ignore
  const cuts = fc.array(fc.nat(300), { maxLength: 10 });

  it('reads what a naive reading of the whole text reads, and numbers it from 1', () => {
    fc.assert(
      fc.property(input, cuts, (bytes, places) => {
        const lines = naiveLines(bytes);
        const expected = { lines, numbers: lines.map((_, index) => index + 1) };
        expect(read(cutAt(bytes, places))).toEqual(expected);
        expect(read(cutAfter(bytes, 1))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses the first line that is too long, after those before it, however it is cut', () => {
    fc.assert(
      fc.property(input, cuts, fc.integer({ min: 1, max: 12 }), (bytes, places, maxLineLength) => {
        const limit = naiveLimit(bytes, maxLineLength);
        for (const chunks of [cutAt(bytes, places), cutAfter(bytes, 1), [bytes]]) {
          const { lines, error } = read(chunks, { maxLineLength });
          expect(lines).toEqual(limit?.lines ?? naiveLines(bytes));
          const line = (limit?.lines.length ?? 0) + 1;
          expect(error?.message).toBe(limit && `Line ${line} is longer than ${maxLineLength} bytes; it begins at byte ${limit.offset}.`);
          expect(error?.line).toBe(limit && line);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('allows 16 MiB by default, and tells in what it refuses how the line begins', () => {
    const block = bytesOf('x'.repeat(65_536));
    const blocks = Array.from({ length: 256 }, () => block);
    expect(read([...blocks, bytesOf('\r\n')]).lines.map((line) => line.length)).toEqual([16_777_216]);
    const { lines, error } = read([bytesOf('first\n'), ...blocks, bytesOf('x')]);
    expect(lines).toEqual(['first']);
    expect(error).toBeInstanceOf(ResponseParseError);
    expect([error?.line, error?.text]).toEqual([2, 'x'.repeat(200)]);
  });

  it('takes a line in single bytes in linear time, within its limit', () => {
    const single = bytesOf('x');
    const parser = createLineParser(fail, { maxLineLength: 3_000_000 });
    for (let at = 0; at < 3_000_000; at++) parser.push(single);
    expect(() => parser.push(single)).toThrowError(ResponseParseError, /^Line 1 is longer than 3000000 bytes; it begins at byte 0\.$/);
  });

  it('throws the same again once it has failed', () => {
    const parser = createLineParser(fail, { maxLineLength: 2 });
    expect(() => parser.push(bytesOf('abc\nd\n'))).toThrowError(/^Line 1 /);
    expect(() => parser.push(bytesOf('e\n'))).toThrowError(/^Line 1 /);
    expect(() => parser.end()).toThrowError(/^Line 1 /);
  });

  it('without a limit takes any line', () => {
    expect(read([bytesOf('x'.repeat(100))], { maxLineLength: Infinity }).lines.length).toBe(1);
  });

  for (const maxLineLength of [0, -1, 1.5, NaN, '10' as unknown as number]) {
    it(`refuses a limit of ${String(maxLineLength)}`, () => {
      expect(() => createLineParser(() => undefined, { maxLineLength })).toThrowError(
        RangeError,
        /^maxLineLength must be a whole number from 1, or/,
      );
    });
  }

  it('refuses a callback that is none', () => {
    expect(() => createLineParser(1 as never)).toThrowError(RangeError, /onLine/);
  });

  it('passes on what the callback throws, and goes on behind that line at the next call', () => {
    const seen: [string, number][] = [];
    const parser = createLineParser((line, number) => {
      seen.push([line, number]);
      if (line.startsWith('bad')) throw new Error('thrown');
    });
    expect(() => parser.push(bytesOf('a\nbad\nb\nc'))).toThrowError('thrown');
    expect(seen.map(([line]) => line)).toEqual(['a', 'bad']);
    parser.push(bytesOf('c\n'));
    expect(seen).toEqual([
      ['a', 1],
      ['bad', 2],
      ['b', 3],
      ['cc', 4],
    ]);
  });

  it('gives out at the end what a throwing callback has left', () => {
    const seen: string[] = [];
    const parser = createLineParser((line) => {
      if (seen.push(line) === 1) throw new Error('thrown');
    });
    expect(() => parser.push(bytesOf('a\nb\nc'))).toThrowError('thrown');
    parser.end();
    expect(seen).toEqual(['a', 'b', 'c']);
  });

  it('refuses a line that is too long only when those before it have been given out', () => {
    const seen: string[] = [];
    const parser = createLineParser((line) => {
      if (seen.push(line) === 1) throw new Error('thrown');
    }, { maxLineLength: 2 }); // prettier-ignore
    expect(() => parser.push(bytesOf('a\nb\nccc\n'))).toThrowError('thrown');
    expect(() => parser.push(bytesOf('d\n'))).toThrowError(/^Line 3 /);
    expect(seen).toEqual(['a', 'b']);
  });

  it('stops in the middle of a chunk, for good', () => {
    const seen: string[] = [];
    const parser: ByteParser = createLineParser((line) => {
      seen.push(line);
      parser.stop();
    });
    parser.push(bytesOf('a\nb\nc'));
    parser.push(bytesOf('d\n'));
    parser.end();
    expect(seen).toEqual(['a']);
  });

  it('reads what is pushed inside the callback behind what it is giving out', () => {
    const seen: string[] = [];
    const parser: ByteParser = createLineParser((line) => {
      if (line === 'a') parser.push(bytesOf('c\nd'));
      seen.push(line);
    });
    parser.push(bytesOf('a\nb\n'));
    parser.end();
    expect(seen).toEqual(['a', 'b', 'c', 'd']);
  });
});
