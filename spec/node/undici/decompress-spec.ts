import { randomBytes } from 'node:crypto';
import * as zlib from 'node:zlib';
import { Observable, of, tap } from 'rxjs';
import { currentReader, Reader } from '../../../src/delivery/current-reader.js';
import { bytes, createHttpClient, fetchTransport, NetworkError, text, type HttpClient } from '../../../src/index.js';
import { decompress } from '../../../src/undici/decompress.js';
import { undiciTransport } from '../../../src/undici/index.js';
import { outcomeOf } from '../../support/outcome.js';
import { serve, type Served } from '../../support/serve.js';
import { watchedDispatcher } from '../../support/watched-dispatcher.js';

const WORDS = 'wörd '.repeat(50_000);
const BOMB_BYTES = 2 ** 24;

/** From Node 22.15 on. */
const { zstdCompressSync } = zlib as { zstdCompressSync?: (text: string) => Uint8Array };

const table: [encoding: string, body: () => Uint8Array, reads: string | undefined, because: string][] = [
  ['gzip', () => zlib.gzipSync(WORDS), WORDS, 'it is known'],
  ['x-gzip', () => zlib.gzipSync(WORDS), WORDS, 'it is its old name'],
  ['GZIP', () => zlib.gzipSync(WORDS), WORDS, 'names know no case'],
  ['deflate', () => zlib.deflateSync(WORDS), WORDS, 'it is known'],
  ['deflate', () => zlib.deflateRawSync(WORDS), WORDS, 'servers leave the header out'],
  ['br', () => zlib.brotliCompressSync(WORDS), WORDS, 'it is known'],
  ['zstd', () => zstdCompressSync?.(WORDS) ?? Buffer.from(WORDS), WORDS, 'it is known, or stays where the platform has none'],
  ['gzip, br', () => zlib.brotliCompressSync(zlib.gzipSync(WORDS)), WORDS, 'the last one is undone first'],
  ['gzip', () => Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')]), 'one two', 'members follow each other'],
  ['gzip', () => zlib.gzipSync(WORDS).subarray(0, -8), WORDS, 'a missing end is forgiven'],
  ['gzip', () => new Uint8Array(), '', 'nothing is nothing'],
  ['identity', () => Buffer.from('plain'), 'plain', 'what is not known stays'],
  ['gzip, rot13', () => Buffer.from('plain'), 'plain', 'what is not known stays'],
  ['gzip', () => Buffer.from('no gzip'), undefined, 'it is no gzip'],
  ['br', () => Buffer.from('no brotli'), undefined, 'it is no brotli'],
  ['gzip, gzip, gzip, gzip, gzip, gzip', () => zlib.gzipSync(WORDS), undefined, 'those are too many'],
];

describe('decompress', () => {
  let server: Served;
  let http: HttpClient;
  let answer: [encoding: string, body: Uint8Array] = ['', new Uint8Array()];
  const dispatcher = watchedDispatcher();

  beforeAll(async () => {
    server = await serve((request, response) => {
      const [encoding, body] = answer;
      response
        .writeHead(200, {
          'content-encoding': encoding,
          'content-length': body.byteLength,
          'x-accepted': request.headers['accept-encoding'] ?? '',
        })
        .end(body);
    });
    http = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher }), timeout: 5000 });
  });
  afterAll(() => server.close());

  for (const [encoding, body, reads, because] of table) {
    it(`${reads === undefined ? 'refuses' : 'reads'} ${encoding}, for ${because}`, async () => {
      answer = [encoding, body()];
      const { values, error } = await outcomeOf(http.get('', { as: text() }));
      if (reads === undefined) expect(error).toBeInstanceOf(NetworkError);
      else expect([values[0] === reads, error]).toEqual([true, undefined]);
    });
  }

  it('asks for what it can undo, unless the request says otherwise, and leaves the headers as fetch does', async () => {
    answer = ['gzip', zlib.gzipSync('hi')];
    const head = async (headers: HeadersInit, client = http): Promise<(string | null)[]> => {
      const { values } = await outcomeOf(client.request('GET', '', { headers }));
      await outcomeOf(values[0]!.body);
      return ['x-accepted', 'content-encoding', 'content-length'].map((name) => values[0]!.headers.get(name));
    };
    expect(await head({})).toEqual([zstdCompressSync ? 'gzip, deflate, br, zstd' : 'gzip, deflate, br', 'gzip', '22']);
    const own = await head({ 'Accept-Encoding': 'gzip' });
    expect(own).toEqual(['gzip', 'gzip', '22']);
    const byFetch = createHttpClient({ baseUrl: server.origin, transport: fetchTransport() });
    expect(await head({ 'Accept-Encoding': 'gzip' }, byFetch)).toEqual(own);
  });

  it('throws for more codings than anybody needs', () => {
    const codings = (count: number) => Array<string>(count).fill('gzip').join(',');
    const toError = (): Error => new Error();
    expect(() => decompress(of(), codings(6), toError)).toThrowError('the answer has 6 content codings, more than 5');
    expect(() => decompress(of(), codings(5), toError)).not.toThrow();
  });

  it('aborts when it is left, and not at the end', async () => {
    const aborts = spyOn(dispatcher.calls, 'abort').and.callThrough();
    answer = ['gzip', zlib.gzipSync(WORDS)];
    await outcomeOf(http.get('', { as: bytes() }));
    expect(aborts).not.toHaveBeenCalled();
    const { values } = await outcomeOf(http.request('GET', ''));
    values[0]!.body.subscribe().unsubscribe();
    expect(aborts).toHaveBeenCalled();
  });

  it('holds the reader of its source until it has taken a chunk in', async () => {
    const source = new Reader();
    const packed = zlib.gzipSync(randomBytes(2 ** 18));
    const source$ = new Observable<Uint8Array>((subscriber) => source.deliver(() => subscriber.next(packed)));
    const reading = decompress(source$, 'gzip', toError).subscribe();
    expect(source.isHeld).toBeTrue();
    await new Promise<void>((resolve) => source.whenFree(resolve));
    reading.unsubscribe();
  });

  it('expands no further while its reader is held', async () => {
    const bomb$ = of(zlib.gzipSync(Buffer.alloc(BOMB_BYTES)));
    let loaded = 0;
    let release: (() => void) | undefined;
    const held = outcomeOf(
      decompress(bomb$, 'gzip', toError).pipe(
        tap(({ byteLength }) => {
          loaded += byteLength;
          release ??= currentReader()!.hold();
        }),
      ),
    );
    await outcomeOf(decompress(bomb$, 'gzip', toError));
    expect(loaded).toBeGreaterThan(0);
    expect(loaded).toBeLessThan(2 ** 18);
    release!();
    await held;
    expect(loaded).toBe(BOMB_BYTES);
  });
});

function toError(cause: unknown): Error {
  return new Error('broken off', { cause });
}
