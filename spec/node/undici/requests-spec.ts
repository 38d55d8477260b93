import { spawn } from 'node:child_process';
import { Agent } from 'undici';
import { build } from 'esbuild';
import { Subscription, timer } from 'rxjs';
import { createHttpClient, fetchTransport, NetworkError, RequestError, text, type HttpClient } from '../../../src/index.js';
import { encodeForm } from '../../../src/undici/encode-form.js';
import { undiciTransport } from '../../../src/undici/index.js';
import { startFaultServer, WORLD, type FaultServer } from '../../support/fault-server.js';
import { outcomeOf } from '../../support/outcome.js';
import { serve } from '../../support/serve.js';

interface Echo {
  readonly headers: Record<string, string>;
  readonly body: string;
}

describe('undiciTransport by itself', () => {
  let server: FaultServer;
  let http: HttpClient;
  let key: string;
  let keys = 0;

  beforeAll(async () => {
    server = await startFaultServer();
    http = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher: new Agent() }), timeout: 5000 });
  });
  afterAll(() => server.close());
  beforeEach(() => (key = `message ${++keys}`));

  it('works by default', async () => {
    const plain = createHttpClient({ baseUrl: server.origin, transport: undiciTransport() });
    expect(await outcomeOf(plain.get('json'))).toEqual({ values: [WORLD] });
  });

  it('sends nothing for a request that is left while it waits for a connection', async () => {
    const dispatcher = new Agent({ connections: 1 });
    const narrow = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher }) });
    const running = narrow.get('hang', { params: { key } }).subscribe({ error: fail });
    await server.of(key).arrived;
    let hasArrived = false;
    void server.of(`${key} waits`).arrived.then(() => (hasArrived = true));
    narrow
      .get('json', { params: { key: `${key} waits` } })
      .subscribe({ next: fail, error: fail })
      .unsubscribe();
    running.unsubscribe();
    expect(await outcomeOf(narrow.get('json'))).toEqual({ values: [WORLD] });
    expect(hasArrived).toBeFalse();
  });

  for (const headers of [{ Expect: '100-continue' }, { 'Transfer-Encoding': 'chunked' }, { 'Content-Length': '99' }]) {
    it(`errors with RequestError for ${Object.keys(headers).join()}, which undici refuses`, async () => {
      expect((await outcomeOf(http.post('echo', 'text', { headers }))).error).toBeInstanceOf(RequestError);
    });
  }

  it('errors with RequestError for integrity, which nobody would check, and ignores what is for browsers', async () => {
    const { error } = await outcomeOf(http.get('json', { init: { integrity: 'sha256-AAAA' } }));
    expect(error).toBeInstanceOf(RequestError);
    const init = { credentials: 'include', mode: 'no-cors', cache: 'no-store', keepalive: true, referrer: 'about:client' } as const;
    expect(await outcomeOf(http.get('json', { init }))).toEqual({ values: [WORLD] });
  });

  it('closes the connection of a redirection that it refuses, however much is to come', async () => {
    let note: (how: string) => void;
    const left = new Promise((resolve) => (note = resolve));
    const endless = await serve((_, response) => {
      const writing = setInterval(() => response.write('x'), 1);
      response.on('close', () => {
        clearInterval(writing);
        note('left');
      });
      response.writeHead(302, { location: 'ftp://127.0.0.1/' });
    });
    expect((await outcomeOf(http.get(endless.origin))).error).toBeInstanceOf(NetworkError);
    expect(await left).toBe('left');
    await endless.close();
  });

  it('waits behind an interim answer for the one that counts', async () => {
    const hinting = await serve((_, response) => response.writeEarlyHints({ link: '</a.css>; rel=preload' }, () => response.end('1')));
    expect(await outcomeOf(http.get(hinting.origin))).toEqual({ values: [1] });
    await hinting.close();
  });

  it('errors with NetworkError when its dispatcher has been closed', async () => {
    const dispatcher = new Agent();
    await dispatcher.close();
    const closed = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher }) });
    expect((await outcomeOf(closed.get('json'))).error).toBeInstanceOf(NetworkError);
  });

  it('uses the connection of a HEAD again', async () => {
    const own = await serve((_, response) => response.writeHead(200, { 'content-length': '2' }).end());
    for (let time = 1; time <= 4; time++) {
      await outcomeOf(http.head(own.origin));
      await outcomeOf(timer(5));
    }
    expect(own.connections()).toBe(1);
    await own.close();
  });

  it('errors with NetworkError when its dispatcher throws', async () => {
    const cause = new Error('out of order');
    const dispatcher = {
      dispatch: () => {
        throw cause;
      },
    };
    const broken = createHttpClient({ baseUrl: server.origin, transport: undiciTransport({ dispatcher }) });
    const { error } = await outcomeOf(broken.get('json'));
    expect(error).toBeInstanceOf(NetworkError);
    expect((error as NetworkError).cause).toBe(cause);
  });

  it('sends a form as fetch does, with its length', async () => {
    const form = new FormData();
    form.append('na"me\n', 'one\ntwo\r\nthree\rfour');
    form.append('file', new Blob(['content']), 'a"b.txt');
    const undici = (await outcomeOf(http.post<Echo>('echo', form))).values[0]!;
    const byFetch = createHttpClient({ baseUrl: server.origin, transport: fetchTransport() });
    const fetched = (await outcomeOf(byFetch.post<Echo>('echo', form))).values[0]!;
    const bare = ({ headers, body }: Echo): string => body.replaceAll(/boundary=(.*)/.exec(headers['content-type']!)![1]!, 'boundary');
    expect(bare(undici)).toBe(bare(fetched));
    expect(undici.headers['content-length']).toBe(String(encodeForm(form).size));
  });

  it('lets go of a stream that it sends when it is left', async () => {
    let subscription = Subscription.EMPTY;
    const cancelled = new Promise<string>((resolve) => {
      const leave = (): void => void setImmediate(() => subscription.unsubscribe());
      const endless = new ReadableStream<Uint8Array>({ pull: leave, cancel: () => resolve('cancelled') });
      subscription = http.post('hang', endless, { params: { key } }).subscribe({ error: fail });
    });
    expect(await cancelled).toBe('cancelled');
  });

  it('errors with NetworkError when the stream that it sends breaks off', async () => {
    const broken = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new Uint8Array(3));
        setTimeout(() => controller.error(new Error('torn')), 20);
      },
    });
    expect((await outcomeOf(http.post('hang', broken))).error).toBeInstanceOf(NetworkError);
  });

  it('sends no stream again that has been sent', async () => {
    const once = new Blob(['hi']).stream();
    expect((await outcomeOf(http.post('echo', once, { as: text() }))).error).toBeUndefined();
    expect((await outcomeOf(http.post('echo', once, { as: text() }))).error).toBeInstanceOf(RequestError);
  });

  it('keeps no process alive when its answers have been read or left', async () => {
    const { output, end } = await runProgram(`
      await lastValueFrom(http.get('json'));
      await lastValueFrom(http.get('flood', { as: ({ body }) => body }).pipe(take(1)));
      console.log('done');`);
    expect([output, end]).toEqual(['done', [0, null]]);
  }, 10_000);

  it('works where the global dispatcher is the older one of the platform’s fetch, which came first', async () => {
    const fetchFirst = `data:text/javascript,await (await fetch('${server.origin}/json')).text()`;
    const { output } = await runProgram(`console.log(JSON.stringify(await lastValueFrom(http.get('json'))));`, ['--import', fetchFirst]);
    expect(output).toBe(JSON.stringify(WORLD));
  }, 10_000);

  /** Runs a program in a process of its own, with `http` in scope. */
  async function runProgram(code: string, flags: readonly string[] = []): Promise<{ output: string; end: unknown }> {
    const head = `
      import { lastValueFrom, take } from 'rxjs';
      import { createHttpClient } from './src/index.js';
      import { undiciTransport } from './src/undici/index.js';
      const http = createHttpClient({ baseUrl: '${server.origin}', transport: undiciTransport() });`;
    const { outputFiles } = await build({
      stdin: { contents: head + code, resolveDir: process.cwd(), loader: 'ts' },
      absWorkingDir: process.cwd(),
      external: ['cross-fetch', 'undici'],
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node20',
    });
    const child = spawn(process.execPath, [...flags, '--input-type=module', '-'], { timeout: 3500, stdio: ['pipe', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(outputFiles[0]!.text);
    const end = await new Promise((resolve) => child.on('close', (exitCode, signal) => resolve([exitCode, signal])));
    return { output: output.trim(), end };
  }
});
