import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import crossFetch from 'cross-fetch';
import { mergeMap } from 'rxjs';
import { createHttpClient, fetchTransport, protect, type HttpClientOptions } from '../../../src/index.js';
import { uploadProgress, type UploadProgress } from '../../../src/streaming/index.js';
import { outcomeOf } from '../../support/outcome.js';

interface Arrival {
  readonly headers: IncomingHttpHeaders;
  readonly hash: string;
}

const bytes = randomBytes(3 * 2 ** 20 + 17);
const blob = new Blob([bytes], { type: 'application/zip' });
const hashOf = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('uploadProgress over a real server', () => {
  let server: Server;
  let url: string;
  let arrivals: Arrival[];
  let statuses: number[];
  let log: UploadProgress[];
  const note = (progress: UploadProgress): void => void log.push(progress);

  beforeEach(async () => {
    arrivals = [];
    statuses = [];
    log = [];
    server = createServer((request, response) => {
      const hash = createHash('sha256');
      request.on('data', (chunk: Buffer) => hash.update(chunk));
      request.on('end', () => {
        arrivals.push({ headers: request.headers, hash: hash.digest('hex') });
        response.writeHead(statuses.shift() ?? 200, { 'content-type': 'application/json' }).end('true');
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  });
  afterEach(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });

  async function put(body: ReturnType<typeof uploadProgress>, options: HttpClientOptions = {}, headers: HeadersInit = {}): Promise<void> {
    const { values, error } = await outcomeOf(createHttpClient(options).put(url, body, { headers }));
    expect([values, error]).toEqual([[true], undefined]);
  }

  function expectWhole(progress: readonly UploadProgress[], total = bytes.length): void {
    const sents = progress.map(({ sent }) => sent);
    expect(sents).toEqual([...sents].sort((a, b) => a - b));
    expect(sents[0]).toBe(0);
    expect(progress.at(-1)).toEqual({ sent: total, total });
    expect(sents.length).toBeGreaterThan(40);
  }

  it('brings a Blob over unchanged, and tells how far it has come', async () => {
    await put(uploadProgress(blob, note));
    expect(arrivals.map(({ hash }) => hash)).toEqual([hashOf(bytes)]);
    const { 'content-type': type, 'transfer-encoding': encoding } = arrivals[0]!.headers;
    expect([type, encoding]).toEqual(['application/zip', 'chunked']);
    expectWhole(log);
  });

  it('brings bytes and text over, with a Content-Length that is given', async () => {
    await put(uploadProgress(bytes, note), {}, { 'Content-Length': String(bytes.length) });
    expect(arrivals[0]!.hash).toBe(hashOf(bytes));
    expect(arrivals[0]!.headers['content-length']).toBe(String(bytes.length));
    expect(arrivals[0]!.headers['transfer-encoding']).toBeUndefined();
    expectWhole(log);
    await put(uploadProgress('wörld', note));
    expect(arrivals[1]!.hash).toBe(hashOf(Buffer.from('wörld')));
    expect(arrivals[1]!.headers['content-type']).toBe('text/plain;charset=UTF-8');
  });

  it('brings a form over that was made a Blob', async () => {
    const form = new FormData();
    form.append('file', blob, 'a.zip');
    const body = await new Response(form).blob();
    await put(uploadProgress(body, note));
    expect(arrivals[0]!.headers['content-type']).toMatch(/^multipart\/form-data; ?boundary=/);
    expectWhole(log, body.size);
  });

  it('brings a file over, which a factory opens for each attempt', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'upload-'));
    const path = join(folder, 'file');
    await writeFile(path, bytes);
    statuses = [503];
    await put(uploadProgress(() => createReadStream(path), note), { policy: protect({ retry: { initialInterval: 1 } }) }); // prettier-ignore
    await rm(folder, { recursive: true });
    expect(arrivals.map(({ hash }) => hash)).toEqual([hashOf(bytes), hashOf(bytes)]);
    expect(log.filter(({ sent }) => sent === 0).length).toBe(2);
    expect(log.at(-1)).toEqual({ sent: bytes.length });
  });

  it('starts over for the attempt behind a 503', async () => {
    statuses = [503];
    await put(uploadProgress(blob, note), { policy: protect({ retry: { initialInterval: 1 } }) });
    expect(arrivals.map(({ hash }) => hash)).toEqual([hashOf(bytes), hashOf(bytes)]);
    const second = log.map(({ sent }) => sent).lastIndexOf(0);
    expect(second).toBeGreaterThan(0);
    expectWhole(log.slice(0, second));
    expectWhole(log.slice(second));
  });

  it('sends it as it is when an interceptor sends it again', async () => {
    statuses = [401];
    await put(uploadProgress(blob, note), {
      interceptors: [
        (request, next) => next(request).pipe(mergeMap((head) => (head.status === 401 ? next(request) : [head]))),
      ],
    }); // prettier-ignore
    expect(arrivals.map(({ hash }) => hash)).toEqual([hashOf(bytes), hashOf(bytes)]);
    expect(arrivals[1]!.headers).toEqual(jasmine.objectContaining({ 'content-type': 'application/zip' }));
    expectWhole(log);
  });

  it('sends it as it is over cross-fetch, and tells nothing', async () => {
    statuses = [503];
    const policy = protect({ retry: { initialInterval: 1 } });
    await put(uploadProgress(blob, note), { transport: fetchTransport({ fetch: crossFetch }), policy });
    expect(arrivals.map(({ hash }) => hash)).toEqual([hashOf(bytes), hashOf(bytes)]);
    expect(arrivals[0]!.headers).toEqual(
      jasmine.objectContaining({ 'content-type': 'application/zip', 'content-length': String(bytes.length) }),
    );
    await put(uploadProgress('wörld', note), { transport: fetchTransport({ fetch: crossFetch }) });
    expect(arrivals.at(-1)!.hash).toBe(hashOf(Buffer.from('wörld')));
    expect(log).toEqual([]);
  });

  it('stops reading, and tells no more, when it is left', async () => {
    let leave: (reason: unknown) => void;
    const left = new Promise((resolve) => (leave = resolve));
    const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve));
      controller.enqueue(new Uint8Array(1000));
    };
    const endless = (): ReadableStream<Uint8Array> => new ReadableStream({ pull, cancel: (reason) => leave(reason) });
    await new Promise<void>((resolve) => {
      const subscription = createHttpClient().put(url, uploadProgress(endless, onProgress)).subscribe(); // prettier-ignore
      function onProgress(progress: UploadProgress): void {
        if (log.push(progress) !== 20) return;
        subscription.unsubscribe();
        resolve();
      }
    });
    expect(((await left) as Error).name).toBe('AbortError');
    expect(log.length).toBeLessThan(23);
  });
});
