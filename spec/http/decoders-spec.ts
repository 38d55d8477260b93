import { EMPTY, from, of, type Observable } from 'rxjs';
import {
  blob,
  bytes,
  createHttpClient,
  discard,
  json,
  NetworkError,
  response,
  ResponseParseError,
  text,
  type BodyDecoder,
} from '../../src/index.js';
import { createMarbleTransport } from '../../src/testing/index.js';
import { instantTransport, type InstantAnswer } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://api.example.com/x?token=s3cret&a=1';

function decoded<T>(as: BodyDecoder<T>, answer: InstantAnswer): Promise<{ values: T[]; error?: unknown }> {
  return outcomeOf(createHttpClient({ transport: instantTransport(() => answer) }).get(url, { as }));
}

function inPieces(content: string, size: number): Observable<Uint8Array> {
  const all = new TextEncoder().encode(content);
  return from(Array.from({ length: Math.ceil(all.length / size) }, (_, at) => all.slice(at * size, (at + 1) * size)));
}

describe('json', () => {
  const cases: [what: string, answer: InstantAnswer, value: unknown][] = [
    ['an object', { body: '{"a":[1,null]}' }, { a: [1, null] }],
    ['a bare value', { body: ' "x"\n' }, 'x'],
    ['null', { body: 'null' }, null],
    ['text with a byte order mark', { body: '\ufeff{"a":1}' }, { a: 1 }],
    ['nothing for an empty body', { body: '' }, undefined],
    ['nothing for a body that completes without a chunk', { body: EMPTY }, undefined],
    ['nothing for a blank body', { body: ' \r\n' }, undefined],
    ['nothing for a lonely byte order mark', { body: '\ufeff' }, undefined],
    ['nothing for 204', { status: 204, body: EMPTY }, undefined],
    ['nothing for 205', { status: 205, body: EMPTY }, undefined],
    ['a body of any content type', { body: '[1]', headers: { 'content-type': 'text/plain' } }, [1]],
  ];
  for (const [what, answer, value] of cases) {
    it(`reads ${what}`, async () => {
      const { values, error } = await decoded(json(), answer);
      expect(error).toBeUndefined();
      expect(values).toEqual([value]);
    });
  }

  for (const size of [1, 2, 3, 5]) {
    it(`reads characters that are split between chunks of ${size} bytes`, async () => {
      const value = { name: 'añ€𝄞', list: ['ß', '漢字'] };
      expect((await decoded(json(), { body: inPieces(JSON.stringify(value), size) })).values).toEqual([value]);
    });
  }

  it('errors for what is no JSON with a ResponseParseError that keeps the first 200 characters', async () => {
    const { values, error } = await decoded(json(), { body: `<html>${'x'.repeat(500)}` });
    const parseError = error as ResponseParseError;
    expect(values).toEqual([]);
    expect(parseError).toBeInstanceOf(ResponseParseError);
    expect(parseError.text).toBe(`<html>${'x'.repeat(194)}`);
    expect(parseError.message).toBe('GET https://api.example.com/x?token=***&a=1: the body is not JSON.');
    expect(parseError.cause).toBeInstanceOf(SyntaxError);
    expect(parseError.request?.id).toBe('1');
  });

  it('errors for JSON that stops in the middle', async () => {
    expect((await decoded(json(), { body: '{"a":1' })).error).toBeInstanceOf(ResponseParseError);
  });
});

describe('text', () => {
  it("reads UTF-8 without its byte order mark, and '' where there is nothing", async () => {
    expect((await decoded(text(), { body: inPieces('\ufeffañ€𝄞', 1) })).values).toEqual(['añ€𝄞']);
    expect((await decoded(text(), { body: EMPTY })).values).toEqual(['']);
  });

  it('puts the replacement character where bytes are no UTF-8', async () => {
    expect((await decoded(text(), { body: of(new Uint8Array([97, 0xff])) })).values).toEqual(['a\ufffd']);
  });
});

describe('bytes', () => {
  it('joins all chunks, of whatever class, into one Uint8Array', async () => {
    const { values } = await decoded(bytes(), { body: of(new Uint8Array([1, 2]), new Uint8Array([0, 3, 0]).subarray(1, 2)) });
    expect(values).toEqual([new Uint8Array([1, 2, 3])]);
    expect((await decoded(bytes(), { body: EMPTY })).values).toEqual([new Uint8Array()]);
  });
});

describe('blob', () => {
  it("is of the response's content type", async () => {
    const { values } = await decoded(blob(), { body: 'text', headers: { 'content-type': 'image/svg+xml' } });
    expect(values[0]!.type).toBe('image/svg+xml');
    expect(await values[0]!.text()).toBe('text');
    const [empty] = (await decoded(blob(), { body: EMPTY })).values;
    expect([empty!.size, empty!.type]).toEqual([0, '']);
  });
});

describe('discard', () => {
  it('reads to the end and gives undefined once', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(/./, '-h-a-b|');
      expectObservable(createHttpClient({ transport }).get(url, { as: discard() })).toBe('------(v|)', { v: undefined });
      flush();
      expect(transport.expectOne(/./).outcome).toBe('complete');
    });
  });
});

describe('response', () => {
  it('reads nothing', async () => {
    const { values } = await decoded(response(), { body: '[1]' });
    expect((await outcomeOf(values[0]!.body)).values).toEqual([new TextEncoder().encode('[1]')]);
  });
});

describe('a decoder', () => {
  const broken = new NetworkError('GET https://api.example.com/x?token=***&a=1: the body broke off.');
  const decoders: [name: string, as: BodyDecoder<unknown>][] = [
    ['json', json()],
    ['text', text()],
    ['bytes', bytes()],
    ['blob', blob()],
    ['discard', discard()],
  ];
  for (const [name, as] of decoders) {
    it(`${name} emits nothing of a body that breaks off, and passes the error on`, () => {
      inVirtualTime(({ expectObservable }) => {
        const transport = createMarbleTransport().answer(/./, { marbles: '-h-a-#', values: { a: '1' } });
        expectObservable(createHttpClient({ transport }).get(url, { as })).toBe('-----#', undefined, broken);
      });
    });

    it(`${name} aborts the transfer when it is left`, () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(/./, '-h-a-b|');
        expectObservable(createHttpClient({ transport }).get(url, { as }), '^---!').toBe('-----');
        flush();
        const { outcome, endedAt } = transport.expectOne(/./);
        expect([outcome, endedAt]).toEqual(['aborted', 4]);
      });
    });
  }
});
