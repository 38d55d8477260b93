import { throwError, type Observable } from 'rxjs';
import { createHttpClient, HttpStatusError, protect, RequestError, type HttpRequest, type RequestBody } from '../../src/index.js';
import { uploadProgress, type UploadBody, type UploadProgress } from '../../src/streaming/index.js';
import { instantTransport } from '../support/instant-transport.js';
import { errorOf, outcomeOf } from '../support/outcome.js';

const url = 'https://api.example.com/x';
const MIB = 2 ** 20;

/** What the request of a single attempt is. */
function requestWith(body: RequestBody, headers: HeadersInit = {}): HttpRequest {
  const transport = instantTransport();
  createHttpClient({ transport }).put(url, body, { headers }).subscribe();
  return transport.requests[0]!;
}

function streamIn({ body }: HttpRequest): ReadableStream<Uint8Array> {
  expect(body).toBeInstanceOf(ReadableStream);
  return body as ReadableStream<Uint8Array>;
}

async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function noted(): { readonly log: UploadProgress[]; readonly note: (progress: UploadProgress) => void } {
  const log: UploadProgress[] = [];
  return { log, note: (progress) => log.push(progress) };
}

describe('uploadProgress', () => {
  const bodies: readonly [what: string, body: UploadBody, bytes: Uint8Array, contentType: string | null][] = [
    ['text', 'wörld', new TextEncoder().encode('wörld'), 'text/plain;charset=UTF-8'],
    ['bytes', Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3), null],
    ['a view of a part', new DataView(Uint8Array.of(0, 1, 2, 3).buffer, 1, 2), Uint8Array.of(1, 2), null],
    ['a buffer', Uint8Array.of(4, 5).buffer, Uint8Array.of(4, 5), null],
    ['a Blob', new Blob(['a€'], { type: 'image/png' }), new TextEncoder().encode('a€'), 'image/png'],
    ['a Blob without a type', new Blob(['a']), new TextEncoder().encode('a'), null],
    [
      'parameters',
      new URLSearchParams({ a: 'ö' }),
      new TextEncoder().encode('a=%C3%B6'),
      'application/x-www-form-urlencoded;charset=UTF-8',
    ],
    ['a factory of text', () => 'wörld', new TextEncoder().encode('wörld'), 'text/plain;charset=UTF-8'],
    ['nothing', '', new Uint8Array(0), 'text/plain;charset=UTF-8'],
  ];
  for (const [what, body, bytes, contentType] of bodies) {
    it(`counts ${what} and keeps its content type`, async () => {
      const { log, note } = noted();
      const request = requestWith(uploadProgress(body, note));
      expect(request.headers.get('content-type')).toBe(contentType);
      expect(log).toEqual([]);
      expect(await readAll(streamIn(request))).toEqual(bytes);
      const total = bytes.byteLength;
      expect(log).toEqual(total === 0 ? [{ sent: 0, total }] : [{ sent: 0, total }, { sent: total, total }]); // prettier-ignore
    });
  }

  it('leaves a content type that is given', () => {
    expect(
      requestWith(
        uploadProgress('a', () => undefined),
        { 'Content-Type': 'text/x' },
      ).headers.get('content-type'),
    ).toBe('text/x');
  });

  it('tells it in small steps, and each when the reader asks for more', async () => {
    const { log, note } = noted();
    const bytes = Uint8Array.from({ length: MIB + 7 }, (_, at) => at % 251);
    const reader = streamIn(requestWith(uploadProgress(bytes, note))).getReader();
    let read = 0;
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      expect(log.at(-1)).toEqual({ sent: read, total: MIB + 7 });
      expect(part.value.byteLength).toBeLessThanOrEqual(65_536);
      expect(part.value).toEqual(bytes.subarray(read, read + part.value.byteLength));
      read += part.value.byteLength;
    }
    expect(log.at(-1)).toEqual({ sent: MIB + 7, total: MIB + 7 });
    expect(log.length).toBeGreaterThanOrEqual(18);
  });

  it('counts a stream, whose total nobody knows, and drops empty chunks', async () => {
    const { log, note } = noted();
    const chunks = [Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3)];
    const source = (): ReadableStream<Uint8Array> =>
      new ReadableStream({
        pull(controller) {
          const chunk = chunks.shift();
          if (chunk) controller.enqueue(chunk);
          else controller.close();
        },
      });
    const request = requestWith(uploadProgress(source, note));
    expect(request.isBodyRepeatable).toBeTrue();
    expect(request.headers.has('content-type')).toBeFalse();
    expect(await readAll(streamIn(request))).toEqual(Uint8Array.of(1, 2, 3));
    expect(log).toEqual([{ sent: 0 }, { sent: 1 }, { sent: 3 }]);
  });

  it('reads nothing ahead, and leaves a source that is no longer wanted', async () => {
    let pulls = 0;
    let reason: unknown;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
      pulls++;
      controller.enqueue(Uint8Array.of(1));
    };
    const source = (): ReadableStream<Uint8Array> =>
      new ReadableStream({ pull, cancel: (given) => void (reason = given) }, { highWaterMark: 0 });
    const reader = streamIn(requestWith(uploadProgress(source, () => undefined))).getReader();
    await reader.read();
    await reader.read();
    expect(pulls).toBe(2);
    await reader.cancel('enough');
    expect(reason).toBe('enough');
  });

  it('breaks off with the source', async () => {
    const source = (): ReadableStream<Uint8Array> => new ReadableStream({ pull: (controller) => controller.error(new Error('disk')) });
    const reader = streamIn(requestWith(uploadProgress(source, () => undefined))).getReader();
    await expectAsync(reader.read()).toBeRejectedWithError('disk');
  });

  it('begins anew with each attempt, and lets the one before tell nothing any more', async () => {
    const { log, note } = noted();
    const attempts: ReadableStream<Uint8Array>[] = [];
    const refuse = (request: HttpRequest): Observable<never> => {
      attempts.push(streamIn(request));
      return throwError(() => new HttpStatusError({ status: 503 }, { request }));
    };
    const http = createHttpClient({ transport: refuse, policy: protect({ retry: { maxRetries: 1, jitter: 'none', initialInterval: 0 } }) });
    await errorOf(http.put(url, uploadProgress('abc', note)));
    expect(attempts.length).toBe(2);
    for (const attempt of attempts) expect((await readAll(attempt)).byteLength).toBe(3);
    expect(log).toEqual([{ sent: 0, total: 3 }, { sent: 3, total: 3 }]); // prettier-ignore
  });

  it('hands on as it is what it cannot count', () => {
    const form = new FormData();
    const factory = (() => form) as unknown as () => string;
    expect(requestWith(uploadProgress(factory, fail)).body).toBe(form);
    expect(requestWith(uploadProgress((() => ({ a: 1 })) as unknown as () => string, fail)).body).toBe('{"a":1}');
  });

  it('says that a stream has been read already', async () => {
    const stream = new Blob(['a']).stream();
    stream.getReader();
    const http = createHttpClient({ transport: instantTransport() });
    const error = await errorOf(http.put(url, uploadProgress(() => stream as ReadableStream<Uint8Array>, () => undefined))); // prettier-ignore
    expect(error).toBeInstanceOf(RequestError);
    expect(error.message).toBe("The body can't be sent: it is a stream that has been read already.");
  });

  it('reports what its callback throws, and goes on', async () => {
    const thrown = new Error('thrown by onProgress');
    await jasmine.spyOnGlobalErrorsAsync(async (globalError: jasmine.Spy) => {
      const request = requestWith(
        uploadProgress('abc', () => {
          throw thrown;
        }),
      );
      expect((await readAll(streamIn(request))).byteLength).toBe(3);
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(globalError).toHaveBeenCalledWith(thrown);
      expect(globalError).toHaveBeenCalledTimes(2);
    });
  });

  const refused: readonly [what: string, make: () => unknown, message: RegExp][] = [
    ['a stream', () => uploadProgress(new Blob(['a']).stream() as never, fail), /^body must be text, bytes, a Blob, or a factory/],
    ['an object', () => uploadProgress({ a: 1 } as never, fail), /^body must be /],
    ['no body', () => uploadProgress(undefined as never, fail), /^body must be .* but was undefined\.$/],
    ['no callback', () => uploadProgress('a', undefined as never), /^onProgress must be a function, but was undefined\.$/],
  ];
  for (const [what, make, message] of refused) {
    it(`refuses ${what}`, () => expect(make).toThrowError(RangeError, message));
  }

  it('sends nothing by itself', async () => {
    const { log, note } = noted();
    const transport = instantTransport();
    const saved$ = createHttpClient({ transport }).put(url, uploadProgress('abc', note));
    expect([transport.requests.length, log]).toEqual([0, []]);
    await outcomeOf(saved$);
    await outcomeOf(saved$);
    expect(transport.requests.length).toBe(2);
  });
});
