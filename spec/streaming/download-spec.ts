import { NEVER, take } from 'rxjs';
import {
  createHttpClient,
  HttpStatusError,
  NetworkError,
  protect,
  RequestError,
  RequestTimeoutError,
  ResponseParseError,
  retryBackoff,
  type HttpClient,
  type ResiliencePolicy,
} from '../../src/index.js';
import { download, type DownloadEvent, type DownloadOptions } from '../../src/streaming/index.js';
import { createMarbleTransport, type MarbleTransport } from '../../src/testing/index.js';
import { fileTransport, restOfFile, wholeFile } from '../support/file-transport.js';
import { instantTransport } from '../support/instant-transport.js';
import { outcomeOf } from '../support/outcome.js';
import { inVirtualTime } from '../support/virtual-time.js';

const url = 'https://files.example.com/ship';
const text = (letters: string): Uint8Array => new TextEncoder().encode(letters);
const whole = (length: number, headers = {}) => ({ headers: { 'content-length': String(length), etag: '"1"', ...headers } });
const rest = (start: number, total: number) => ({
  status: 206,
  headers: { etag: '"1"', 'content-range': `bytes ${start}-${total - 1}/${total}` },
});
/** A wait of 4 ms without chance. */
const retry = { initialInterval: 4, jitter: 'none', multiplier: 1 } as const;
const broken = new NetworkError('broken');

const chunk = (letters: string): DownloadEvent => ({ type: 'chunk', bytes: text(letters) });
const progress = (loaded: number, total?: number): DownloadEvent =>
  total === undefined ? { type: 'progress', loaded } : { type: 'progress', loaded, total };
const restart: DownloadEvent = { type: 'restart' };

function client(transport: MarbleTransport, policy?: ResiliencePolicy): HttpClient {
  return createHttpClient({ transport, policy });
}

describe('download', () => {
  it('tells how far it is at the head, and after each chunk', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '--h---a---b---|', values: { h: whole(2) } });
      const expected = '                                             --p---(aq)(br)|';
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2), b: chunk('b'), r: progress(2, 2) };
      expectObservable(download(client(transport), url)).toBe(expected, values);
    });
  });

  it('goes on where it stood when the connection breaks, under Range and If-Range', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const first = { marbles: '--h---a---#', values: { h: whole(2) }, error: broken };
      const second = { marbles: '        --h---b---|', values: { h: rest(1, 2) } };
      const expected = '          --p---(aq)----------(br)|';
      const transport = createMarbleTransport().answer(url, first, second);
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2), b: chunk('b'), r: progress(2, 2) };
      expectObservable(download(client(transport), url, { retry })).toBe(expected, values);
      flush();
      expect(transport.requests.map(({ sentAt, request: { headers } }) => [sentAt, headers.get('range'), headers.get('if-range')])).toEqual(
        [
          [0, null, null],
          [14, 'bytes=1-', '"1"'],
        ],
      );
    });
  });

  it('asks on behind a part of a file whose length the server does not tell, until there is no more', () => {
    const part = (range: string) => ({ status: 206, headers: { etag: '"1"', 'content-range': `bytes ${range}/*` } });
    inVirtualTime(({ expectObservable, flush }) => {
      const first = { marbles: '--h-(a|)', values: { h: part('0-0') } };
      const second = { marbles: '        --h-(b|)', values: { h: part('1-1') } };
      const third = { marbles: '                  --h|', values: { h: { status: 416, headers: { 'content-range': 'bytes */2' } } } };
      const expected = '          --p-(aq)----(br)--|';
      const transport = createMarbleTransport().answer(url, first, second, third);
      const values = { p: progress(0), a: chunk('a'), q: progress(1), b: chunk('b'), r: progress(2) };
      expectObservable(download(client(transport), url, { retry })).toBe(expected, values);
      flush();
      expect(transport.requests.map(({ request: { headers } }) => headers.get('range'))).toEqual([null, 'bytes=1-', 'bytes=2-']);
    });
  });

  it('errors behind a part of a file of unknown length that nobody can ask on behind', async () => {
    const head = { status: 206, headers: { 'content-range': 'bytes 0-0/*' } };
    const transport = createMarbleTransport().answer(url, { marbles: '(ha|)', values: { h: head } });
    const { values, error } = await outcomeOf(download(client(transport), url, { retry }));
    expect(values).toEqual([progress(0), chunk('a'), progress(1)]);
    expect(error).toEqual(new NetworkError(`GET ${url}: the body ended at byte 1 of an unknown number.`));
  });

  it('begins again, and asks for no part, when it breaks behind the head: a 416 is an error then', async () => {
    const first = { marbles: '(h#)', values: { h: whole(2) }, error: broken };
    const second = { marbles: '(h|)', values: { h: { status: 416, headers: { 'content-range': 'bytes */0' } } } };
    const transport = createMarbleTransport().answer(url, first, second);
    const { error } = await outcomeOf(download(client(transport), url, { retry }));
    expect(error).toBeInstanceOf(HttpStatusError);
    expect(transport.requests.map(({ request: { headers } }) => headers.get('range'))).toEqual([null, null]);
  });

  it('takes a body that ends short of its length for broken, and says so when it gives up', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '--h---a---|', values: { h: whole(2) } });
      const error = new NetworkError(`GET ${url}: the body ended at byte 1 of 2.`);
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2) };
      expectObservable(download(client(transport), url, { retry: { maxRetries: 0 } })).toBe('--p---(aq)#', values, error);
    });
  });

  it('errors for a part that is longer than its range, though the file is longer still', async () => {
    const head = { status: 206, headers: { etag: '"1"', 'content-range': 'bytes 1-1/4' } };
    const first = { marbles: '(ha#)', values: { h: whole(4) }, error: broken };
    const transport = createMarbleTransport().answer(url, first, { marbles: '(hbc|)', values: { h: head } });
    const { values, error } = await outcomeOf(download(client(transport), url, { retry }));
    expect(values).toEqual([progress(0, 4), chunk('a'), progress(1, 4), chunk('b'), progress(2, 4)]);
    expect((error as Error).message).toBe(`GET ${url}: the body is longer than the 2 bytes that its head tells of.`);
  });

  it('errors for a body that is longer than its head says, without the chunk that is too much', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '--h---a---b---|', values: { h: whole(1) } });
      const error = new ResponseParseError(`GET ${url}: the body is longer than the 1 bytes that its head tells of.`, { text: '' });
      const values = { p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
      expectObservable(download(client(transport), url, { retry })).toBe('--p---(aq)#', values, error);
    });
  });

  it('is complete when all bytes are there, though the connection breaks behind them', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '--h---a---#', values: { h: whole(1) } });
      expectObservable(download(client(transport), url)).toBe('--p---(aq)|', { p: progress(0, 1), a: chunk('a'), q: progress(1, 1) });
      flush();
      expect(transport.requests.length).toBe(1);
    });
  });

  const lengths: readonly [what: string, marbles: string, head: object, result: string, total: number | undefined][] = [
    ['an empty file', '--h-|', whole(0), '--p-|', 0],
    ['no content', '--h-|', { status: 204 }, '--p-|', undefined],
  ];
  for (const [what, marbles, head, result, total] of lengths) {
    it(`completes with ${what}`, () => {
      inVirtualTime(({ expectObservable }) => {
        const transport = createMarbleTransport().answer(url, { marbles, values: { h: head } });
        expectObservable(download(client(transport), url)).toBe(result, { p: progress(0, total) });
      });
    });
  }

  it('has no total where the server tells no length', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '--h---a---|', values: { h: { headers: { etag: '"1"' } } } });
      expectObservable(download(client(transport), url)).toBe('--p---(aq)|', { p: progress(0), a: chunk('a'), q: progress(1) });
    });
  });

  it('learns a total that the first answer did not tell, and at the end that there is no more', () => {
    inVirtualTime(({ expectObservable }) => {
      const unsaid = { headers: { etag: '"1"' } };
      const none = { status: 416, headers: { 'content-range': 'bytes */1' } };
      const transport = createMarbleTransport()
        .answer(url, { marbles: '--h---a---#', values: { h: unsaid } }, { marbles: '--h-xxx|', values: { h: none } })
        .answer(`${url}?2`, { marbles: '--h---a---#', values: { h: unsaid } }, { marbles: '--h---b---|', values: { h: rest(1, 2) } });
      const values = { p: progress(0), a: chunk('a'), q: progress(1), b: chunk('b'), r: progress(2, 2) };
      expectObservable(download(client(transport), url, { retry })).toBe('       --p---(aq)------|', values);
      expectObservable(download(client(transport), `${url}?2`, { retry })).toBe('--p---(aq)----------(br)|', values);
    });
  });

  it('waits for a first answer as for the rest', () => {
    inVirtualTime(({ expectObservable }) => {
      const refused = { marbles: '-h|', values: { h: 503 } };
      const transport = createMarbleTransport().answer(url, '-#', refused, { marbles: '-h---a---|', values: { h: whole(1) } });
      const values = { p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
      expectObservable(download(client(transport), url, { retry })).toBe('12ms p---(aq)|', values);
    });
  });

  it('begins a file again that broke off before its first byte, whatever its ETag', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(
        url,
        { marbles: '-h-#', values: { h: whole(9, { etag: 'W/"0"' }) } },
        { marbles: '-h---a---|', values: { h: whole(1, { etag: '"2"' }) } },
      );
      const values = { o: progress(0, 9), p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
      expectObservable(download(client(transport), url, { retry })).toBe('-o------p---(aq)|', values);
    });
  });

  it('passes an error on that no retry mends, also in the middle', () => {
    inVirtualTime(({ expectObservable }) => {
      const gone = { marbles: '-h|', values: { h: { status: 404, statusText: 'Not Found' } } };
      const transport = createMarbleTransport().answer(url, { marbles: '-h---a---#', values: { h: whole(2) } }, gone);
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2) };
      const error = new HttpStatusError({ status: 404, statusText: 'Not Found' }, { request: { method: 'GET', url } as never });
      expectObservable(download(client(transport), url, { retry })).toBe('-p---(aq)------#', values, error);
    });
  });

  it('gives up after so many breaks in a row that brought nothing new', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(
        url,
        { marbles: '-h---a---#', values: { h: whole(3) } },
        { marbles: '-#' },
        { marbles: '-h---b---#', values: { h: rest(1, 3) } },
        { marbles: '-#', error: broken },
      );
      const values = { p: progress(0, 3), a: chunk('a'), q: progress(1, 3), b: chunk('b'), r: progress(2, 3) };
      const expected = '-p---(aq) 14ms (br) 10ms #';
      expectObservable(download(client(transport), url, { retry: { ...retry, maxRetries: 2 } })).toBe(expected, values, broken);
      flush();
      expect(transport.requests.length).toBe(5);
    });
  });

  it('waits as long as the server asks for', () => {
    inVirtualTime(({ expectObservable }) => {
      const busy = { marbles: '-h|', values: { h: { status: 503, headers: { 'retry-after': '2' } } } };
      const transport = createMarbleTransport().answer(url, busy, { marbles: 'h---a---|', values: { h: whole(1) } });
      const values = { p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
      expectObservable(download(client(transport), url, { retry })).toBe('2002ms p---(aq)|', values);
    });
  });

  it('takes silence for a break, and goes on', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(
        url,
        { marbles: '-h---a------------', values: { h: whole(2) } },
        { marbles: '-h---b---|', values: { h: rest(1, 2) } },
      );
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2), b: chunk('b'), r: progress(2, 2) };
      expectObservable(download(client(transport), url, { retry, timeout: 10 })).toBe('-p---(aq) 15ms (br)|', values);
    });
  });

  it('errors with the silence where nothing can be resumed', () => {
    inVirtualTime(({ expectObservable }) => {
      const weak = whole(2, { etag: 'W/"1"' });
      const transport = createMarbleTransport().answer(url, { marbles: '-h---a------------', values: { h: weak } });
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2) };
      const error = new RequestTimeoutError('idle', 10, { request: { method: 'GET', url } as never });
      expectObservable(download(client(transport), url, { retry, timeout: 10 })).toBe('-p---(aq)------#', values, error);
    });
  });

  it('says with an event that it begins anew, and goes round no longer than there are retries', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(url, {
        marbles: '-h---a---#',
        values: { h: whole(2, { etag: '' }) },
        error: broken,
      });
      const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2), x: restart };
      const options: DownloadOptions = { retry: { ...retry, maxRetries: 2 }, whenNotResumable: 'restart' };
      expectObservable(download(client(transport), url, options)).toBe('-p---(aq)-----(xp)(aq)-----(xp)(aq)#', values, broken);
      flush();
      expect(transport.requests.length).toBe(3);
    });
  });

  it('asks for the whole, and not for a range again, when it begins anew behind a refused range', async () => {
    const first = { marbles: '(ha#)', values: { h: whole(2) }, error: broken };
    const none = { marbles: '(h|)', values: { h: { status: 416, headers: { 'content-range': 'bytes */9' } } } };
    const transport = createMarbleTransport().answer(url, first, none, { marbles: '(hbc|)', values: { h: whole(2) } });
    const { values, error } = await outcomeOf(download(client(transport), url, { retry, whenNotResumable: 'restart' }));
    expect(error).toBeUndefined();
    expect(values.slice(2)).toEqual([progress(1, 2), restart, progress(0, 2), chunk('b'), progress(1, 2), chunk('c'), progress(2, 2)]);
    expect(transport.requests.map(({ request: { headers } }) => headers.get('range'))).toEqual([null, 'bytes=1-', null]);
  });

  it('errors at once for a part from the middle that it has not asked for, also where it may begin anew', async () => {
    const transport = createMarbleTransport().answer(url, { marbles: '(ha|)', values: { h: rest(1, 2) } });
    const { values, error } = await outcomeOf(download(client(transport), url, { retry, whenNotResumable: 'restart' }));
    expect(values).toEqual([]);
    expect((error as Error).message).toBe(
      `GET ${url}: 0 bytes are there, and the answer, 206 to a request for the whole, can't be joined to them: it begins at byte 1.`,
    );
    expect(transport.requests.length).toBe(1);
  });

  it('can be left while a wait lasts: nothing is sent any more', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(url, '-#');
      expectObservable(download(client(transport), url, { retry }), '---!').toBe('----');
      flush();
      expect(transport.requests.length).toBe(1);
    });
  });

  it('aborts in the same frame when it is left', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '-h---a---b---', values: { h: whole(5) } });
      expectObservable(download(client(transport), url), '-------!').toBe('-p---(aq)', {
        p: progress(0, 5),
        a: chunk('a'),
        q: progress(1, 5),
      });
      flush();
      const { outcome, endedAt } = transport.expectOne(url);
      expect([outcome, endedAt]).toEqual(['aborted', 7]);
    });
  });

  it('lets go of a body that it refuses, and of one that its subscriber refuses', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const endless = { marbles: '-h---a---a---a', values: { h: { ...rest(3, 9) } } };
      const transport = createMarbleTransport().answer(url, endless);
      const refused = new ResponseParseError(
        `GET ${url}: 0 bytes are there, and the answer, 206 to a request for the whole, can't be joined to them: it begins at byte 3.`,
        { text: '' },
      );
      expectObservable(download(client(transport), url, { retry })).toBe('-#', undefined, refused);
      const other = createMarbleTransport().answer(url, { ...endless, values: { h: whole(9) } });
      expectObservable(download(client(other), url).pipe(take(1))).toBe('-(p|)', { p: progress(0, 9) });
      flush();
      expect([...transport.requests, ...other.requests].map(({ outcome, endedAt }) => [outcome, endedAt])).toEqual([
        ['aborted', 1],
        ['aborted', 1],
      ]);
    });
  });

  it('sends a download of its own for each subscription', () => {
    inVirtualTime(({ expectObservable, flush }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '-h---a---#', values: { h: whole(1) } });
      const file$ = download(client(transport), url);
      const values = { p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
      expectObservable(file$).toBe('          -p---(aq)|', values);
      expectObservable(file$, '20ms ^').toBe('20ms -p---(aq)|', values);
      flush();
      expect(transport.requests.map(({ request }) => request.headers.get('range'))).toEqual([null, null]);
    });
  });

  it('never ends where the server never answers', () => {
    inVirtualTime(({ expectObservable }) => {
      expectObservable(download(createHttpClient({ transport: () => NEVER }), url, { timeout: Infinity }), '^ 9s !').toBe('-');
    });
  });

  it('can be left inside a synchronous chunk', () => {
    const file = text('abcdef');
    const http = createHttpClient({ transport: fileTransport(() => wholeFile(file), undefined, { chunk: 1 }) });
    const seen: DownloadEvent[] = [];
    download(http, url)
      .pipe(take(4))
      .subscribe((event) => seen.push(event));
    expect(seen).toEqual([progress(0, 6), chunk('a'), progress(1, 6), chunk('b')]);
  });

  it('resumes synchronously ten thousand times', async () => {
    const file = new Uint8Array(10_000);
    const transport = fileTransport(
      ({ from }) => (from > 0 ? restOfFile(file, from) : wholeFile(file, { etag: '"1"' })),
      () => 1,
      { chunk: 1 },
    );
    const { values, error } = await outcomeOf(download(createHttpClient({ transport }), url, { retry: { initialInterval: 0 } }));
    expect([error, values.length, transport.requests.length]).toEqual([undefined, 20_001, 10_000]);
  });

  it('skips chunks without a byte', () => {
    inVirtualTime(({ expectObservable }) => {
      const transport = createMarbleTransport().answer(url, { marbles: '-h---e---|', values: { h: whole(0), e: new Uint8Array() } });
      expectObservable(download(client(transport), url)).toBe('-p-------|', { p: progress(0, 0) });
    });
  });

  describe('with its options', () => {
    it('sends what the caller sends, with every request, and asks for plain bytes', () => {
      inVirtualTime(({ flush }) => {
        const transport = createMarbleTransport().answer(
          /ship/,
          { marbles: '-h-a-#', values: { h: whole(2) } },
          { marbles: '-h-b-|', values: { h: rest(1, 2) } },
        );
        const options: DownloadOptions = { headers: { 'X-A': '1' }, params: { page: 2 }, retry };
        download(
          createHttpClient({ baseUrl: 'https://files.example.com', transport, headers: { 'X-B': '2' } }),
          'ship',
          options,
        ).subscribe();
        flush();
        expect(transport.requests.map(({ request: { url, headers } }) => [url, headers.get('x-a'), headers.get('x-b')])).toEqual([
          [`${url}?page=2`, '1', '2'],
          [`${url}?page=2`, '1', '2'],
        ]);
        expect(transport.requests[0]!.request.headers.get('accept-encoding')).toBe('identity');
      });
    });

    it('goes on with a file that is partly there', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(url, { marbles: '-h---b---|', values: { h: rest(1, 2) } });
        const values = { p: progress(1, 2), b: chunk('b'), q: progress(2, 2) };
        expectObservable(download(client(transport), url, { start: { at: 1, etag: '"1"' } })).toBe('-p---(bq)|', values);
        flush();
        const { headers } = transport.expectOne(url).request;
        expect([headers.get('range'), headers.get('if-range')]).toEqual(['bytes=1-', '"1"']);
      });
    });

    it('finds that a file is all there', () => {
      inVirtualTime(({ expectObservable }) => {
        const all = { status: 416, headers: { 'content-range': 'bytes */2' } };
        const transport = createMarbleTransport().answer(url, { marbles: '-h-x|', values: { h: all } });
        expectObservable(download(client(transport), url, { start: { at: 2, etag: '"1"' } })).toBe('-(p|)', { p: progress(2, 2) });
      });
    });

    it('refuses another version of a file that is partly there, or begins anew', () => {
      inVirtualTime(({ expectObservable }) => {
        const answer = { marbles: '-h---a---|', values: { h: whole(1, { etag: '"2"' }) } };
        const transport = createMarbleTransport().answer(url, answer);
        const start = { at: 5, etag: '"1"' };
        const error = new ResponseParseError(`GET ${url}: 5 bytes are there, and the answer, 200, is the whole again.`, { text: '' });
        expectObservable(download(client(transport), url, { start, retry })).toBe('-#', undefined, error);
        const values = { x: restart, p: progress(0, 1), a: chunk('a'), q: progress(1, 1) };
        expectObservable(download(client(transport), url, { start, whenNotResumable: 'restart' })).toBe('-(xp)(aq)|', values);
      });
    });

    it('asks for nothing of a file of which nothing is there', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(url, { marbles: '-h-|', values: { h: whole(0) } });
        expectObservable(download(client(transport), url, { start: { at: 0, etag: '"1"' } })).toBe('-p-|', { p: progress(0, 0) });
        flush();
        expect(transport.expectOne(url).request.headers.has('range')).toBeFalse();
      });
    });

    it('hands out the heads whose bytes it uses', () => {
      inVirtualTime(({ flush }) => {
        const transport = createMarbleTransport().answer(
          url,
          { marbles: '-h|', values: { h: 503 } },
          { marbles: '-h-a-#', values: { h: whole(2) } },
          { marbles: '-h-b-|', values: { h: rest(1, 2) } },
        );
        const seen: number[] = [];
        download(client(transport), url, { retry, onResponse: ({ status }) => seen.push(status) }).subscribe();
        flush();
        expect(seen).toEqual([200, 206]);
      });
    });

    it('errors with what a callback throws, at once', () => {
      const boom = new Error('boom');
      const fail = (): never => {
        throw boom;
      };
      for (const options of [{ onResponse: fail }, { retry: { shouldRetry: fail } }, { retry: { onRetry: fail } }]) {
        inVirtualTime(({ expectObservable, flush }) => {
          const marbles = 'onResponse' in options ? '-h-' : '-#';
          const transport = createMarbleTransport().answer(url, { marbles, values: { h: whole(2) } });
          expectObservable(download(client(transport), url, options)).toBe('-#', undefined, boom);
          flush();
          expect(transport.requests.length).toBe(1);
        });
      }
    });

    it("errors with the signal's reason, also while a wait lasts", () => {
      for (const marbles of ['-#', '-------']) {
        inVirtualTime(({ expectObservable, cold, flush }) => {
          const controller = new AbortController();
          const transport = createMarbleTransport().answer(url, marbles);
          cold('---x').subscribe(() => controller.abort('left'));
          expectObservable(download(client(transport), url, { retry, signal: controller.signal })).toBe('---#', undefined, 'left');
          flush();
          expect(transport.requests.length).toBe(1);
        });
      }
    });

    it('asks the caller which errors are breaks', () => {
      inVirtualTime(({ expectObservable }) => {
        const asked: [unknown, number][] = [];
        const shouldRetry = (error: unknown, count: number): boolean => asked.push([error, count]) < 2;
        const transport = createMarbleTransport().answer(url, { marbles: '-#', error: broken });
        expectObservable(download(client(transport), url, { retry: { ...retry, shouldRetry } })).toBe('------#', undefined, broken);
        expect(asked).toEqual([]);
      });
    });

    it('has its own defaults, and those of retryBackoff', () => {
      inVirtualTime(({ flush }) => {
        const delays: number[] = [];
        const transport = createMarbleTransport().answer(url, '#');
        const options: DownloadOptions = { retry: { jitter: 'none', onRetry: ({ delay }) => delays.push(delay) } };
        download(client(transport), url, options).subscribe({ error: () => undefined });
        flush();
        expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
      });
    });

    it('takes an explicit undefined for the default', () => {
      const nothing: DownloadOptions = {
        retry: undefined,
        whenNotResumable: undefined,
        start: undefined,
        onResponse: undefined,
        signal: undefined,
      };
      const seen: DownloadEvent[] = [];
      const http = createHttpClient({ transport: instantTransport(() => ({ body: 'a', headers: { 'content-length': '1' } })) });
      download(http, url, nothing).subscribe((event) => seen.push(event));
      expect(seen).toEqual([progress(0, 1), chunk('a'), progress(1, 1)]);
    });

    const wrong: readonly [options: object, message: RegExp][] = [
      [{ whenNotResumable: 'skip' }, /^whenNotResumable must be one of "error", "restart", but was "skip"\.$/],
      [{ start: { at: -1, etag: '"1"' } }, /^start\.at must be a whole number from 0, but was -1\.$/],
      [{ start: { at: 1, etag: 'W/"1"' } }, /^start\.etag must be a strong ETag in its quotes, but was /],
      [{ start: { at: 1 } }, /^start\.etag must be a strong ETag in its quotes, but was undefined\.$/],
      [{ onResponse: 1 }, /^onResponse must be a function, but was 1\.$/],
      [{ retry: { maxRetries: -1 } }, /^maxRetries must be /],
      [{ timeout: 0 }, /^timeout must be /],
    ];
    for (const [options, message] of wrong) {
      it(`refuses ${JSON.stringify(options)} when it is made`, () => {
        expect(() => download(createHttpClient(), url, options)).toThrowError(RangeError, message);
      });
    }

    it('errors once for a header that cannot be sent', async () => {
      const transport = instantTransport();
      const { error } = await outcomeOf(download(createHttpClient({ transport }), url, { headers: { 'bad name': '1' } }));
      expect([error, transport.requests.length]).toEqual([jasmine.any(RequestError), 0]);
    });
  });

  describe('under a policy', () => {
    it('leaves a body that has begun to itself, and first answers to the policy', () => {
      inVirtualTime(({ expectObservable, flush }) => {
        const transport = createMarbleTransport().answer(
          url,
          '-#',
          { marbles: '-h---a---#', values: { h: whole(2) } },
          { marbles: '-h---b---|', values: { h: rest(1, 2) } },
        );
        const policy = protect({ retry: { initialInterval: 2, jitter: 'none' }, breaker: {} });
        const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2), b: chunk('b'), r: progress(2, 2) };
        expectObservable(download(client(transport, policy), url, { retry })).toBe('----p---(aq)---------(br)|', values);
        flush();
        expect(transport.requests.map(({ sentAt, request }) => [sentAt, request.attempt])).toEqual([
          [0, 1],
          [3, 2],
          [16, 1],
        ]);
      });
    });

    it('errors rather than repeat where the policy repeats what has emitted', () => {
      inVirtualTime(({ expectObservable }) => {
        const transport = createMarbleTransport().answer(url, { marbles: '-h---a---#', values: { h: whole(2) } });
        const policy: ResiliencePolicy = (source) => source.pipe(retryBackoff(retry));
        const values = { p: progress(0, 2), a: chunk('a'), q: progress(1, 2) };
        const error = new ResponseParseError(`GET ${url}: 1 bytes are there, and the answer, 200, is the whole again.`, { text: '' });
        expectObservable(download(client(transport, policy), url, { retry })).toBe('-p---(aq)-----#', values, error);
      });
    });
  });
});
