import { createHttpClient, NetworkError, ResponseParseError } from '../../src/index.js';
import { download, type DownloadEvent, type DownloadOptions } from '../../src/streaming/index.js';
import { fileTransport, restOfFile, wholeFile, type Cut, type FileServerScript } from '../support/file-transport.js';
import { inVirtualTime } from '../support/virtual-time.js';

const file = Uint8Array.from({ length: 12 }, (_, at) => 100 + at);
/** What a later version has in its place: no byte of it is where it was. */
const changed = Uint8Array.from({ length: 15 }, (_, at) => 200 + at);
const sameLength = changed.slice(0, 12);
const strong = { etag: '"v1"' };
const other = { etag: '"v2"' };

type Ending = 'resumes' | 'begins anew' | 'gives up';

/** What a server does when it is asked again, and what becomes of the download when some bytes are there, by `whenNotResumable`. */
interface Behaviour {
  readonly server: string;
  readonly first?: Record<string, string>;
  readonly again: FileServerScript;
  readonly error: Ending;
  readonly restart: Ending;
}

const unlessAsked = (answer: FileServerScript): FileServerScript => {
  return (request, nth) => (request.from === 0 ? wholeFile(file, strong) : answer(request, nth));
};

const behaviours: readonly Behaviour[] = [
  {
    server: 'honours the range',
    again: ({ from }) => (from > 0 ? restOfFile(file, from, strong) : wholeFile(file, strong)),
    error: 'resumes',
    restart: 'resumes',
  },
  {
    server: 'sends the rest without an ETag',
    again: unlessAsked(({ from }) => restOfFile(file, from)),
    error: 'resumes',
    restart: 'resumes',
  },
  {
    server: 'sends the rest without a length',
    again: unlessAsked(({ from }) => restOfFile(file, from, { 'content-range': `bytes ${from}-11/*` })),
    error: 'resumes',
    restart: 'resumes',
  },
  {
    server: 'sends three bytes at a time',
    again: unlessAsked(({ from }) => ({
      ...restOfFile(file, from, { 'content-range': `bytes ${from}-${Math.min(from + 2, 11)}/12` }),
      body: file.slice(from, from + 3),
    })),
    error: 'resumes',
    restart: 'resumes',
  },
  { server: 'ignores the range', again: () => wholeFile(file, strong), error: 'gives up', restart: 'begins anew' },
  {
    server: 'has another version, and sees that by If-Range',
    again: ({ from, validator }) => (from > 0 && validator === '"v2"' ? restOfFile(changed, from, other) : wholeFile(changed, other)),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'has another version under another ETag, and ignores If-Range',
    again: ({ from }) => (from > 0 ? restOfFile(sameLength, from, other) : wholeFile(sameLength, other)),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'has another version of another length without an ETag, and ignores If-Range',
    again: ({ from }) => (from > 0 ? restOfFile(changed, from) : wholeFile(changed)),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'has lost the range',
    again: unlessAsked(() => ({ status: 416, headers: { 'content-range': 'bytes */12' }, body: new Uint8Array(3) })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'sends from a byte too early',
    again: unlessAsked(({ from }) => restOfFile(file, from - 1, strong)),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'sends from a byte too late',
    again: unlessAsked(({ from }) => restOfFile(file, Math.min(from + 1, 11), { ...strong, 'content-range': `bytes ${from + 1}-12/13` })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'tells another total',
    again: unlessAsked(({ from }) => restOfFile(file, from, { ...strong, 'content-range': `bytes ${from}-11/13` })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'counts in another unit',
    again: unlessAsked(({ from }) => restOfFile(file, from, { ...strong, 'content-range': `items ${from}-11/12` })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'sends a part without Content-Range',
    again: unlessAsked(({ from }) => ({ status: 206, headers: strong, body: file.slice(from) })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'encodes the part',
    again: unlessAsked(({ from }) => restOfFile(file, from, { ...strong, 'content-encoding': 'gzip' })),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'has a weak ETag',
    first: { etag: 'W/"v1"' },
    again: () => wholeFile(file, { etag: 'W/"v1"' }),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'has a date and no ETag',
    first: { 'last-modified': 'Tue, 24 Nov 2026 10:00:00 GMT' },
    again: () => wholeFile(file),
    error: 'gives up',
    restart: 'begins anew',
  },
  {
    server: 'encodes the whole',
    first: { ...strong, 'content-encoding': 'gzip', 'content-length': '5' },
    again: () => wholeFile(file, { 'content-encoding': 'gzip', 'content-length': '5' }),
    error: 'gives up',
    restart: 'begins anew',
  },
];

/** The bytes since the last restart, checked at every event. */
function collect(events: readonly DownloadEvent[]): { readonly bytes: number[]; readonly restarts: number } {
  let bytes: number[] = [];
  let restarts = 0;
  for (const event of events) {
    if (event.type === 'restart') {
      bytes = [];
      restarts++;
    }
    if (event.type === 'chunk') bytes.push(...event.bytes);
    expect([file, changed].some((version) => isBeginning(bytes, version)))
      .withContext(`${bytes}`)
      .toBeTrue();
    if (event.type === 'progress') expect(event.loaded).toBe(bytes.length);
  }
  return { bytes, restarts };
}

function isBeginning(bytes: readonly number[], version: Uint8Array): boolean {
  return bytes.every((byte, at) => byte === version[at]);
}

function run(script: FileServerScript, cutAt: number, cut: Cut, chunk: number, options: DownloadOptions) {
  const events: DownloadEvent[] = [];
  let outcome: unknown = 'never ends';
  inVirtualTime(({ flush }) => {
    const transport = fileTransport(script, (nth) => (nth === 0 ? cutAt : Infinity), { chunk, cut });
    const http = createHttpClient({ baseUrl: 'https://files.example.com', transport, timeout: 1000 });
    const subscription = download(http, '/file', options).subscribe({
      next: (event) => events.push(event),
      error: (error: unknown) => (outcome = error),
      complete: () => (outcome = 'complete'),
    });
    flush();
    subscription.unsubscribe();
  });
  return { ...collect(events), outcome };
}

describe('13: a download that broke off in the middle is never silently started again from the front: what was emitted is the original, in order, without repeats, or the stream errors', () => {
  for (const { server, first = strong, again, ...endings } of behaviours) {
    for (const whenNotResumable of ['error', 'restart'] as const) {
      it(`${endings[whenNotResumable]} where the server ${server}, at every cut${whenNotResumable === 'restart' ? ', told to begin anew' : ''}`, () => {
        const script: FileServerScript = (request, nth) => (nth === 0 ? wholeFile(file, first) : again(request, nth));
        for (let cutAt = 0; cutAt < file.length; cutAt++) {
          for (const chunk of [1, 2, 5]) {
            // A quiet end of an encoded body can't be told from its true end: no length counts its bytes.
            const cuts: Cut[] = 'content-encoding' in first ? ['broken', 'stalled'] : ['broken', 'quiet', 'stalled'];
            for (const cut of cuts) {
              const { bytes, restarts, outcome } = run(script, cutAt, cut, chunk, { whenNotResumable });
              const place = `${cut} at ${cutAt} in chunks of ${chunk}`;
              const ending = cutAt === 0 ? 'resumes' : endings[whenNotResumable];
              expect(outcome === 'complete')
                .withContext(place)
                .toBe(ending !== 'gives up');
              expect(restarts)
                .withContext(place)
                .toBe(ending === 'begins anew' ? 1 : 0);
              if (ending === 'gives up') {
                expect(bytes.length).withContext(place).toBe(cutAt);
                expect(outcome).toBeInstanceOf(Error);
              } else {
                expect([12, 15]).withContext(place).toContain(bytes.length);
              }
            }
          }
        }
      });
    }
  }

  it('resumes at every cut of every part, one byte further each time', () => {
    const script: FileServerScript = ({ from }) => (from > 0 ? restOfFile(file, from, strong) : wholeFile(file, strong));
    inVirtualTime(({ flush }) => {
      const transport = fileTransport(script, () => 1, { chunk: 1 });
      const http = createHttpClient({ transport });
      const events: DownloadEvent[] = [];
      let isComplete = false;
      download(http, 'https://files.example.com/file', { retry: { maxRetries: 1 } }).subscribe({
        next: (event) => events.push(event),
        complete: () => (isComplete = true),
      });
      flush();
      expect(isComplete).toBeTrue();
      expect(collect(events)).toEqual({ bytes: [...file], restarts: 0 });
      expect(transport.requests.map(({ headers }) => headers.get('range'))).toEqual([
        null,
        ...Array.from({ length: 11 }, (_, at) => `bytes=${at + 1}-`),
      ]);
    });
  });

  it('says why it gives up', () => {
    const rest =
      (answer: FileServerScript): FileServerScript =>
      (request, nth) =>
        nth === 0 ? wholeFile(file, strong) : answer(request, nth);
    const whole = run(
      rest(() => wholeFile(file, strong)),
      5,
      'broken',
      2,
      {},
    ).outcome;
    const part = run(
      rest(() => restOfFile(file, 3, strong)),
      5,
      'broken',
      2,
      {},
    ).outcome;
    const noEtag = run(() => wholeFile(file), 5, 'broken', 2, {}).outcome;
    expect([whole, part]).toEqual([jasmine.any(ResponseParseError), jasmine.any(ResponseParseError)]);
    expect(noEtag).toBeInstanceOf(NetworkError);
    expect([whole, part, noEtag].map((error) => (error as Error).message)).toEqual([
      'GET https://files.example.com/file: 5 bytes are there, and the answer, 200, is the whole again.',
      "GET https://files.example.com/file: 5 bytes are there, and the answer, 206, can't be joined to them: it begins at byte 3.",
      'cut',
    ]);
  });
});
